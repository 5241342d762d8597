import { expect, test } from 'vitest';
import { findingsIn } from '../../../support/events/diagnosed-file.ts';
import { findingsOf, Script } from '../../../support/events/script.ts';
import { fixture } from '../../../support/programs/lab.ts';

const notify = 'NOTIFY sip:alice@10.0.0.1:32001 SIP/2.0';
const registered = () => new Script().register().registerMw().challengeMw().challenge().answer().ok();
const sent = () => registered().wait(1).mwBack(notify, { callId: 'n@s' });
const end = (script: Script) => script.wait(12).mw('OPTIONS sip:ims SIP/2.0');

test('a NOTIFY to the P-CSCF of which nothing follows on Gm', async () => {
  const [finding] = await findingsOf('R40', end(sent()));
  expect(finding).toMatchObject({ severity: 'warning', confidence: 'possible', callId: null });
  expect(finding?.detail).toBe(
    'The P-CSCF gets 1 request (NOTIFY) for a registered UE, the first for 10.0.0.1, and nothing follows on Gm.',
  );
  expect(finding?.frames).toEqual([{ file: 0, frame: 7 }]);
});

test('an error response says how it ended', async () => {
  const script = sent().mw('SIP/2.0 408 Request Timeout', { callId: 'n@s', method: 'NOTIFY' });
  expect((await findingsOf('R40', script))[0]?.detail).toContain('The P-CSCF answers 408 Request Timeout.');
});

test('nothing where it comes in ESP, while it may still come, and for other hosts', async () => {
  expect(await findingsOf('R40', end(sent().esp('pc->us', notify, { callId: 'n@s' })))).toEqual([]);
  expect(await findingsOf('R40', sent())).toEqual([]);
  const other = registered().mwBack('NOTIFY sip:bob@10.0.0.9 SIP/2.0', { callId: 'n@s' });
  expect(await findingsOf('R40', end(other))).toEqual([]);
});

test('nothing in a good run', async () => {
  expect(await findingsIn('R40', fixture('a29-v4-udp-rereg.sll2.pcap'))).toEqual([]);
});

test('a 2xx comes from the UE, even if the capture lost the request on Gm', async () => {
  const script = sent().mw('SIP/2.0 200 OK', { callId: 'n@s', method: 'NOTIFY' });
  expect(await findingsOf('R40', end(script))).toEqual([]);
});
