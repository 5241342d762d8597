import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { AHEAD, type CryptoThread } from '../../../src/analysis/threads/crypto-thread.ts';
import { COLUMN, type JobMemory, VERDICT } from '../../../src/analysis/threads/esp-jobs.ts';
import { espPacket } from '../../support/captures/esp-packets.ts';
import { latin1 } from '../../support/captures/packets.ts';
import { KEY, SUITE } from '../../support/captures/sa-set.ts';
import { BUILT, isBuilt } from '../../support/programs/built.ts';

const OPENER = {
  id: 0,
  ck: KEY.ck,
  ik: KEY.ik,
  method: 'hmac-sha-1-96',
  ealg: 'aes-cbc',
  variant: 0,
} as const;

async function started(): Promise<CryptoThread> {
  const { CryptoThread } = (await import(
    join(BUILT, 'analysis/threads/crypto-thread.js')
  )) as typeof import('../../../src/analysis/threads/crypto-thread.ts');
  const thread = new CryptoThread();
  while (!thread.ready) await new Promise(resolve => setTimeout(resolve, 1));
  return thread;
}

function fill(job: JobMemory, sequence: number): void {
  const packet = espPacket(SUITE, KEY, { spi: 7, sequence, payload: latin1(`payload ${sequence}`) });
  job.bytes.set(packet);
  job.rows.set([0, packet.length, 0]);
}

describe.skipIf(!isBuilt)('CryptoThread', () => {
  test('does jobs in order, each in its own memory, and reuses what is released', async () => {
    const thread = await started();
    for (let round = 0; round < 3; round++) {
      const posted: JobMemory[] = [];
      for (let job = thread.free; job !== null; job = thread.free) {
        fill(job, round);
        thread.post(job, 1, [OPENER]);
        posted.push(job);
      }
      expect(posted.length).toBe(AHEAD + 1);
      for (const job of posted) {
        expect(thread.finish(job)).toBe(true);
        expect(job.rows[COLUMN.VERDICT]).toBe(VERDICT.GOOD);
        const start = job.rows[COLUMN.START] as number;
        expect(String.fromCharCode(...job.bytes.subarray(start, start + 9))).toBe(`payload ${round}`);
        thread.release();
      }
    }
    await thread.close();
  });
});
