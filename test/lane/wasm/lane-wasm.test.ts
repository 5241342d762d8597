import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { binaryModule } from '../../../assembly/compile.js';
import {
  type LaneMac,
  type LaneWasm,
  loadLaneWasm,
  MAC_ROW,
  MAC_ROW_WORDS,
  MAC_STATES_LENGTH,
  SCRATCH_LENGTH,
} from '../../../src/lane/wasm/lane-wasm.ts';
import { BUILT, isBuilt } from '../../support/programs/built.ts';

const MACS = { 'hmac-md5-96': 'md5', 'hmac-sha-1-96': 'sha1' } as const;
const ICV_LENGTH = 12;
const PAGE = 65536;

interface Packet {
  readonly content: Uint8Array;
  readonly key: Uint8Array;
  /** Octets between the packet before and this one. */
  readonly gap: number;
  /** Bit of packet or ICV that was changed on the way; null for none. */
  readonly spoilt: number | null;
}

function icvOf(mac: LaneMac, key: Uint8Array, content: Uint8Array): Uint8Array {
  return createHmac(MACS[mac], key).update(content).digest().subarray(0, ICV_LENGTH);
}

/** A memory with scratch, key states, rows and packets one after another; the last packet ends with the memory. */
function laidOut(mac: LaneMac, packets: readonly Packet[]) {
  const sizes = packets.map(({ content, gap }) => gap + content.length + ICV_LENGTH);
  const statesAt = SCRATCH_LENGTH;
  const rowsAt = statesAt + packets.length * MAC_STATES_LENGTH;
  const needed = rowsAt + packets.length * 4 * MAC_ROW_WORDS + sizes.reduce((sum, size) => sum + size, 0);
  const pages = Math.ceil(needed / PAGE);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  const octets = new Uint8Array(memory.buffer).fill(0xaa);
  const words = new Int32Array(memory.buffer);
  const wasm = loadLaneWasm(memory, 0) as LaneWasm;
  let at = octets.length - needed + rowsAt + packets.length * 4 * MAC_ROW_WORDS;
  for (const [i, { content, key, gap, spoilt }] of packets.entries()) {
    at += gap;
    octets.set(content, at);
    octets.set(icvOf(mac, key, content), at + content.length);
    if (spoilt !== null) {
      const bit = spoilt % (8 * (content.length + ICV_LENGTH));
      octets[at + (bit >> 3)]! ^= 1 << (bit & 7);
    }
    const states = statesAt + i * MAC_STATES_LENGTH;
    wasm.setMacKey(mac, key, states);
    const row = rowsAt / 4 + i * MAC_ROW_WORDS;
    words[row + MAC_ROW.start] = at;
    words[row + MAC_ROW.length] = content.length;
    words[row + MAC_ROW.states] = states;
    at += content.length + ICV_LENGTH;
  }
  return { memory, octets, words, wasm, rowsAt };
}

/** Verdicts of the packets, after a check that nothing else in the memory changed. */
function verdicts(mac: LaneMac, packets: readonly Packet[]): boolean[] {
  const { octets, words, wasm, rowsAt } = laidOut(mac, packets);
  const before = octets.slice(SCRATCH_LENGTH);
  wasm.verify(mac, rowsAt, packets.length);
  const found = packets.map((_, i) => {
    const place = rowsAt / 4 + i * MAC_ROW_WORDS + MAC_ROW.verdict;
    const verdict = words[place];
    expect([0, 1]).toContain(verdict);
    octets.fill(0xaa, 4 * place, 4 * place + 4);
    return verdict === 1;
  });
  expect(Buffer.compare(octets.slice(SCRATCH_LENGTH), before)).toBe(0);
  return found;
}

function contentOf(length: number, seed: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => Math.imul(i + seed, 0x9e3779b1) >>> 24);
}

const packets = fc.array(
  fc.record({
    content: fc
      .tuple(fc.oneof(fc.nat(200), fc.integer({ min: 400, max: 1500 }), fc.nat(65_535)), fc.nat())
      .map(([length, seed]) => contentOf(length, seed)),
    key: fc.uint8Array({ minLength: 0, maxLength: 64 }),
    gap: fc.nat(20),
    spoilt: fc.option(fc.nat()),
  }),
  { maxLength: 13 },
);

