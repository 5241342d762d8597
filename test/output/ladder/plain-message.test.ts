import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ladderMessage } from '../../../src/output/ladder/message.ts';
import { PlainSummaries } from '../../../src/output/ladder/plain-message.ts';
import { plainPackets, plainTexts } from '../../support/events/plain-packets.ts';

test('a plain packet has the summary of its event', async () => {
  const summaries = new PlainSummaries();
  let packets = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(plainTexts(), { minLength: 1, maxLength: 30 }), async texts => {
      await plainPackets(texts, packet => {
        packets++;
        expect(summaries.of(packet, packets)).toEqual(ladderMessage(packet.event, packets));
      });
    }),
    { numRuns: 100 },
  );
  expect(packets).toBeGreaterThan(100);
});
