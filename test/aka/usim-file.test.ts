import { describe, expect, test } from 'vitest';
import type { Usim } from '../../src/aka/usim.ts';
import { parseUsims } from '../../src/aka/usim-file.ts';
import { fromHex, toHex } from '../../src/bytes/hex.ts';
import { understood } from '../support/captures/understood.ts';

const hex = (text: string) => fromHex(text) as Uint8Array;

/** TS 35.207 set 1. */
const MILENAGE = { k: '465b5ce8b199b49faa5f0a2ee238a6bc', opc: 'cd63cb71954a9f4e48a5994e37a02baf' };
const OP = 'cdc202d5123e20f62b6d676ac72cb318';
const INPUT = { rand: hex('23553cbe9637a89d218ae64dae47bf35'), sqn: hex('ff9bb4d0b607'), amf: hex('b9b9') };

/** TS 35.233 set 1: RES of 32 bits. */
const TUAK = { algorithm: 'TUAK', k: 'ab'.repeat(16), resLength: 32 };
const TOP = '55'.repeat(32);
const TOPC = 'bd04d9530e87513c5d837ac2ad954623a8e2330c115305a73eb45d1f40cccbff';
const TUAK_INPUT = { rand: hex('42'.repeat(16)), sqn: hex('11'.repeat(6)), amf: hex('ffff') };

function one(entry: object): Usim {
  return understood(parseUsims(JSON.stringify([entry])))[0] as Usim;
}

describe('parseUsims', () => {
  test.each([
    ['OPc', MILENAGE],
    ['OP', { k: MILENAGE.k, op: OP, algorithm: 'milenage' }],
    [
      'the constants of the standard, written out',
      {
        ...MILENAGE,
        c: ['00', '01', '02', '04', '08'].map(last => last.padStart(32, '0')),
        r: [64, 0, 32, 64, 96],
      },
    ],
  ])('Milenage with %s', (_, entry) => {
    const { res, macA, ck } = one(entry).functions.vector(INPUT);
    expect([res, macA, ck].map(toHex)).toEqual([
      'a54211d5e3ba50bf',
      '4a9ffac354dfafb3',
      'b40ba9a3c58b2a05bbf0d987b21bf8cb',
    ]);
  });

  test('Milenage with constants of an operator gives something else', () => {
    const { ck } = one({ ...MILENAGE, r: [64, 0, 40, 64, 96] }).functions.vector(INPUT);
    expect(toHex(ck)).not.toBe('b40ba9a3c58b2a05bbf0d987b21bf8cb');
  });

  test.each([
    ['TOP', { ...TUAK, top: TOP }],
    ['OP', { ...TUAK, op: TOP }],
    ['TOPc', { ...TUAK, topc: TOPC, macLength: 64, iterations: 1 }],
    ['OPc', { ...TUAK, opc: TOPC }],
  ])('TUAK with %s', (_, entry) => {
    const { res, macA, ck } = one(entry).functions.vector(TUAK_INPUT);
    expect([res, macA, ck].map(toHex)).toEqual([
      '657acd64',
      'f9a54e6aeaa8618d',
      'd71a1e5c6caffe986a26f783e5c78be1',
    ]);
  });

  test.each([
    ['no k', { opc: MILENAGE.opc }, 'k: missing'],
    ['neither OP nor OPc', { k: MILENAGE.k }, 'expected either opc or op, found neither'],
    ['both', { ...MILENAGE, op: OP }, 'expected either opc or op, found both'],
    ['a short k', { ...MILENAGE, k: '465b' }, 'k: expected 32 hex digits, found 4 characters'],
    ['another algorithm', { ...MILENAGE, algorithm: 'xor' }, 'algorithm: expected milenage or tuak'],
    ['TUAK without TOP', TUAK, 'expected either topc or top, found neither'],
    ['TUAK with both', { ...TUAK, top: TOP, topc: TOPC }, 'expected either topc or top, found several'],
    [
      'no turn',
      { ...MILENAGE, r: [64, 0, 32, 64, 128] },
      'r: expected a list of 5 whole numbers from 0 to 127',
    ],
    ['no IMSI', { ...MILENAGE, imsi: '00101x' }, 'imsi: expected 5 to 15 digits'],
    ['no MAC', { ...TUAK, top: TOP, macLength: 8 }, 'macLength: expected 64, 128 or 256 bits'],
  ])('refuses %s', (_, entry, reason) => {
    const { entries, issues } = parseUsims(JSON.stringify([MILENAGE, entry, MILENAGE]));
    expect(issues).toEqual([{ place: 'entry 2', kind: 'wrong', reason }]);
    expect(entries).toHaveLength(2);
  });

  test('names what means nothing', () => {
    const { issues } = parseUsims(JSON.stringify([{ ...MILENAGE, sqn: '1', topc: TOPC }]));
    expect(issues.map(({ place, kind, reason }) => `${place} ${kind} ${reason}`)).toEqual([
      "entry 1 ignored 'sqn' has no meaning here and is ignored",
      "entry 1 ignored 'topc' has no meaning here and is ignored",
    ]);
  });
});
