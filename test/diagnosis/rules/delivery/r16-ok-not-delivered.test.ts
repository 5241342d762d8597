import { expect, test } from 'vitest';
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
