import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FrameRows } from '../../src/capture/frame-rows.ts';
import { createCaptureReader } from '../../src/capture/reader.ts';
import type { CaptureRecord } from '../../src/model/capture.ts';
import type { Issue } from '../../src/model/issue.ts';
import { concat } from '../support/captures/pcap-file.ts';
import {
  enhancedPacketBlock,
  interfaceBlock,
  NANOSECOND_RESOLUTION,
  sectionHeaderBlock,
  simplePacketBlock,
} from '../support/captures/pcapng-blocks.ts';
import { fixture } from '../support/programs/lab.ts';

const PCAP = readFileSync(fixture('a04-v4-udp-aes-cbc-hmac-sha-1-96.sll2.pcap'));

/** The frames of a file that comes in chunks of these sizes, in turn; with rows, or a record for each. */
function read(file: Uint8Array, sizes: readonly number[], withRows: boolean) {
  const issues: Issue[] = [];
  const reader = createCaptureReader(3, issue => issues.push(issue));
  const rows = new FrameRows();
  const records: CaptureRecord[] = [];
  let inRows = 0;
  const take = (one: CaptureRecord) => records.push({ ...one, data: one.data.slice() });
  for (let at = 0, turn = 0; at < file.length; turn++) {
    const chunk = Uint8Array.from(file.subarray(at, at + (sizes[turn % sizes.length] as number)));
    at += chunk.length;
    rows.clear();
    for (const record of reader.push(chunk, withRows ? rows : null)) take(record);
    for (let i = 0; i < rows.length; i++) {
      const record = rows.record(i);
      expect([rows.frame(i), rows.seconds(i), rows.nanoseconds(i)]).toEqual([
        record.frame,
        record.seconds,
        record.nanoseconds,
      ]);
      if (rows.isRow(i)) inRows++;
      take(record);
    }
  }
  for (const record of reader.end()) take(record);
  return { records, issues, inRows };
}

/** The same frames as pcapng: two sections, three interfaces, some packets with options, one without a time. */
function asPcapng(): Uint8Array {
  const { records } = read(PCAP, [PCAP.length], false);
  const packets = records.map(({ data, seconds, nanoseconds }, i) =>
    enhancedPacketBlock({
      interfaceId: i % 40 === 30 ? 1 : 0,
      time: BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds),
      data,
      ...(i % 50 === 20 && { options: [{ code: 2, value: [0, 0, 0, 1] }] }),
    }),
  );
  const described = interfaceBlock({ linkType: 276, options: [NANOSECOND_RESOLUTION] });
  const half = packets.length >> 1;
  return concat([
    ...[sectionHeaderBlock(), described, described, ...packets.slice(0, half)],
    simplePacketBlock(records[0]?.data ?? new Uint8Array(0), 100),
    ...[sectionHeaderBlock(), described, described, ...packets.slice(half)],
  ]);
}

describe.each([
  ['pcap', PCAP],
  ['pcapng', asPcapng()],
])('%s', (name, capture) => {
  test('most frames of a plain file are rows, and the same as records', () => {
    const { inRows, ...found } = read(capture, [capture.length], true);
    const { records, issues } = read(capture, [capture.length], false);
    expect(found).toEqual({ records, issues });
    if (name === 'pcap') expect(inRows).toBe(records.length);
    // With one chunk for all, those of the interface that comes first.
    else expect(inRows).toBeGreaterThan(0.3 * records.length);
    const piecewise = read(capture, [20_000], true);
    expect(piecewise.records).toEqual(records);
    expect(piecewise.inRows).toBeGreaterThan(0.6 * records.length);
  });

  test('whatever the chunks and the damage: the same frames and issues with rows and without', () => {
    const damage = fc.array(fc.tuple(fc.nat(capture.length - 1), fc.nat(255)), { maxLength: 4 });
    const sizes = fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(damage, sizes, fc.nat(capture.length), (spoilt, chunks, length) => {
        const file = Uint8Array.from(capture.subarray(0, Math.max(length, 40)));
        for (const [at, value] of spoilt) if (at < file.length) file[at] = value;
        const { records, issues } = read(file, chunks, true);
        const others = read(file, chunks, false);
        expect({ records, issues }).toEqual({ records: others.records, issues: others.issues });
      }),
      { numRuns: 200 },
    );
  });
});

test('records of several files are rows with records of their own', () => {
  const { records } = read(PCAP, [PCAP.length], false);
  const rows = FrameRows.of(records);
  expect(rows.records()).toEqual(records);
  expect(rows.hasBytes).toBe(true);
  expect(rows.isRow(0)).toBe(false);
});
