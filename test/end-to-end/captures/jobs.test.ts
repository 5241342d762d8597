import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generate } from '../../bench/captures/generator.ts';
import { rewritten } from '../../support/captures/rewritten.ts';
import { isBuilt } from '../../support/programs/built.ts';

const PROGRAM = resolve(import.meta.dirname, '../../../bin/ims-esp.js');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Captures from this size on get threads. */
const WORTH_THREADS = 20 * 1024 * 1024;

/** Standard output, and after it the summary and the exit code. @param input standard input. */
function decoded(capture: string, jobs: number, options: readonly string[] = [], input?: Uint8Array): string {
  const argv = [PROGRAM, 'decode', '-T', 'json', '--jobs', `${jobs}`, capture, ...options];
  const ended = spawnSync(process.execPath, argv, { encoding: 'latin1', maxBuffer: 1 << 28, input });
  return `${ended.stdout}${ended.stderr}exit code ${ended.status}`;
}

describe.skipIf(!isBuilt)('--jobs', () => {
  test.each([
    ['one UE, aes-cbc', { ues: 1, pairs: 17_000, ealg: 'aes-cbc', family: 4, transport: 'udp' }],
    ['many UEs, null, IPv6, TCP', { ues: 300, pairs: 43, ealg: 'null', family: 6, transport: 'tcp' }],
    ['some UEs, 3DES', { ues: 20, pairs: 850, ealg: 'des-ede3-cbc', family: 4, transport: 'udp' }],
  ] as const)(
    '%s: the output is the same to the byte with any number of threads',
    (_, { ealg, ...story }) => {
      const capture = join(folder, `${ealg}.pcap`);
      const { messages, bytes } = generate({ ...story, suite: { alg: 'hmac-sha-1-96', ealg } }, capture);
      expect(bytes).toBeGreaterThan(WORTH_THREADS);
      const alone = decoded(capture, 1);
      expect(alone.match(/^\{"type":"sip"/gm)?.length).toBe(messages);
      expect(alone.slice(-11)).toBe('exit code 0');
      for (const jobs of [2, 4]) expect(decoded(capture, jobs) === alone).toBe(true);
      const named = alone.replaceAll(JSON.stringify(capture), '"-"');
      expect(decoded('-', 4, [], readFileSync(capture)) === named).toBe(true);

      // Keys for some SAs from a file, and one that is wrong for all others.
      const profile = join(folder, ealg);
      execFileSync(process.execPath, [PROGRAM, 'wireshark', '-q', capture, '-d', profile]);
      const file = join(profile, 'esp_sa');
      const lines = readFileSync(file, 'utf8').split('\n');
      const wrong = `"IPv${story.family}","*","*","*","NULL","","HMAC-SHA-1-96 [RFC2404]","wrong"`;
      writeFileSync(file, [...lines.filter((_, i) => i % 2 === 0), wrong, ''].join('\n'));
      const withFile = decoded(capture, 1, ['--esp-sa', file]);
      expect(withFile.match(/^\{"type":"sip"/gm)?.length).toBe(messages);
      for (const jobs of [2, 4]) expect(decoded(capture, jobs, ['--esp-sa', file]) === withFile).toBe(true);
    },
  );

  test('SAs that are recovered: the output is the same to the byte with any number of threads', async () => {
    const whole = join(folder, 'whole.pcap');
    const suite = { alg: 'hmac-sha-1-96', ealg: 'aes-cbc' } as const;
    const story = { ues: 1, pairs: 17_000, family: 4, transport: 'udp', suite } as const;
    const { messages } = generate(story, whole);
    const [ck, ik] = ['ck', 'ik'].map(
      name => new RegExp(`${name}="([0-9a-f]{32})"`).exec(readFileSync(whole, 'latin1'))?.[1] as string,
    );
    // Three clear messages and the protected REGISTER come before anything else.
    const late = await rewritten(whole, join(folder, 'late.pcap'), ({ frame, data }) =>
      frame <= 4 ? null : data.length,
    );
    expect(statSync(late).size).toBeGreaterThan(WORTH_THREADS);
    const keys = ['--ck', ck as string, '--ik', ik as string];
    const alone = decoded(late, 1, keys);
    expect(alone.match(/^\{"type":"sip"/gm)?.length).toBe(messages - 4);
    expect(alone.match(/"recovered":true/g)?.length).toBe(2);
    for (const jobs of [2, 4]) expect(decoded(late, jobs, keys) === alone).toBe(true);
  });
});
