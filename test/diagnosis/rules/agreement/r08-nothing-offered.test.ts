import { expect, test } from 'vitest';
import type { Suite } from '../../../../src/model/security-association.ts';
import { findingsOf, mechanism, PCSCF, Script, UE } from '../../../support/events/script.ts';

const MD5_NULL: Suite = { alg: 'hmac-md5-96', ealg: 'null' };
const challenged = (server: string) =>
  new Script().register().challenge({ headers: { 'Security-Server': server } });

test('a choice that was not offered', async () => {
  const [finding] = await findingsOf('R08', challenged(mechanism(PCSCF, MD5_NULL)));
  expect(finding).toMatchObject({ severity: 'error', confidence: 'certain' });
  expect(finding?.detail).toBe(
    'Security-Client offers hmac-sha-1-96/aes-cbc, but Security-Server has hmac-md5-96/null.',
  );
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([1, 2]);
});

test('it may name others beside one that was', async () => {
  expect(await findingsOf('R08', challenged(`${mechanism(PCSCF, MD5_NULL)}, ${mechanism(PCSCF)}`))).toEqual(
    [],
  );
});

test('an absent ealg and null are the same', async () => {
  const { spiC, spiS, portC, portS } = UE;
  const client = `ipsec-3gpp;alg=HMAC-MD5-96;spi-c=${spiC};spi-s=${spiS};port-c=${portC};port-s=${portS}`;
  const script = new Script()
    .register({ headers: { 'Security-Client': client } })
    .challenge({ headers: { 'Security-Server': mechanism(PCSCF, MD5_NULL) } });
  expect(await findingsOf('R08', script)).toEqual([]);
});
