import { expect, test } from 'vitest';
import { findingsOf, mechanism, PCSCF, Script, UE } from '../../../support/events/script.ts';

const challenged = () => new Script().register().challengeMw().challenge();
const differing = { 'Security-Verify': mechanism({ ...PCSCF, spiC: 7 }) };

test('another SPI in Security-Verify, and a 494', async () => {
  const script = challenged()
    .answer({ headers: differing })
    .ok({ startLine: 'SIP/2.0 494 Security Agreement Required' });
  const [finding] = await findingsOf('R37', script);
  expect(finding).toMatchObject({ severity: 'error', confidence: 'certain' });
  expect(finding?.detail).toBe(
    'spi-c: Security-Server has 2001, Security-Verify has 7. The response is 494 Security Agreement Required.',
  );
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([3, 4, 5]);
});

test('a P-CSCF that does not compare registers the UE all the same: a warning', async () => {
  const [finding] = await findingsOf('R37', challenged().answer({ headers: differing }).ok());
  expect(finding?.severity).toBe('warning');
});

test('order, case and blanks make no difference', async () => {
  const { spiC, spiS, portC, portS } = PCSCF;
  const same = `IPSEC-3GPP; alg=HMAC-SHA-1-96 ;ealg=aes-cbc; port-s=${portS};port-c=${portC};spi-s=${spiS};spi-c=0${spiC};mod=trans;prot=esp`;
  const script = challenged()
    .answer({ headers: { 'Security-Verify': same } })
    .ok();
  expect(await findingsOf('R37', script)).toEqual([]);
});

test('no Security-Verify at all', async () => {
  const script = challenged()
    .answer({ headers: { 'Security-Verify': null } })
    .ok({ startLine: 'SIP/2.0 400 Bad Request' });
  const [finding] = await findingsOf('R37', script);
  expect(finding).toMatchObject({ severity: 'error', confidence: 'certain' });
  expect(finding?.title).toBe('The protected REGISTER has no Security-Verify');
});

test('another Security-Client than the one that was challenged', async () => {
  const headers = { 'Security-Client': mechanism({ ...UE, spiS: 9 }) };
  const [finding] = await findingsOf('R37', challenged().answer({ headers }).ok());
  expect(finding?.severity).toBe('warning');
  expect(finding?.detail).toContain('spi-s: the challenged REGISTER has 1002, its answer has 9');
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([1, 3, 4, 5]);
});

test('a re-REGISTER offers anew', async () => {
  const headers = { 'Security-Client': mechanism({ ...UE, spiC: 9, spiS: 10 }) };
  const lost = challenged().answer({ cseq: 3, headers }).ok({ cseq: 3 });
  expect(await findingsOf('R37', lost)).toEqual([]);
});
