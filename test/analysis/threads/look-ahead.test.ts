import { expect, test } from 'vitest';
import { lookAhead } from '../../../src/analysis/threads/look-ahead.ts';
import { createNodeEngine } from '../../../src/ipsec/crypto/engine-node.ts';
import type { CaptureRecord } from '../../../src/model/capture.ts';
import type { Issue } from '../../../src/model/issue.ts';
import { saDatabase } from '../../support/bounded.ts';
import { record } from '../../support/captures/packets.ts';

const NOTHING = { issues: [], losses: { bytesSkipped: 0, resynchronisations: 0 } };

test('without threads every batch is passed on at once, in order', async () => {
  const given: number[] = [];
  async function* batches(): AsyncGenerator<CaptureRecord[]> {
    for (let frame = 1; frame <= 3; frame++) {
      given.push(frame);
      yield [record(new Uint8Array(1_000_000), frame)];
    }
  }
  const seen: [frame: number | undefined, given: number][] = [];
  for await (const { records, prepared } of lookAhead(
    batches(),
    saDatabase(createNodeEngine()),
    [],
    NOTHING,
    10,
  )) {
    expect(prepared).toBeNull();
    seen.push([records[0]?.frame, given.length]);
  }
  expect(seen).toEqual([
    [1, 1],
    [2, 2],
    [3, 3],
    [undefined, 3],
  ]);
});

test('what was noticed while a batch was read comes with it, and the rest at the end', async () => {
  const notes = { issues: [] as Issue[], losses: { bytesSkipped: 0, resynchronisations: 0 } };
  const notice = (frame: number): void => {
    notes.losses.bytesSkipped += 10;
    notes.issues.push({ code: 'x', layer: 'capture', damage: true, file: 0, frame, offset: 0, message: '' });
  };
  async function* batches(): AsyncGenerator<CaptureRecord[]> {
    notice(1);
    yield [record(new Uint8Array(10), 1)];
    yield [record(new Uint8Array(10), 2)];
    notice(3);
  }
  const seen: (number | null)[][] = [];
  const database = saDatabase(createNodeEngine());
  for await (const { records, issues, losses } of lookAhead(batches(), database, [], notes, 10))
    seen.push([records.length, losses.bytesSkipped, ...issues.map(({ frame }) => frame)]);
  expect(seen).toEqual([
    [1, 10, 1],
    [1, 10],
    [0, 20, 3],
  ]);
});
