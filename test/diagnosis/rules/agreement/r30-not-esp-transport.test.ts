import { expect, test } from 'vitest';
import { findingsOf, mechanism, Script, UE } from '../../../support/events/script.ts';

const good = mechanism(UE);
const ah = good.replace('prot=esp', 'prot=ah');
const offer = (client: string) => new Script().register({ headers: { 'Security-Client': client } });

test('AH alone is offered', async () => {
  const [finding] = await findingsOf('R30', offer(ah));
  expect(finding).toMatchObject({ severity: 'warning', confidence: 'certain' });
  expect(finding?.detail).toBe('Security-Client has prot=ah, mod=trans in 1 of 1 ipsec-3gpp mechanisms.');
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([1]);
});

test('a note where ESP is offered as well, or the P-CSCF goes on with ESP', async () => {
  expect((await findingsOf('R30', offer(`${ah}, ${good}`)))[0]?.severity).toBe('note');
  const registered = offer(ah).challengeMw().challenge().answer().ok();
  expect((await findingsOf('R30', registered))[0]?.severity).toBe('note');
});

test('tunnel mode without UDP, by the P-CSCF', async () => {
  const server = good.replace('mod=trans', 'mod=tun');
  const script = new Script().register().challenge({ headers: { 'Security-Server': server } });
  const [finding] = await findingsOf('R30', script);
  expect(finding?.detail).toMatch(/^Security-Server has prot=esp, mod=tun/);
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([2]);
});

test('ESP in transport mode, in UDP, and without a word about either', async () => {
  expect(await findingsOf('R30', offer(good))).toEqual([]);
  expect(await findingsOf('R30', offer(good.replace('mod=trans', 'mod=UDP-enc-tun')))).toEqual([]);
  expect(await findingsOf('R30', offer(good.replace('prot=esp;mod=trans;', '')))).toEqual([]);
  expect(await findingsOf('R30', offer(`tls;mod=x, ${good}`))).toEqual([]);
});
