import { join } from '../../support/captures/packets.ts';
import { mutatedBytes } from '../mutate-bytes.ts';
import type { Random } from '../random.ts';

/**
 * What the fuzzer gives inputs to. An input is what mutations work on: bytes, or a capture in layers. Everything that a
 * run does must follow from the input.
 */
export interface Target<Input> {
  /** The name for `--target`, also that of the corpus file. */
  readonly name: string;
  /** Inputs in one turn; targets take turns. */
  readonly turn: number;
  /** Inputs to begin with, besides those of the corpus. */
  seeds(): readonly Input[];
  /**
   * A new input from an earlier one.
   *
   * @param other another earlier one, to take parts from.
   * @param words texts and numbers that the code compares with.
   */
  mutate(parent: Input, other: Input, words: readonly Uint8Array[], random: Random): Input;
  /** @throws for whatever is wrong: Failure, or an exception of the code under test. */
  run(input: Input): void | Promise<void>;
  /** Inputs with a part left out: large parts first. */
  smaller(input: Input): Iterable<Input>;
  /** Bytes for a file, and back; null if they are none. */
  encode(input: Input): Uint8Array;
  decode(bytes: Uint8Array): Input | null;
}

/** A target of bytes. */
export interface ByteTarget {
  readonly name: string;
  readonly seeds: () => readonly Uint8Array[];
  readonly run: (bytes: Uint8Array) => void | Promise<void>;
  /** Mutations that know what the bytes mean; half of the inputs get one. */
  readonly mutations?: readonly ((bytes: Uint8Array, random: Random) => Uint8Array)[];
  /** Octets of the longest input. */
  readonly longest?: number;
  readonly turn?: number;
}

/** The target with mutations of bytes. */
export function byteTarget(target: ByteTarget): Target<Uint8Array> {
  const { name, seeds, run, mutations = [], longest = 2048, turn = 100 } = target;
  return {
    name,
    turn,
    run,
    seeds: () => seeds().map(seed => seed.slice(0, longest)),
    smaller: function* (bytes) {
      for (const { from, to } of partsOf(bytes.length))
        yield join(bytes.subarray(0, from), bytes.subarray(to));
    },
    encode: bytes => bytes,
    decode: bytes => bytes,
    mutate: (parent, other, words, random) => {
      let bytes = parent;
      for (let count = random.below(4); count >= 0; count--)
        bytes =
          mutations.length > 0 && random.oneIn(2)
            ? random.pick(mutations)(bytes, random)
            : blind(bytes, other, words, random);
      return bytes.length > longest ? bytes.subarray(0, longest) : bytes;
    },
  };
}

/** Parts of so many things: halves, quarters and so on, at most some hundred. */
export function* partsOf(length: number): Generator<{ from: number; to: number }> {
  for (let parts = 2; parts <= Math.min(length, 64); parts *= 2)
    for (let part = 0; part < parts; part++)
      yield {
        from: Math.floor((part * length) / parts),
        to: Math.floor(((part + 1) * length) / parts),
      };
}

function blind(
  bytes: Uint8Array,
  other: Uint8Array,
  words: readonly Uint8Array[],
  random: Random,
): Uint8Array {
  const at = random.below(bytes.length + 1);
  switch (random.below(8)) {
    case 0: {
      const from = random.below(other.length);
      return join(bytes.subarray(0, at), other.subarray(from));
    }
    case 1: {
      const from = random.below(other.length);
      const part = other.subarray(from, from + 1 + random.below(40));
      return join(bytes.subarray(0, at), part, bytes.subarray(random.oneIn(2) ? at : at + part.length));
    }
    case 2:
    case 3: {
      const word = words.length === 0 ? random.bytes(2) : random.pick(words);
      return join(bytes.subarray(0, at), word, bytes.subarray(random.oneIn(2) ? at : at + word.length));
    }
    default:
      return mutatedBytes(bytes, random);
  }
}

/** Words for mutations: texts as latin1, numbers of 16 and 32 bits in both byte orders. */
export function wordsOf(literals: readonly (string | number)[]): Uint8Array[] {
  return literals.flatMap(literal => {
    if (typeof literal === 'string')
      return literal.length > 60 ? [] : [new Uint8Array(Buffer.from(literal, 'latin1'))];
    if (!Number.isInteger(literal) || literal > 0xffff_ffff) return [];
    const bytes = new Uint8Array(literal > 0xffff ? 4 : 2);
    for (let i = 0; i < bytes.length; i++) bytes[i] = literal >>> (8 * (bytes.length - 1 - i));
    return [bytes, bytes.slice().reverse()];
  });
}
