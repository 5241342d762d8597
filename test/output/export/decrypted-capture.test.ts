import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { analyse } from '../../../src/analysis/analyse.ts';
import type { OutputFrame } from '../../../src/analysis/events/output-frame.ts';
import type { PlainEvent } from '../../../src/analysis/events/plain-event.ts';
import { OPTION, PACKET_WORDS, readOptions } from '../../../src/capture/pcapng/pcapng-options.ts';
import { DecryptedCapture } from '../../../src/output/export/decrypted-capture.ts';
import { readAll } from '../../capture/read-all.ts';
import { type EdgedCapture, edgedCaptures } from '../../lane/edged-captures.ts';
import { record } from '../../support/captures/packets.ts';
import { concat } from '../../support/captures/pcap-file.ts';
import { fixture } from '../../support/programs/lab.ts';

const ESP: OutputFrame['esp'][number] = {
  spi: 0x1234,
  sequence: 3,
  outcome: 'decoded',
  duplicate: false,
  sa: 'ps->uc',
  icv: 'good',
  suite: { alg: 'hmac-md5-96', ealg: 'null' },
  tunnel: false,
  frames: null,
};

function frame(number: number, file = 0, esp: OutputFrame['esp'] = []): OutputFrame {
  const captured = record(new Uint8Array(60).fill(number), number, { file });
  const replaced = esp.length > 0;
  const data = replaced ? captured.data.slice(0, 30) : captured.data;
  return {
    record: captured,
    data,
    originalLength: data.length,
    esp,
    replacement: replaced ? { outerDropped: false, checksumCorrected: false } : null,
  };
}

function written(files: readonly string[], frames: readonly OutputFrame[]) {
  const pieces: Uint8Array[] = [];
  const capture = new DecryptedCapture({ files, application: 'test', write: bytes => pieces.push(bytes) });
  for (const one of frames) capture.frame(one);
  capture.end();
  const { records, issues } = readAll(concat(pieces));
  expect(issues.filter(({ damage }) => damage)).toEqual([]);
  const comments = records.map(({ options }) =>
    options === undefined
      ? []
      : readOptions(options, 0, options.length, false, PACKET_WORDS)
          .filter(({ code }) => code === OPTION.COMMENT)
          .map(({ value }) => Buffer.from(value).toString()),
  );
  return { records, comments, pieces, capture };
}

test('frames with their comments, and counts', () => {
  const { records, comments, capture } = written(['a.pcap'], [frame(1), frame(2, 0, [ESP]), frame(3)]);
  expect(records.map(({ data }) => data.length)).toEqual([60, 30, 60]);
  expect(comments).toEqual([[], ['ESP SA ps->uc SPI 0x00001234 seq 3 ICV good (hmac-md5-96, null)'], []]);
  expect([capture.frames, capture.decrypted]).toEqual([3, 1]);
});

test('frames that could not be read leave a place, so that the numbers stay', () => {
  const { records, comments } = written(['a.pcap'], [frame(2), frame(5)]);
  expect(records.map(({ data }) => data.length)).toEqual([0, 60, 0, 0, 60]);
  expect(comments[0]).toEqual(['ims-esp cannot read the packet at this place of the input']);
  expect(records[4]?.frame).toBe(5);
});

test('of several files: no places, but decrypted frames say where they are from', () => {
  const { records, comments } = written(['a.pcap', 'b.pcap'], [frame(2, 1), frame(1, 0), frame(7, 1, [ESP])]);
  expect(records.length).toBe(3);
  expect(comments[2]?.[1]).toBe('frame 7 of b.pcap');
});

test('is passed on in pieces, and without frames it is a capture all the same', () => {
  const many = Array.from({ length: 3000 }, (_, i) => frame(i + 1));
  expect(written(['a.pcap'], many).pieces.length).toBeGreaterThan(3);
  expect(written(['a.pcap'], []).pieces.length).toBe(1);
});

