import { describe, expect, test } from 'vitest';
import { findingsOf, Script } from '../../../support/events/script.ts';

const end = 'OPTIONS sip:ims SIP/2.0';
const accepted = () =>
  new Script()
    .register()
    .challengeMw()
    .challenge()
    .answer()
    .registerMw({ cseq: 2 })
    .mwBack('SIP/2.0 200 OK', { cseq: 2 });

test('the 200 stops at the P-CSCF and the UE repeats its REGISTER', async () => {
  const [finding] = await findingsOf('R16', accepted().wait(4).answer());
  expect(finding).toMatchObject({ severity: 'error', confidence: 'likely' });
  expect(finding?.detail).toMatch(
    /^10\.20\.0\.2 sends 200 OK to the P-CSCF at 10\.20\.0\.1, .*repeats the REGISTER 4\.01 s later\.$/,
  );
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([4, 6, 7]);
});

test('or the capture goes on long enough', async () => {
  const [finding] = await findingsOf('R16', accepted().wait(12).mw(end));
  expect(finding?.detail).toContain('The capture goes on for 12 s');
});

test('nothing at the end of a capture, with a 200 on Gm, or where Gm was not captured', async () => {
  expect(await findingsOf('R16', accepted())).toEqual([]);
  expect(await findingsOf('R16', accepted().ok().wait(12).mw(end))).toEqual([]);
  const mwOnly = new Script().registerMw().mwBack('SIP/2.0 200 OK').wait(12).mw(end);
  expect(await findingsOf('R16', mwOnly)).toEqual([]);
});

describe('a 200 that is sent and does not arrive', () => {
  const sent = (times: number) => {
    const script = new Script().register().challengeMw().challenge().answer().ok();
    for (let i = 0; i < times; i++) script.wait(2).answer().ok();
    return script;
  };

  test('the UE repeats the REGISTER, nothing else, and begins anew', async () => {
    const [finding] = await findingsOf('R16', sent(4).wait(5).register({ callId: 'b@ue' }));
    expect(finding).toMatchObject({ severity: 'error', confidence: 'likely' });
    expect(finding?.title).toBe('The 200 to REGISTER is sent, and the UE does not get it');
    expect(finding?.detail).toContain(
      '200 OK to the UE 5 times, and the UE sends the same REGISTER 4 more times',
    );
    expect(finding?.frames.map(({ frame }) => frame)).toEqual([4, 5, 6, 8, 10, 12, 14]);
  });

  test('not where one or two cross each other, nor where the UE goes on', async () => {
    expect(await findingsOf('R16', sent(2).wait(5).register({ callId: 'b@ue' }))).toEqual([]);
    const message = sent(4).esp('uc->ps', 'MESSAGE sip:bob@ims SIP/2.0', { callId: 'm@ue' });
    expect(await findingsOf('R16', message.wait(5).register({ callId: 'b@ue' }))).toEqual([]);
  });
});
