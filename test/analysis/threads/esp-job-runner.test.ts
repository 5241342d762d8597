import { describe, expect, test } from 'vitest';
import { EspJobRunner } from '../../../src/analysis/threads/esp-job-runner.ts';
import {
  COLUMN,
  HEAD,
  type JobMemory,
  ROW,
  threadMemory,
  VERDICT,
  writeOpener,
} from '../../../src/analysis/threads/esp-jobs.ts';
import { createNodeEngine } from '../../../src/ipsec/crypto/engine-node.ts';
import type { Suite } from '../../../src/model/security-association.ts';
import { espPacket } from '../../support/captures/esp-packets.ts';
import { latin1 } from '../../support/captures/packets.ts';
import { KEY } from '../../support/captures/sa-set.ts';

const SUITES: readonly Suite[] = (['hmac-md5-96', 'hmac-sha-1-96'] as const).flatMap(alg =>
  (['null', 'aes-cbc', 'des-ede3-cbc'] as const).map(ealg => ({ alg, ealg })),
);

/** A job with one packet for each suite, the last octet of every other one changed. */
function job(): JobMemory {
  const [memory] = threadMemory(1).jobs;
  if (memory === undefined) throw new Error('no memory');
  let at = 0;
  for (const [i, suite] of SUITES.entries()) {
    const packet = espPacket(suite, KEY, { spi: 7, sequence: i, payload: latin1(`payload ${i}`) });
    if (i % 2 === 1) packet[packet.length - 1] = (packet.at(-1) as number) ^ 1;
    memory.bytes.set(packet, at);
    memory.rows.set([at, at + packet.length, i], ROW * i);
    at += packet.length;
    const method = suite.alg as 'hmac-md5-96';
    const ealg = suite.ealg as 'null';
    writeOpener(memory.openers, i, { id: i, ck: KEY.ck, ik: KEY.ik, method, ealg, variant: 0 });
  }
  memory.head[HEAD.PACKETS] = SUITES.length;
  memory.head[HEAD.OPENERS] = SUITES.length;
  return memory;
}

describe('EspJobRunner', () => {
  test('verifies and decrypts in place, and says which packet was bad', () => {
    const memory = job();
    new EspJobRunner(createNodeEngine()).run(memory);
    for (const [i] of SUITES.entries()) {
      const row = memory.rows.subarray(ROW * i, ROW * (i + 1));
      expect(row[COLUMN.VERDICT]).toBe(i % 2 === 1 ? VERDICT.BAD : VERDICT.GOOD);
      if (i % 2 === 1) continue;
      const plaintext = memory.bytes.slice(row[COLUMN.START], row[COLUMN.END]);
      expect(String.fromCharCode(...plaintext.subarray(0, 9))).toBe(`payload ${i}`);
    }
  });

  test('openers stay known from job to job', () => {
    const runner = new EspJobRunner(createNodeEngine());
    runner.run(job());
    const second = job();
    second.head[HEAD.OPENERS] = 0;
    runner.run(second);
    expect(second.rows[COLUMN.VERDICT]).toBe(VERDICT.GOOD);
  });
});