test.each([
  'a04-v4-udp-aes-cbc-hmac-sha-1-96.sll2.pcap',
  'a05-v4-udp-des-ede3-cbc-hmac-md5-96.sll2.pcap',
  'a29-v4-udp-rereg.sll2.pcap',
])('%s: the same with plain packets by themselves', async name => {
  const file = readFileSync(fixture(name));
  async function* stream() {
    // In small chunks, because the lane presumes what is known when a chunk is read.
    for (let at = 0; at < file.length; at += 2000) yield Uint8Array.from(file.subarray(at, at + 2000));
  }
  const output = async (takesPlain: boolean) => {
    const pieces: Uint8Array[] = [];
    let plain = 0;
    const capture = new DecryptedCapture({
      files: [name],
      application: 'test',
      write: bytes => pieces.push(bytes),
    });
    const plainFrame: DecryptedCapture['plainFrame'] = (packet, frame) => {
      plain++;
      capture.plainFrame(packet, frame);
    };
    const on = { frame: (one: OutputFrame) => capture.frame(one), ...(takesPlain && { plainFrame }) };
    await analyse([{ name, stream: stream() }], { on });
    capture.end();
    return { bytes: concat(pieces), counts: [capture.frames, capture.decrypted], plain };
  };
  const usual = await output(false);
  const { bytes, counts, plain } = await output(true);
  expect(plain).toBeGreaterThan(0);
  expect([counts, bytes]).toEqual([usual.counts, usual.bytes]);
});

test('a plain packet leaves places for frames before it that could not be read', () => {
  const pieces: Uint8Array[] = [];
  const capture = new DecryptedCapture({ files: ['a'], application: 'test', write: one => pieces.push(one) });
  const captured = record(new Uint8Array(60), 3);
  const source = { linkType: 1, snapLength: 0, resolution: 9, options: [], section: null };
  const packet = {
    ...{ frame: 3, seconds: 5, nanoseconds: 6, sequence: 9, interface: source },
    ...{ record: { ...captured, source }, sa: { name: 'uc->ps', spi: 1 }, suite: { alg: 'a', ealg: 'b' } },
  } as unknown as PlainEvent;
  capture.plainFrame(packet, { bytes: new Uint8Array(70).fill(7), length: 61, checksumCorrected: false });
  capture.end();
  const { records } = readAll(concat(pieces));
  expect(records.map(({ data }) => data.length)).toEqual([0, 0, 61]);
  expect([records[2]?.seconds, records[2]?.nanoseconds, records[2]?.originalLength]).toEqual([5, 6, 61]);
});

test('whatever happens at the edges of the lane, the capture is the same', async () => {
  let plain = 0;
  const output = async ({ file, chunks }: EdgedCapture, lane: boolean) => {
    const pieces: Uint8Array[] = [];
    const write = (bytes: Uint8Array) => pieces.push(bytes);
    const capture = new DecryptedCapture({ files: ['edged.pcap'], application: 'test', write });
    async function* stream() {
      for (let at = 0, turn = 0; at < file.length; turn++) {
        const end = at + (chunks[turn % chunks.length] as number);
        yield Uint8Array.from(file.subarray(at, end));
        at = end;
      }
    }
    await analyse([{ name: 'edged.pcap', stream: stream() }], {
      lane,
      on: {
        frame: one => capture.frame(one),
        plainFrame: (packet, frame) => {
          plain++;
          capture.plainFrame(packet, frame);
        },
      },
    });
    capture.end();
    return [capture.frames, capture.decrypted, Buffer.from(concat(pieces)).toString('hex')];
  };
  await fc.assert(
    fc.asyncProperty(edgedCaptures(), async capture => {
      expect(await output(capture, true)).toEqual(await output(capture, false));
    }),
    { numRuns: Number(process.env.LANE_RUNS ?? 40) },
  );
  expect(plain).toBeGreaterThan(0);
}, 3_600_000);
