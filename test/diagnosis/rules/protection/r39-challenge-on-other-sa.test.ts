import { expect, test } from 'vitest';
import type { SaName } from '../../../../src/model/security-association.ts';
import { findingsOf, Script } from '../../../support/events/script.ts';

const challenge = {
  cseq: 3,
  headers: { 'WWW-Authenticate': 'Digest realm="ims", nonce="x", algorithm=AKAv1-MD5' },
};
const again = (sa: SaName) =>
  new Script()
    .register()
    .challengeMw()
    .challenge()
    .answer()
    .ok()
    .wait(60)
    .answer({ cseq: 3 })
    .esp(sa, 'SIP/2.0 401 Unauthorized', challenge);

test('a 401 to port-c of the UE, which repeats its REGISTER', async () => {
  const [finding] = await findingsOf('R39', again('ps->uc').wait(2).answer({ cseq: 3 }));
  expect(finding).toMatchObject({ confidence: 'likely' });
  expect(finding?.detail).toBe(
    'The 401 goes under SPI 1001 from port 5063 to port-c 31001 of the UE, not to its port-s 32001. The UE repeats the REGISTER 1 time.',
  );
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([6, 7, 8]);
});

test('nothing on the right SA, nor if the UE takes it', async () => {
  expect(await findingsOf('R39', again('pc->us').wait(2).answer({ cseq: 3 }))).toEqual([]);
  expect(await findingsOf('R39', again('ps->uc').wait(2).answer({ cseq: 4 }))).toEqual([]);
});