describe.each(Object.keys(MACS) as LaneMac[])('%s', mac => {
  test('agrees with node:crypto for any keys, lengths and places, and writes nothing else', () => {
    fc.assert(
      fc.property(packets, some => {
        expect(verdicts(mac, some)).toEqual(some.map(({ spoilt }) => spoilt === null));
      }),
      { numRuns: 150 },
    );
  });

  test('is right for each length up to four blocks, and the longest', () => {
    const lengths = [...Array.from({ length: 257 }, (_, i) => i), 65_535];
    const some = lengths.map((length, i) => ({
      content: contentOf(length, i),
      key: contentOf(20, i),
      gap: i % 3,
      spoilt: i % 5 === 0 ? length : null,
    }));
    expect(verdicts(mac, some)).toEqual(some.map(({ spoilt }) => spoilt === null));
  });

  test('takes a wrong key for a wrong ICV', () => {
    const packet = { content: contentOf(500, 1), key: contentOf(16, 1), gap: 0, spoilt: null };
    const { words, wasm, rowsAt } = laidOut(mac, [packet]);
    wasm.setMacKey(mac, contentOf(16, 2), words[rowsAt / 4 + MAC_ROW.states] as number);
    wasm.verify(mac, rowsAt, 1);
    expect(words[rowsAt / 4 + MAC_ROW.verdict]).toBe(0);
  });
});

test('verifies what RFC 2202 says', () => {
  const rows: readonly [LaneMac, Uint8Array, string | Uint8Array, string][] = [
    ['hmac-md5-96', new Uint8Array(16).fill(0x0b), 'Hi There', '9294727a3638bb1c13f48ef8'],
    ['hmac-md5-96', Buffer.from('Jefe'), 'what do ya want for nothing?', '750c783e6ab0b503eaa86e31'],
    ['hmac-md5-96', new Uint8Array(16).fill(0xaa), new Uint8Array(50).fill(0xdd), '56be34521d144c88dbb8c733'],
    ['hmac-sha-1-96', new Uint8Array(20).fill(0x0b), 'Hi There', 'b617318655057264e28bc0b6'],
    ['hmac-sha-1-96', Buffer.from('Jefe'), 'what do ya want for nothing?', 'effcdf6ae5eb2fa2d27416d5'],
    [
      'hmac-sha-1-96',
      new Uint8Array(20).fill(0xaa),
      new Uint8Array(50).fill(0xdd),
      '125d7342b9ac11cd91a39af4',
    ],
  ];
  for (const [mac, key, data, icv] of rows) {
    const { octets, words, wasm, rowsAt } = laidOut(mac, [
      { content: Buffer.from(data as string), key, gap: 0, spoilt: 0 },
    ]);
    octets.set(Buffer.from(data as string), words[rowsAt / 4] as number);
    octets.set(Buffer.from(icv, 'hex'), octets.length - ICV_LENGTH);
    wasm.verify(mac, rowsAt, 1);
    expect([mac, words[rowsAt / 4 + MAC_ROW.verdict]]).toEqual([mac, 1]);
  }
});

test('two instances on one memory do not touch the scratch of each other', () => {
  const { memory, octets, words, rowsAt } = laidOut('hmac-sha-1-96', [
    { content: contentOf(700, 1), key: contentOf(20, 1), gap: 4 * SCRATCH_LENGTH, spoilt: null },
  ]);
  const other = loadLaneWasm(memory, 8 * SCRATCH_LENGTH) as LaneWasm;
  octets.fill(0xbb, 0, SCRATCH_LENGTH);
  other.verify('hmac-sha-1-96', rowsAt, 1);
  expect(words[rowsAt / 4 + MAC_ROW.verdict]).toBe(1);
  expect(octets.subarray(0, SCRATCH_LENGTH).every(octet => octet === 0xbb)).toBe(true);
});

test('throws at an address beyond the memory and at a key that is too long', () => {
  const { words, wasm, rowsAt, octets } = laidOut('hmac-sha-1-96', [
    { content: contentOf(100, 1), key: contentOf(20, 1), gap: 0, spoilt: null },
  ]);
  words[rowsAt / 4 + MAC_ROW.length] = octets.length;
  expect(() => wasm.verify('hmac-sha-1-96', rowsAt, 1)).toThrow(WebAssembly.RuntimeError);
  expect(() => wasm.setMacKey('hmac-sha-1-96', new Uint8Array(65), 2048)).toThrow(
    'expected a key of 64 octets or less, found 65',
  );
});

describe('without', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.resetModules();
  });

  test.each(['WebAssembly', 'SharedArrayBuffer'])('%s there is no instance', async name => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
    vi.resetModules();
    vi.stubGlobal(name, undefined);
    const fresh = await import('../../../src/lane/wasm/lane-wasm.ts');
    expect(fresh.loadLaneWasm(memory, 0)).toBeNull();
  });
});

test.skipIf(!isBuilt)('the module in dist/ is what its source makes', async () => {
  const built = readFileSync(join(BUILT, 'lane/wasm/binary.js'), 'utf8');
  // Not compared by toBe: its report would be the whole of both.
  expect(built === (await binaryModule())).toBe(true);
});
