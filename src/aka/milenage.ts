import { ecb } from '@noble/ciphers/aes.js';
import { secret } from '../bytes/secret-bytes.ts';
import type { AkaFunctions, AkaInput, AkaVector, ResynchronisationVector } from './aka-functions.ts';

/** The constants that an operator may change (TS 35.206 §4.1): c1 to c5 of 16 octets, r1 to r5 in bits. */
interface MilenageConstants {
  readonly c: readonly Uint8Array[];
  /** 0 to 127. */
  readonly r: readonly number[];
}

/** c1 to c5 and r1 to r5 of TS 35.206 §4.1. */
export const MILENAGE_CONSTANTS: MilenageConstants = {
  c: [0, 1, 2, 4, 8].map(last => new Uint8Array(16).fill(last, 15)),
  r: [64, 0, 32, 64, 96],
};

/** OPc of an OP under K, 16 octets each (TS 35.206 §4.1). */
export function milenageOpc(k: Uint8Array, op: Uint8Array): Uint8Array {
  return secret(xor(encrypt(k, op), op));
}

/** Milenage (TS 35.206) with K and OPc of 16 octets. */
export class Milenage implements AkaFunctions {
  readonly #k: Uint8Array;
  readonly #opc: Uint8Array;
  readonly #constants: MilenageConstants;

  constructor(k: Uint8Array, opc: Uint8Array, constants: MilenageConstants = MILENAGE_CONSTANTS) {
    this.#k = k;
    this.#opc = opc;
    this.#constants = constants;
  }

  ak(rand: Uint8Array): Uint8Array {
    return this.#out(2, this.#temp(rand)).slice(0, 6);
  }

  vector(input: AkaInput): AkaVector {
    const temp = this.#temp(input.rand);
    const out2 = this.#out(2, temp);
    return {
      macA: this.#out1(input, temp).slice(0, 8),
      res: out2.slice(8),
      ck: this.#out(3, temp),
      ik: this.#out(4, temp),
      ak: out2.slice(0, 6),
    };
  }

  resynchronisation(input: AkaInput): ResynchronisationVector {
    const temp = this.#temp(input.rand);
    return { macS: this.#out1(input, temp).slice(8), akS: this.#out(5, temp).slice(0, 6) };
  }

  #temp(rand: Uint8Array): Uint8Array {
    return encrypt(this.#k, xor(rand, this.#opc));
  }

  /** OUT1 depends on SQN and AMF: IN1 is SQN‖AMF‖SQN‖AMF. */
  #out1({ sqn, amf }: AkaInput, temp: Uint8Array): Uint8Array {
    const in1 = new Uint8Array(16);
    for (const at of [0, 8]) {
      in1.set(sqn, at);
      in1.set(amf, at + 6);
    }
    const { c, r } = this.#constants;
    const turned = xor(rotated(xor(in1, this.#opc), r[0] as number), c[0] as Uint8Array);
    return xor(encrypt(this.#k, xor(temp, turned)), this.#opc);
  }

  /** OUT2 to OUT5. */
  #out(number: 2 | 3 | 4 | 5, temp: Uint8Array): Uint8Array {
    const { c, r } = this.#constants;
    const turned = rotated(xor(temp, this.#opc), r[number - 1] as number);
    return secret(xor(encrypt(this.#k, xor(turned, c[number - 1] as Uint8Array)), this.#opc));
  }
}

function encrypt(k: Uint8Array, block: Uint8Array): Uint8Array {
  return ecb(k, { disablePadding: true }).encrypt(block);
}

function xor(one: Uint8Array, other: Uint8Array): Uint8Array {
  return one.map((octet, i) => octet ^ (other[i] as number));
}

/** The block rotated to the left by a number of bits. */
function rotated(block: Uint8Array, bits: number): Uint8Array {
  const octets = bits >> 3;
  const rest = bits & 7;
  const at = (i: number) => block[(i + octets) % 16] as number;
  return block.map((_, i) => (at(i) << rest) | (at(i + 1) >> (8 - rest)));
}
