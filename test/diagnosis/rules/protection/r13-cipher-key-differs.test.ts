import { expect, test } from 'vitest';
import { KEY } from '../../../support/captures/sa-set.ts';
import { findingsIn } from '../../../support/events/diagnosed-file.ts';
import { findingsOf, Script } from '../../../support/events/script.ts';
import { fixture } from '../../../support/programs/lab.ts';

const TRIPLE_DES = { alg: 'hmac-md5-96', ealg: 'des-ede3-cbc' } as const;
const suite = TRIPLE_DES;

function unanswered(server: string): Script {
  const script = new Script()
    .register({ suite })
    .challengeMw()
    .challenge({ suite, headers: { Server: server } });
  return script.answer({ suite }).wait(12).mw('OPTIONS sip:ims SIP/2.0');
}

test('a good ICV around plaintext that makes no sense', async () => {
  const key = { ck: KEY.ik, ik: KEY.ik };
  const script = new Script().register().challengeMw().challenge().answer({ key }).answer({ key });
  const [finding] = await findingsOf('R13', script);
  expect(finding).toMatchObject({ severity: 'error', confidence: 'certain' });
  expect(finding?.detail).toMatch(/^2 ESP packets, the first of the UE \(SPI 2002\)/);
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([4, 5]);
});

test('a Kamailio of Debian 12 and 3DES', async () => {
  const [finding] = await findingsIn('R13', fixture('b71-v6-tcp-3des-broken-key.sll2.pcap'));
  expect(finding).toMatchObject({ severity: 'error', confidence: 'likely' });
  expect(finding?.detail).toContain('The Server header is "Kamailio P-CSCF"');
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([10, 12, 13, 18]);
});

test('what the Server header says decides how likely it is', async () => {
  const confidence = async (server: string) => (await findingsOf('R13', unanswered(server)))[0]?.confidence;
  expect(await confidence('kamailio (5.6.3 (x86_64/linux))')).toBe('likely');
  expect(await confidence('kamailio (5.8.1 (x86_64/linux))')).toBeUndefined();
  expect(await confidence('OpenSIPS (3.6.0 (x86_64/linux))')).toBe('likely');
  expect(await confidence('P-CSCF of someone')).toBe('possible');
});

test('3DES that works, and another cipher', async () => {
  const good = new Script()
    .register({ suite })
    .challengeMw()
    .challenge({ suite })
    .answer({ suite })
    .ok({ suite });
  expect(await findingsOf('R13', good)).toEqual([]);
  const other = new Script()
    .register()
    .challengeMw()
    .challenge({ headers: { Server: 'kamailio (5.6.3)' } });
  expect(await findingsOf('R13', other.answer().wait(12).mw('OPTIONS sip:ims SIP/2.0'))).toEqual([]);
});
