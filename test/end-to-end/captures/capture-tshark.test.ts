import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { timeText } from '../../../src/bytes/time.ts';
import type { CaptureRecord } from '../../../src/model/capture.ts';
import { readAll } from '../../capture/read-all.ts';
import { FIXTURES, SHARED } from '../../support/programs/lab.ts';
import { hasTshark, tsharkFrames } from '../../support/programs/tshark.ts';

/** The frames of capture files as tshark lists them: number, lengths, time and interface. */
const PUBLIC = join(SHARED, 'public');

const FIELDS = [
  'frame.number',
  'frame.cap_len',
  'frame.len',
  'frame.time_epoch',
  'frame.interface_id',
  'frame.section_number',
];

/** Block types that tshark numbers as frames though they hold no packet have no interface. */
const NO_INTERFACE = '';

interface Row {
  readonly text: string;
  readonly interfaceId: string;
  readonly section: string;
}

function rowsOfTshark(path: string): Row[] {
  return tsharkFrames(path, FIELDS).map(([frame, captured, original, time = '', id = '', section = '']) => ({
    // A packet without a time (Simple Packet Block) has an empty field, a time of 0 here.
    text: `${frame} ${captured} ${original} ${time === '' ? timeText({ seconds: 0, nanoseconds: 0 }) : time}`,
    interfaceId: id,
    section,
  }));
}

function textOf(record: CaptureRecord): string {
  const { frame, data, originalLength } = record;
  return `${frame} ${data.length} ${originalLength} ${timeText(record)}`;
}

function contentOf(path: string): Uint8Array {
  const content = readFileSync(path);
  return path.endsWith('.gz') ? gunzipSync(content) : content;
}

function capturesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return (
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      // tshark reads nothing behind damage.
      .filter(name => /\.(pcap|pcapng|pcapng\.gz)$/.test(name) && !name.startsWith('corrupt'))
      .sort()
      .map(name => join(folder, name))
  );
}

/** Interfaces are numbered over the file here and over their section by tshark: the difference is one per section. */
function expectSameInterfaces(records: readonly CaptureRecord[], rows: readonly Row[]): void {
  const firstOf = new Map<string, number>();
  for (const [i, record] of records.entries()) {
    const { interfaceId, section } = rows[i] as Row;
    const first = record.interfaceId - Number(interfaceId);
    expect(first).toBe(firstOf.get(section) ?? first);
    firstOf.set(section, first);
  }
  const firsts = [...firstOf.values()];
  expect(firsts).toEqual([...firsts].sort((one, other) => one - other));
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(!hasTshark)('the same frames as tshark', () => {
  const captures = [...capturesIn(FIXTURES), ...capturesIn(PUBLIC)];

  test.each(captures.map(path => [path.slice(path.indexOf('captures/') + 1), path] as const))(
    '%s',
    (_, path) => {
      const rows = rowsOfTshark(path);
      const withInterface = rows.filter(({ interfaceId }) => interfaceId !== NO_INTERFACE);
      const isPcapng = readFileSync(path)[0] === 0x0a || path.endsWith('.gz');
      const compared = isPcapng ? withInterface : rows;
      const reading = readAll(contentOf(path), [65_536]);
      expect(reading.records.map(textOf)).toEqual(compared.map(({ text }) => text));
      if (isPcapng) expectSameInterfaces(reading.records, compared);
      expect(reading.issues.filter(({ damage }) => damage)).toEqual([]);
    },
  );

  test('in front of damage; tshark ends there, this reader goes on', () => {
    const path = join(FIXTURES, 'a04-v4-udp-aes-cbc-hmac-sha-1-96.sll2.pcap');
    const content = readFileSync(path);
    const whole = readAll(Uint8Array.from(content)).records;
    const header = (whole[19] as CaptureRecord).offset - 16;
    content.writeUInt32LE(0x7fff_ffff, header + 8);
    const damaged = join(folder, 'damaged.pcap');
    writeFileSync(damaged, content);
    const rows = rowsOfTshark(damaged).map(({ text }) => text);
    expect(rows).toHaveLength(19);
    const { records } = readAll(Uint8Array.from(content));
    expect(records.slice(0, 19).map(textOf)).toEqual(rows);
    expect(records.slice(19)).toEqual(whole.slice(20));
  });
});
