import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type AnalysisOptions, analyse } from '../../../src/analysis/analyse.ts';
import { main } from '../../../src/cli/main.ts';
import { encryptionKeys, integrityKey } from '../../../src/ipsec/crypto/key-expansion.ts';
import { LaneMemory } from '../../../src/lane/lane-memory.ts';
import { loadLaneWasm } from '../../../src/lane/wasm/lane-wasm.ts';
import { latin1 } from '../../support/captures/packets.ts';
import { fixture, keysOf, truthOf } from '../../support/programs/lab.ts';

const SHA1 = { name: 'a04-v4-udp-aes-cbc-hmac-sha-1-96', kind: 'sll2' };
const CAPTURES = [SHA1, { name: 'a05-v4-udp-des-ede3-cbc-hmac-md5-96', kind: 'sll2' }].map(one => ({
  ...one,
  path: fixture(`${one.name}.${one.kind}.pcap`),
}));

/** The memories in which lanes worked. */
let memories: LaneMemory[] = [];

beforeEach(() => {
  memories = [];
  const { create } = LaneMemory;
  vi.spyOn(LaneMemory, 'create').mockImplementation(slots => {
    const memory = create(slots);
    memories.push(memory);
    return memory;
  });
});
afterEach(() => vi.restoreAllMocks());

/** What may stay nowhere: CK, IK, the keys that follow from them, the states of keyed hashes, and a plaintext. */
function secretsOf(capture: (typeof CAPTURES)[number]): Map<string, Uint8Array> {
  const scratch = new LaneMemory(new WebAssembly.Memory({ initial: 2, maximum: 2, shared: true }));
  const wasm = loadLaneWasm(scratch.memory, scratch.scratch(0));
  const found = new Map<string, Uint8Array>([['a plaintext', latin1('\r\nCall-ID: ')]]);
  for (const [index, key] of keysOf(truthOf(capture)).entries()) {
    found.set(`CK ${index}`, key.ck).set(`IK ${index}`, key.ik);
    for (const [way, cipherKey] of encryptionKeys('des-ede3-cbc', key).entries())
      found.set(`3DES key ${index}, ${way}`, cipherKey);
    for (const alg of ['hmac-sha-1-96', 'hmac-md5-96'] as const) {
      const to = 65_536;
      wasm?.setMacKey(alg, integrityKey(alg, key), to);
      const half = alg === 'hmac-md5-96' ? 16 : 20;
      found.set(`inner state of ${alg} ${index}`, scratch.octets.slice(to, to + half));
      found.set(`outer state of ${alg} ${index}`, scratch.octets.slice(to + half, to + 2 * half));
    }
  }
  return found;
}

/** The secrets that stand in memories of lanes. */
function seen(capture: (typeof CAPTURES)[number]): string[] {
  return [...secretsOf(capture)]
    .filter(([, secret]) =>
      memories.some(({ octets }) => Buffer.from(octets.buffer).includes(Buffer.from(secret))),
    )
    .map(([name]) => name);
}

/** The capture in chunks, so that most of it comes after its keys. */
function chunksOf({ path }: { readonly path: string }, size = 4096): Uint8Array[] {
  const file = readFileSync(path);
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < file.length; at += size) chunks.push(file.subarray(at, at + size));
  return chunks;
}

function analysed(capture: { readonly path: string }, options: AnalysisOptions) {
  async function* stream() {
    yield* chunksOf(capture);
  }
  return analyse([{ name: 'capture', stream: stream() }], options);
}

describe.each(CAPTURES)('$name', capture => {
  test('keys and plaintexts are in the memory while the lane works, and no more when it has ended', async () => {
    const during = new Set<string>();
    await analysed(capture, {
      on: {
        settle: () => {
          for (const name of seen(capture)) during.add(name);
          return false;
        },
      },
    });
    const mac = capture.name.endsWith('md5-96') ? 'hmac-md5-96' : 'hmac-sha-1-96';
    expect([...during]).toEqual(
      expect.arrayContaining(['a plaintext', 'CK 0', `inner state of ${mac} 0`, `outer state of ${mac} 0`]),
    );
    expect(memories).toHaveLength(1);
    expect(seen(capture)).toEqual([]);
  });

  test.each([
    ['its reader leaves', { settle: () => memories.length > 0 && seen(capture).length > 0 }],
    ['a sink throws', { settle: () => Promise.reject(new Error('full')) }],
    [
      'a message cannot be taken',
      {
        plain: () => {
          throw new Error('full');
        },
      },
    ],
  ])('none stays when %s', async (_, on) => {
    await analysed(capture, { on }).catch((error: Error) => expect(error.message).toBe('full'));
    expect(memories).toHaveLength(1);
    expect(seen(capture)).toEqual([]);
  });

  test.skipIf(process.platform === 'win32')('none stays when a signal ends the process', async () => {
    const left: string[][] = [];
    vi.spyOn(process, 'kill').mockImplementation(() => {
      left.push(seen(capture));
      return true;
    });
    const before = process.listenerCount('SIGHUP');
    const [stdin, stdout] = [new PassThrough(), new PassThrough()];
    const ended = main(['decode', '-q', '-'], { stdin, stdout, stderr: new PassThrough() });
    for (const chunk of chunksOf(capture)) stdin.write(chunk);
    for await (const _ of stdout.iterator({ destroyOnReturn: false }))
      if (seen(capture).includes('CK 0')) break;
    expect(seen(capture)).toContain('CK 0');
    execFileSync('kill', ['-HUP', `${process.pid}`]);
    while (left.length === 0) await new Promise(resolve => setImmediate(resolve));
    expect(left).toEqual([[]]);
    stdin.end();
    await ended;
    expect(process.listenerCount('SIGHUP')).toBe(before);
  });
});
