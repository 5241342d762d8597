import { describe, expect, test } from 'vitest';
import { Tuak, tuakTopc } from '../../src/aka/tuak.ts';
import { fromHex, toHex } from '../../src/bytes/hex.ts';

const hex = (text: string) => fromHex(text) as Uint8Array;
const texts = (record: object) =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, toHex(value as Uint8Array)]));

/** TS 35.233, sets 1 and 2. */
describe('Tuak', () => {
  test('K of 128 bits, MAC of 64, RES of 32', () => {
    const k = hex('ab'.repeat(16));
    const topc = tuakTopc(k, hex('55'.repeat(32)));
    expect(toHex(topc)).toBe('bd04d9530e87513c5d837ac2ad954623a8e2330c115305a73eb45d1f40cccbff');
    const usim = new Tuak(k, topc, { mac: 8, res: 4 });
    const input = { rand: hex('42'.repeat(16)), sqn: hex('11'.repeat(6)), amf: hex('ffff') };
    expect(texts(usim.vector(input))).toEqual({
      macA: 'f9a54e6aeaa8618d',
      res: '657acd64',
      ck: 'd71a1e5c6caffe986a26f783e5c78be1',
      ik: 'be849fa2564f869aecee6f62d4337e72',
      ak: '719f1e9b9054',
    });
    expect(texts(usim.resynchronisation(input))).toEqual({ macS: 'e94b4dc6c7297df3', akS: 'e7af6b3d0e38' });
    expect(toHex(usim.ak(input.rand))).toBe('719f1e9b9054');
  });

  test('K of 256 bits, MAC of 128, RES of 64', () => {
    const k = Uint8Array.from({ length: 32 }, (_, i) => 0xff - i);
    const topc = tuakTopc(
      k,
      Uint8Array.from({ length: 32 }, (_, i) => 0x80 + i),
    );
    expect(toHex(topc)).toBe('305425427e18c503c8a4b294ea72c95d0c36c6c6b29d0c65de5974d5977f8524');
    const usim = new Tuak(k, topc, { mac: 16, res: 8 });
    const input = { rand: hex('0123456789abcdef'.repeat(2)), sqn: hex('0123456789ab'), amf: hex('abcd') };
    expect(texts(usim.vector(input))).toEqual({
      macA: 'c0b8c2d4148ec7aa5f1d78a97e4d1d58',
      res: 'e9d749dc4eea0035',
      ck: 'a4cb6f6529ab17f8337f27baa8234d47',
      ik: '2274155ccf4199d5e2abcbf621907f90',
      ak: '480a9345cc1e',
    });
    expect(texts(usim.resynchronisation(input))).toEqual({
      macS: 'ef81af7290f7842c6ceafa537fa0745b',
      akS: 'f84eb338848c',
    });
  });

  test('more iterations give other keys', () => {
    const k = hex('ab'.repeat(16));
    expect(toHex(tuakTopc(k, hex('55'.repeat(32)), 2))).not.toBe(toHex(tuakTopc(k, hex('55'.repeat(32)))));
  });
});
