import { expect, test } from 'vitest';
import { findingsIn } from '../../../support/events/diagnosed-file.ts';
import { findingsOf, Script } from '../../../support/events/script.ts';
import { fixture } from '../../../support/programs/lab.ts';

test('Kamailio takes an empty ealg for aes-cbc', async () => {
  const [finding] = await findingsIn('S2', fixture('b14-v4-udp-no-ealg.sll2.pcap'));
  expect(finding).toMatchObject({ severity: 'note', confidence: 'certain' });
  expect(finding?.detail).toBe(
    'Security-Server has hmac-sha-1-96/null (ealg is absent or empty, which means null), but the packets prove hmac-sha-1-96/aes-cbc.',
  );
  expect(finding?.frames[0]).toEqual({ file: 0, frame: 5 });
});

test('nothing where the packets are as agreed', async () => {
  expect(await findingsOf('S2', new Script().register().challengeMw().challenge().answer())).toEqual([]);
});
