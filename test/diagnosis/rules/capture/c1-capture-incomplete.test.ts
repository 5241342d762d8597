import { expect, test } from 'vitest';
import { findingsIn } from '../../../support/events/diagnosed-file.ts';
import { fixture } from '../../../support/programs/lab.ts';

test('a capture that lost packets which arrived', async () => {
  const [finding] = await findingsIn('C1', fixture('x01-v4-tcp-capture-drops.sll2.pcap'));
  expect(finding).toMatchObject({ severity: 'note', confidence: 'certain', callId: null });
  expect(finding?.detail).toBe('6 gaps in TCP streams. 25 ESP sequence numbers are missing as well.');
  expect(finding?.frames.length).toBeGreaterThan(0);
});

test('a network that loses packets which are sent again is no matter of the capture', async () => {
  expect(await findingsIn('C1', fixture('d01-v4-tcp-loss.sll2.pcap'))).toEqual([]);
});
