import type { KeyFile } from '../model/key-file.ts';
import type { AkaFunctions } from './aka-functions.ts';
import { type EntryMembers, parseEntries } from './file-entries.ts';
import { MILENAGE_CONSTANTS, Milenage, milenageOpc } from './milenage.ts';
import { TUAK_LENGTHS, Tuak, tuakTopc } from './tuak.ts';
import type { Usim } from './usim.ts';

/** One entry of a file of USIMs: without `impi` and `imsi` it is tried for everybody. */
export type UsimEntry = MilenageEntry | TuakEntry;

/** A file of USIMs. */
export type UsimList = readonly UsimEntry[];

interface UsimOwner {
  readonly impi?: string;
  /** @pattern ^[0-9]{5,15}$ */
  readonly imsi?: string;
  /** 16 octets in hex; of TUAK 16 or 32. */
  readonly k: string;
}

/** With either `opc` or `op`, 16 octets in hex. */
interface MilenageEntry extends UsimOwner {
  readonly algorithm?: 'milenage';
  readonly opc?: string;
  readonly op?: string;
  /** Five constants of 16 octets in hex, and five numbers of bits (TS 35.206 §4.1). */
  readonly c?: readonly string[];
  readonly r?: readonly number[];
}

/** With either `topc` or `top`, 32 octets in hex. */
interface TuakEntry extends UsimOwner {
  readonly algorithm: 'tuak';
  readonly topc?: string;
  readonly top?: string;
  readonly opc?: string;
  readonly op?: string;
  /** Of Keccak, 1 to 255. */
  readonly iterations?: number;
  /** In bits. */
  readonly macLength?: 64 | 128 | 256;
  readonly resLength?: 32 | 64 | 128 | 256;
}

/**
 * Reads a file of USIMs: a JSON array of objects with `k` and `opc` or `op` in hex, and `impi` or `imsi` of the owner.
 * `algorithm` is `milenage` (default) or `tuak`.
 *
 * Milenage (TS 35.206 §4.1): `c`, five texts of 32 hex digits, and `r`, five numbers of bits, if the operator has other
 * constants. TUAK (TS 35.231 §6): `topc` or `top` instead of `opc` or `op`, `iterations` of Keccak, and `macLength` and
 * `resLength` in bits.
 */
export function parseUsims(text: string): KeyFile<Usim> {
  return parseEntries(text, readUsim);
}

function readUsim(members: EntryMembers): Usim | null {
  const impi = members.text('impi');
  const imsi = members.text('imsi');
  if (imsi !== null && !/^\d{5,15}$/.test(imsi)) members.refuse('imsi: expected 5 to 15 digits');
  const algorithm = members.word('algorithm', ['milenage', 'tuak']);
  const functions = algorithm === 'tuak' ? readTuak(members) : readMilenage(members);
  return functions === null ? null : { impi, imsi, functions };
}

function readMilenage(members: EntryMembers): AkaFunctions | null {
  const k = members.octets('k', [16]) ?? members.refuse('k: missing');
  const opc = members.octets('opc', [16]);
  const op = members.octets('op', [16]);
  const c = members.octetList('c', 5, 16) ?? MILENAGE_CONSTANTS.c;
  const r = members.numberList('r', 5, 127) ?? MILENAGE_CONSTANTS.r;
  if ((opc === null) === (op === null))
    members.refuse(`expected either opc or op, found ${op === null ? 'neither' : 'both'}`);
  if (members.reason !== null || k === null) return null;
  return new Milenage(k, opc ?? milenageOpc(k, op as Uint8Array), { c, r });
}

const ITERATIONS = Array.from({ length: 255 }, (_, i) => i + 1);

function readTuak(members: EntryMembers): AkaFunctions | null {
  const k = members.octets('k', [16, 32]) ?? members.refuse('k: missing');
  const given = ['topc', 'opc', 'top', 'op'].filter(name => members.has(name));
  const [name = 'topc'] = given;
  const constant = members.octets(name, [32]);
  if (given.length !== 1)
    members.refuse(`expected either topc or top, found ${given.length === 0 ? 'neither' : 'several'}`);
  const iterations = members.number('iterations', ITERATIONS, 'a whole number from 1 to 255') ?? 1;
  const mac = members.number('macLength', [64, 128, 256], '64, 128 or 256 bits') ?? 8 * TUAK_LENGTHS.mac;
  const res =
    members.number('resLength', [32, 64, 128, 256], '32, 64, 128 or 256 bits') ?? 8 * TUAK_LENGTHS.res;
  if (members.reason !== null || k === null || constant === null) return null;
  const topc = name.endsWith('c') ? constant : tuakTopc(k, constant, iterations);
  const lengths = { mac: mac / 8, res: res / 8 } as typeof TUAK_LENGTHS;
  return new Tuak(k, topc, lengths, iterations);
}
