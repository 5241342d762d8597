import { expect, test } from 'vitest';
import { findingsIn } from '../../../support/events/diagnosed-file.ts';
import { fixture } from '../../../support/programs/lab.ts';

test('packets that are there twice', async () => {
  const [finding] = await findingsIn('R41', fixture('d03-v4-udp-dup-reorder.sll2.pcap'));
  expect(finding).toMatchObject({ severity: 'note', confidence: 'certain', callId: null });
  expect(finding?.detail).toBe('2 packets are copies of an earlier one.');
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([53, 58]);
});

test('nothing where each is there once', async () => {
  expect(await findingsIn('R41', fixture('a29-v4-udp-rereg.sll2.pcap'))).toEqual([]);
});
