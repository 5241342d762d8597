import { gzipSync } from 'node:zlib';
import { unpacked } from '../../../src/analysis/input/unpack.ts';
import { UnpackBudget, UnpackBudgetError } from '../../../src/analysis/input/unpack-budget.ts';
import { noLosses } from '../../../src/capture/damage.ts';
import { createCaptureReader } from '../../../src/capture/reader.ts';
import { snoopFile } from '../../support/captures/snoop-file.ts';
import { captureFile } from '../capture-file.ts';
import { assertText, Failure, holds } from '../checks.ts';
import { Random } from '../random.ts';
import { fixtureStart, stories } from './seeds.ts';
import { byteTarget } from './target.ts';

/** Records must not depend on the pieces in which a file comes. */
export const READER = byteTarget({
  name: 'reader',
  seeds: () => [...written('pcap'), ...written('pcapng'), SNOOP],
  longest: 3000,
  run: bytes => {
    const whole = recordsOf(bytes, bytes.length);
    const pieces = recordsOf(bytes, 1 + (bytes.length % 61));
    const at = whole.findIndex((record, i) => record !== pieces[i]);
    holds(at < 0 && whole.length === pieces.length, () => `in pieces ${pieces[at]}, in one ${whole[at]}`);
  },
});

const SNOOP = snoopFile([
  { data: Uint8Array.of(1, 2, 3, 4, 5), seconds: 1_700_000_000, nanoseconds: 5000 },
  { data: new Uint8Array(60), seconds: 1_700_000_001, nanoseconds: 0 },
]);

function written(format: 'pcap' | 'pcapng'): Uint8Array[] {
  return stories()
    .slice(0, 12)
    .map(({ head }, i) => {
      const plan = { format, damaged: false, gzip: false, gzipDamaged: false };
      return captureFile(head.slice(0, 4), plan, new Random(i)).bytes;
    });
}

function recordsOf(bytes: Uint8Array, step: number): string[] {
  const issue = (text: string) => assertText('an issue', text, false);
  const reader = createCaptureReader(0, ({ message }) => issue(message), noLosses());
  const found: string[] = [];
  let octets = 0;
  const take = (records: ReturnType<typeof reader.push>) => {
    for (const { frame, seconds, nanoseconds, linkType, data, originalLength } of records) {
      octets += data.length;
      found.push(`${frame} ${seconds} ${nanoseconds} ${linkType} ${data.length} ${originalLength}`);
    }
  };
  for (let at = 0; at < bytes.length; at += step) take(reader.push(bytes.subarray(at, at + step)));
  take(reader.end());
  holds(octets <= bytes.length, () => `${octets} octets of frames in ${bytes.length}`);
  return found;
}

/** Compressed bytes: they unpack, or end with one line. */
export const UNPACK = byteTarget({
  name: 'unpack',
  seeds: () => {
    const plain = fixtureStart('a04-v4-udp-aes-cbc-hmac-sha-1-96.sll2.pcap', 1500);
    const packed = new Uint8Array(gzipSync(plain));
    return [plain, packed, new Uint8Array(gzipSync(packed))];
  },
  turn: 10,
  run: async bytes => {
    const budget = new UnpackBudget(1 << 20);
    const problem = (text: string) => assertText('a problem', text, false);
    try {
      for await (const chunk of unpacked(inOne(bytes), problem, budget))
        holds(chunk.length <= 1 << 20, () => `a chunk of ${chunk.length}`);
    } catch (error) {
      if (error instanceof UnpackBudgetError || /zstd/.test((error as Error).message)) return;
      throw error instanceof Failure ? error : new Failure(`unpack: ${(error as Error).stack}`);
    }
  },
});

async function* inOne(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
