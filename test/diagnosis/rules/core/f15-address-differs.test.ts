import { expect, test } from 'vitest';
import { findingsOf, Script, UE } from '../../../support/events/script.ts';

const challenged = () => new Script().register().challengeMw().challenge();
const forbidden = { startLine: 'SIP/2.0 403 Forbidden' };
const behindNat = {
  Via: `SIP/2.0/UDP 192.168.1.9:${UE.portS};branch=z9hG4bK1`,
  Contact: `<sip:alice@192.168.1.9:${UE.portS}>`,
};

test('the ESP comes from another address than Via and Contact say, and the answer is 403', async () => {
  const [finding] = await findingsOf('F15', challenged().answer({ headers: behindNat }).ok(forbidden));
  expect(finding).toMatchObject({ severity: 'error', confidence: 'possible' });
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([4, 5]);
  expect(finding?.detail).toBe(
    'The ESP comes from 10.0.0.1, but the REGISTER has 192.168.1.9 in Via and 192.168.1.9 in Contact. The response is 403 Forbidden.',
  );
});

test('not if the P-CSCF accepts it, the addresses agree, or a name stands there', async () => {
  expect(await findingsOf('F15', challenged().answer({ headers: behindNat }).ok())).toEqual([]);
  expect(await findingsOf('F15', challenged().answer().ok(forbidden))).toEqual([]);
  const named = {
    ...behindNat,
    Via: 'SIP/2.0/UDP ue.example;branch=z9hG4bK1',
    Contact: '<sip:alice@ue.example>',
  };
  expect(await findingsOf('F15', challenged().answer({ headers: named }).ok(forbidden))).toEqual([]);
});
