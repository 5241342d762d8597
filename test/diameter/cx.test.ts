import { describe, expect, test } from 'vitest';
import { toBase64 } from '../../src/bytes/base64.ts';
import { fromHex, toHex } from '../../src/bytes/hex.ts';
import { secret } from '../../src/bytes/secret-bytes.ts';
import { authenticationExchange } from '../../src/diameter/cx.ts';
import { parseDiameter } from '../../src/diameter/message.ts';
import { avp, diameter } from '../support/captures/diameter.ts';
import { join, latin1, u32 } from '../support/captures/packets.ts';

const TGPP = 10415;
const CK = 'b40ba9a3c58b2a05bbf0d987b21bf8cb';
const IK = 'f769bcd751044604127672711c6d3441';
const RAND = '23553cbe9637a89d218ae64dae47bf35';
const AUTN = '55f328b43577b9b94a9ffac354dfafb3';
const XRES = 'a54211d5e3ba50bf';
const NONCE = 'I1U8vpY3qJ0hiuZNrke/NVXzKLQ1d7m5Sp/6w1Tfr7M=';

const hex = (text: string) => fromHex(text) as Uint8Array;
const key = (text: string) => secret(hex(text));
const read = (bytes: Uint8Array) => authenticationExchange(parseDiameter(bytes, 0, bytes.length));

function item(octets: (text: string) => Uint8Array = hex): Uint8Array {
  const parts = [avp(609, TGPP, octets(RAND + AUTN)), avp(610, TGPP, hex(XRES)), avp(625, TGPP, octets(CK))];
  return avp(612, TGPP, join(...parts, avp(626, TGPP, octets(IK))));
}

const CX = { command: 303, application: 16777216, request: false };
const WHO = [avp(1, 0, latin1('alice@ims')), avp(601, TGPP, latin1('sip:alice@ims'))];
const SUCCESS = avp(268, 0, Uint8Array.from(u32(2001)));

describe('authenticationExchange', () => {
  test.each([
    ['raw octets', hex],
    ['hex text', latin1],
  ] as const)('the vectors of an answer on Cx as %s', (_, octets) => {
    const exchange = read(diameter(CX, ...WHO, SUCCESS, item(octets), item(octets)));
    expect(exchange).toMatchObject({
      interface: 'Cx',
      request: false,
      userName: 'alice@ims',
      publicIdentity: 'sip:alice@ims',
      result: 2001,
      resynchronisation: null,
    });
    expect(exchange?.vectors.length).toBe(2);
    expect(exchange?.vectors[1]).toEqual({ nonce: NONCE, xres: key(XRES), ck: key(CK), ik: key(IK) });
  });

  test('a request for resynchronisation', () => {
    const auts = 'ba853f3c123ccf44e93596e355c6';
    const authorization = avp(612, TGPP, avp(610, TGPP, hex(RAND + auts)));
    const exchange = read(diameter({ ...CX, request: true }, ...WHO, authorization));
    expect(exchange?.vectors).toEqual([]);
    expect(toHex(exchange?.resynchronisation?.rand as Uint8Array)).toBe(RAND);
    expect(toHex(exchange?.resynchronisation?.auts as Uint8Array)).toBe(auts);
  });

  test('a refusal by an experimental result', () => {
    const result = avp(
      297,
      0,
      join(avp(266, 0, Uint8Array.from(u32(TGPP))), avp(298, 0, Uint8Array.from(u32(5001)))),
    );
    expect(read(diameter(CX, result))).toMatchObject({ result: 5001, vectors: [], userName: null });
  });

  test('UTRAN vectors of S6a, and no E-UTRAN vectors', () => {
    const utran = avp(
      1415,
      TGPP,
      join(
        avp(1447, TGPP, hex(RAND)),
        avp(1448, TGPP, hex(XRES)),
        avp(1449, TGPP, hex(AUTN)),
        avp(625, TGPP, hex(CK)),
        avp(626, TGPP, hex(IK)),
      ),
    );
    const eutran = avp(
      1414,
      TGPP,
      join(avp(1447, TGPP, hex(RAND)), avp(1449, TGPP, hex(AUTN)), avp(1450, TGPP, new Uint8Array(32))),
    );
    const message = diameter(
      { command: 318, application: 16777251, request: false },
      avp(1413, TGPP, join(eutran, utran)),
    );
    expect(read(message)?.vectors).toEqual([
      { nonce: toBase64(hex(RAND + AUTN)), xres: key(XRES), ck: key(CK), ik: key(IK) },
    ]);
  });

  test('keys of another length are none', () => {
    const short = avp(612, TGPP, join(avp(609, TGPP, hex(RAND + AUTN)), avp(625, TGPP, new Uint8Array(15))));
    expect(read(diameter(CX, short))?.vectors).toEqual([{ nonce: NONCE, xres: null, ck: null, ik: null }]);
  });

  test('null for other commands and applications', () => {
    expect(read(diameter({ ...CX, command: 300 }, ...WHO))).toBeNull();
    expect(read(diameter({ ...CX, application: 4 }, item()))).toBeNull();
  });
});
