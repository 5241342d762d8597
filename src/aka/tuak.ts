import { keccakP } from '@noble/hashes/sha3.js';
import { secret } from '../bytes/secret-bytes.ts';
import type { AkaFunctions, AkaInput, AkaVector, ResynchronisationVector } from './aka-functions.ts';

/** Lengths of TUAK's outputs in octets, if the standard leaves a choice (TS 35.231 §6.2). */
interface TuakLengths {
  readonly mac: 8 | 16 | 32;
  readonly res: 4 | 8 | 16 | 32;
}

/** The lengths that 3GPP networks use in AUTN and for IMS. */
export const TUAK_LENGTHS: TuakLengths = { mac: 8, res: 8 };

const STATE = 200;
const NAME = Uint8Array.from('TUAK1.0', character => character.charCodeAt(0));

/** Offsets in the state (TS 35.231 §6.2). Each field is there with its octets in reverse order. */
const AT = {
  TOPC: 0,
  INSTANCE: 32,
  NAME: 33,
  RAND: 40,
  AMF: 56,
  SQN: 58,
  K: 64,
  PAD: 96,
  LAST: 135,
} as const;

/** TOPc of a TOP (32 octets) under K (16 or 32 octets). `iterations` of Keccak-f, 1 by default. */
export function tuakTopc(k: Uint8Array, top: Uint8Array, iterations = 1): Uint8Array {
  const state = permuted({ topc: top, instance: 0, k }, iterations);
  return secret(reversed(state, 0, 32));
}

/** TUAK (TS 35.231) with K of 16 or 32 octets and TOPc of 32; CK and IK have 16 octets. */
export class Tuak implements AkaFunctions {
  readonly #k: Uint8Array;
  readonly #topc: Uint8Array;
  readonly #lengths: TuakLengths;
  readonly #iterations: number;

  constructor(k: Uint8Array, topc: Uint8Array, lengths = TUAK_LENGTHS, iterations = 1) {
    this.#k = k;
    this.#topc = topc;
    this.#lengths = lengths;
    this.#iterations = iterations;
  }

  ak(rand: Uint8Array): Uint8Array {
    return reversed(this.#f2345(rand), 96, 6);
  }

  vector(input: AkaInput): AkaVector {
    const out = this.#f2345(input.rand);
    return {
      macA: this.#mac(input, 0),
      res: reversed(out, 0, this.#lengths.res),
      ck: reversed(out, 32, 16),
      ik: reversed(out, 64, 16),
      ak: reversed(out, 96, 6),
    };
  }

  resynchronisation(input: AkaInput): ResynchronisationVector {
    const state = permuted({ ...this.#fields(input.rand), instance: 0xc0 }, this.#iterations);
    return { macS: this.#mac(input, 0x80), akS: reversed(state, 96, 6) };
  }

  /** f1, or f1* with 0x80. */
  #mac(input: AkaInput, star: 0 | 0x80): Uint8Array {
    const { mac } = this.#lengths;
    const fields = { ...this.#fields(input.rand), amf: input.amf, sqn: input.sqn, instance: star | mac };
    return reversed(permuted(fields, this.#iterations), 0, mac);
  }

  #f2345(rand: Uint8Array): Uint8Array {
    const { res } = this.#lengths;
    const instance = 0x40 | (res === 4 ? 0 : res);
    return secret(permuted({ ...this.#fields(rand), instance }, this.#iterations));
  }

  #fields(rand: Uint8Array): Pick<Fields, 'topc' | 'k' | 'rand'> {
    return { topc: this.#topc, k: this.#k, rand };
  }
}

interface Fields {
  readonly topc: Uint8Array;
  /** INSTANCE, without the bit for the length of K. */
  readonly instance: number;
  readonly k: Uint8Array;
  readonly rand?: Uint8Array;
  readonly amf?: Uint8Array;
  readonly sqn?: Uint8Array;
}

/** The state after Keccak-f[1600]. */
function permuted({ topc, instance, k, rand, amf, sqn }: Fields, iterations: number): Uint8Array {
  const state = new Uint8Array(STATE);
  const put = (field: Uint8Array | undefined, at: number) => state.set(field?.toReversed() ?? [], at);
  put(topc, AT.TOPC);
  state[AT.INSTANCE] = instance | (k.length === 32 ? 1 : 0);
  put(NAME, AT.NAME);
  put(rand, AT.RAND);
  put(amf, AT.AMF);
  put(sqn, AT.SQN);
  put(k, AT.K);
  state[AT.PAD] = 0x1f;
  state[AT.LAST] = 0x80;
  const words = littleEndianWords(state);
  for (let i = 0; i < iterations; i++) keccakP(words);
  return octetsOf(words);
}

function littleEndianWords(octets: Uint8Array): Uint32Array {
  const view = new DataView(octets.buffer, octets.byteOffset);
  return Uint32Array.from({ length: octets.length / 4 }, (_, i) => view.getUint32(4 * i, true));
}

function octetsOf(words: Uint32Array): Uint8Array {
  const octets = new Uint8Array(4 * words.length);
  const view = new DataView(octets.buffer);
  for (const [i, word] of words.entries()) view.setUint32(4 * i, word, true);
  return octets;
}

function reversed(octets: Uint8Array, at: number, length: number): Uint8Array {
  return octets.slice(at, at + length).reverse();
}
