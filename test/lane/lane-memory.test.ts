import { expect, test } from 'vitest';
import {
  CHUNK_OCTETS,
  CONTROL,
  LANE_KEYS,
  LaneMemory,
  ROW_WORDS,
  SLOT_ROWS,
} from '../../src/lane/lane-memory.ts';

test('nothing of a slot or of the keys overlaps', () => {
  const memory = LaneMemory.create(3);
  const slots = [0, 1, 2].map(index => memory.slot(index));
  let end = memory.key(LANE_KEYS);
  for (const { rows, sha1Rows, md5Rows, chunk, plain, tables, tablesEnd } of slots) {
    expect(rows).toBeGreaterThanOrEqual(end);
    expect(sha1Rows - rows).toBe(4 * ROW_WORDS * SLOT_ROWS);
    expect(md5Rows - sha1Rows).toBe(16 * SLOT_ROWS);
    expect(chunk - md5Rows).toBeGreaterThanOrEqual(16 * SLOT_ROWS);
    expect(plain - chunk).toBeGreaterThan(CHUNK_OCTETS);
    expect(tables - plain).toBeGreaterThan(CHUNK_OCTETS);
    end = tablesEnd;
  }
  expect(memory.octets.length).toBeGreaterThanOrEqual(end);
  expect(memory.scratch(0)).toBeGreaterThan(4 * (CONTROL.rows + 32));
});

test('clear leaves no key, packet or plaintext', () => {
  const memory = LaneMemory.create(2);
  const { chunk, plain } = memory.slot(1);
  for (const address of [memory.scratch(3), memory.key(4), chunk, chunk + 99, plain, plain + 99])
    memory.octets[address] = 1;
  memory.clear(5, 2, 100);
  expect(memory.octets.every(octet => octet === 0)).toBe(true);
});
