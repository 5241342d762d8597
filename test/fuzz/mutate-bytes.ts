import { join } from '../support/captures/packets.ts';
import type { Random } from './random.ts';

/** Values at which lengths, counts and numbers of 8, 16 and 32 bits go wrong. */
const EDGES = [
  0, 1, 2, 3, 4, 7, 8, 12, 15, 16, 19, 20, 28, 39, 40, 63, 64, 127, 128, 254, 255, 256, 1023, 1024, 1500,
  4096, 32_767, 32_768, 65_507, 65_515, 65_534, 65_535, 65_536, 262_144, 262_145, 0x7fff_ffff, 0x8000_0000,
  0xffff_fffe, 0xffff_ffff,
];

/** Changes bytes without knowing what they mean: a few of them, their number, or their order. */
export function mutatedBytes(bytes: Uint8Array, random: Random): Uint8Array {
  const at = random.below(bytes.length);
  switch (random.below(10)) {
    case 0:
      return bytes.subarray(0, at);
    case 1:
      return join(bytes.subarray(0, at), random.bytes(1 + random.below(16)), bytes.subarray(at));
    case 2:
      return join(bytes.subarray(0, at), bytes.subarray(at + 1 + random.below(16)));
    case 3: {
      const part = bytes.subarray(at, at + 1 + random.below(64));
      return join(bytes.subarray(0, at), part, bytes.subarray(at));
    }
    case 4:
      return join(bytes, random.bytes(random.below(64)));
    case 5: {
      const changed = bytes.slice();
      return changed.fill(random.pick([0, 0xff, 0x20, 0x41]), at, at + 1 + random.below(32));
    }
    case 6:
      return withField(bytes, at, random.pick([1, 2, 4]), edge(random), random.oneIn(2));
    default: {
      const changed = bytes.slice();
      for (let i = random.below(4); i >= 0; i--) {
        const place = random.below(bytes.length);
        if (place < changed.length)
          changed[place] = random.oneIn(2)
            ? (changed[place] as number) ^ (1 << random.below(8))
            : random.word();
      }
      return changed;
    }
  }
}

/** Ports behind which something else is read. */
const PORTS = [500, 1701, 2152, 3868, 4500, 4789, 5060, 6081, 37_008];

/** A value that is near a bound, or any. */
export function edge(random: Random): number {
  return random.oneIn(4) ? random.word() : random.pick(EDGES);
}

/** A field of a header: offset and octets. */
export type HeaderField = readonly [offset: number, octets: number];

/** Changes one of the fields: to an edge, by a little, to that of another field, or to any value. */
export function mutatedField(bytes: Uint8Array, fields: readonly HeaderField[], random: Random): Uint8Array {
  const [at, octets] = random.pick(fields);
  if (at + octets > bytes.length) return mutatedBytes(bytes, random);
  if (octets > 4) return join(bytes.subarray(0, at), random.bytes(octets), bytes.subarray(at + octets));
  let value = 0;
  for (let i = 0; i < octets; i++) value = value * 256 + (bytes[at + i] as number);
  if (octets === 2 && random.oneIn(6)) return withField(bytes, at, 2, random.pick(PORTS), false);
  const delta = 1 + random.below(20);
  const changed = [
    edge(random),
    value + delta,
    value - delta,
    value ^ (1 << random.below(8 * octets)),
    random.word(),
  ];
  return withField(bytes, at, octets, random.pick(changed), false);
}

/** The bytes with a number written at a place, as far as there is room. */
export function withField(
  bytes: Uint8Array,
  at: number,
  octets: number,
  value: number,
  littleEndian: boolean,
): Uint8Array {
  const changed = bytes.slice();
  for (let i = 0; i < octets; i++) {
    const shift = 8 * (littleEndian ? i : octets - 1 - i);
    if (at + i < changed.length) changed[at + i] = (value >>> shift) & 255;
  }
  return changed;
}
