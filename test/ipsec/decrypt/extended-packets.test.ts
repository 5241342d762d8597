import { createCipheriv } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { CryptoEngine } from '../../../src/ipsec/crypto/engine.ts';
import { createNobleEngine } from '../../../src/ipsec/crypto/engine-noble.ts';
import { createNodeEngine } from '../../../src/ipsec/crypto/engine-node.ts';
import { gcmSalt, gmacSalt } from '../../../src/ipsec/crypto/key-expansion.ts';
import type { SaDatabase } from '../../../src/ipsec/sa-database.ts';
import type { SaSet, SecurityAssociation, Suite } from '../../../src/model/security-association.ts';
import { saDatabase } from '../../support/bounded.ts';
import { espDatagram, flowOf, packetOf } from '../../support/captures/esp-packets.ts';
import { givenSas } from '../../support/captures/given-sa.ts';
import { join, u32, udp } from '../../support/captures/packets.ts';
import { ENDS, KEY } from '../../support/captures/sa-set.ts';
import { type Sealing, sealed } from '../../support/captures/sealed-esp.ts';

const CBC: Suite = { alg: 'hmac-sha-1-96', ealg: 'aes-cbc' };
const GCM: Suite = { alg: 'null', ealg: 'aes-gcm' };

const SHA1 = { hash: 'sha1', hashKey: join(KEY.ik, new Uint8Array(4)), icvLength: 12 };
const SEALINGS: readonly (readonly [string, Suite, Sealing])[] = [
  ['aes-cbc and SHA-1', CBC, { cipher: 'aes-128-cbc', key: KEY.ck, ...SHA1 }],
  [
    'MD5 alone',
    { alg: 'hmac-md5-96', ealg: 'null' },
    { cipher: null, key: KEY.ck, hash: 'md5', hashKey: KEY.ik, icvLength: 12 },
  ],
  ['aes-gcm', GCM, { cipher: 'aes-128-gcm', key: KEY.ck, salt: gcmSalt(KEY), hash: null, icvLength: 16 }],
];

function packet(sa: SecurityAssociation, sealing: Sealing, sequence: number, high?: number) {
  const payload = udp(flowOf(sa), Buffer.from(`OPTIONS sip:${sequence} SIP/2.0\r\n\r\n`));
  const parts = high === undefined ? sealing : { ...sealing, high };
  return espDatagram(sealed(parts, sa.spi, sequence, payload), sa, sequence);
}

function databaseWith(engine: CryptoEngine, suite: Suite): [SaDatabase, SaSet, SecurityAssociation] {
  const database = saDatabase(engine);
  const set = database.addSet({ ...ENDS, nonce: 'N', agreed: [suite], offered: [], keys: [KEY] });
  return [database, set, set.sas[0] as SecurityAssociation];
}

describe.each([createNodeEngine(), createNobleEngine()])(
  'sequence numbers of 64 bits with engine $name',
  engine => {
    test.each(SEALINGS)('%s: from 0 over the wrap, with packets out of order', (_, suite, sealing) => {
      const [database, set, sa] = databaseWith(engine, suite);
      const story: [number, number][] = [
        [1, 0],
        [2, 0],
        [0x7fffffff, 0],
        [0xfffffffe, 0],
        [1, 1],
        [0xffffffff, 0],
        [2, 1],
      ];
      for (const [sequence, high] of story) {
        const result = database.decode(packet(sa, sealing, sequence, high));
        expect([sequence, result.outcome, result.protection?.icv]).toEqual([sequence, 'decoded', 'good']);
      }
      expect(set.used).toEqual(suite);
      expect(sa).toMatchObject({ numbered: 7, firstSequence: 1, lastSequence: 2 ** 32 + 2 });
      expect(database.statistics).toMatchObject({ icvGood: 7, icvBad: 0 });
    });

    test('aes-gmac: the high half stands before the low one', () => {
      const suite: Suite = { alg: 'aes-gmac', ealg: 'null' };
      const [database, , sa] = databaseWith(engine, suite);
      const iv = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
      const payload = udp(flowOf(sa), Buffer.from('OPTIONS sip:a SIP/2.0\r\n\r\n'));
      const padding = 4 - ((payload.length + 2) % 4);
      const rest = join(
        iv,
        payload,
        Uint8Array.from({ length: padding }, (_, i) => i + 1),
        [padding, 17],
      );
      const cipher = createCipheriv('aes-128-gcm', KEY.ik, join(gmacSalt(KEY), iv));
      cipher.setAAD(join(u32(sa.spi), u32(0), u32(9), rest));
      cipher.final();
      const esp = join(u32(sa.spi), u32(9), rest, cipher.getAuthTag());
      expect(database.decode(espDatagram(esp, sa))).toMatchObject({
        outcome: 'decoded',
        protection: { icv: 'good' },
      });
    });

    test('every SA of a set, each with its own high half', () => {
      const [, , sealing] = SEALINGS[0] as (typeof SEALINGS)[0];
      const [database, set] = databaseWith(engine, CBC);
      for (const [i, sa] of set.sas.entries())
        for (const sequence of [1, 2])
          expect(database.decode(packet(sa, sealing, sequence, i % 2)).protection?.icv).toBe('good');
    });

    test('one end may have them where the other has not', () => {
      const [, , sealing] = SEALINGS[0] as (typeof SEALINGS)[0];
      const [database, set] = databaseWith(engine, CBC);
      const [sa, another] = set.sas as [SecurityAssociation, SecurityAssociation];
      for (const sequence of [1, 2]) {
        expect(database.decode(packet(sa, sealing, sequence)).protection?.icv).toBe('good');
        expect(database.decode(packet(another, sealing, sequence, 0)).protection?.icv).toBe('good');
      }
    });

    test('numbers of 32 bits that begin again after the last have no high half', () => {
      const [, , sealing] = SEALINGS[0] as (typeof SEALINGS)[0];
      const [database, , sa] = databaseWith(engine, CBC);
      for (const sequence of [0xffff_fffe, 0xffff_ffff, 1, 2])
        expect(database.decode(packet(sa, sealing, sequence)).protection?.icv).toBe('good');
      expect(sa).toMatchObject({ numbered: 4, firstSequence: 1, lastSequence: 0xffff_ffff });
    });

    test('the first packet may have wrapped already', () => {
      const [database, , sa] = databaseWith(engine, CBC);
      const [, , sealing] = SEALINGS[0] as (typeof SEALINGS)[0];
      expect(database.decode(packet(sa, sealing, 5, 1)).outcome).toBe('decoded');
    });

    test('a user may say what the high half is', () => {
      const columns = `"IPv4","*","*","*","AES-CBC [RFC3602]","0x${Buffer.from(KEY.ck).toString('hex')}","HMAC-SHA-1-96 [RFC2404]","0x${Buffer.from(SHA1.hashKey).toString('hex')}"`;
      const [, , sealing] = SEALINGS[0] as (typeof SEALINGS)[0];
      const [, , sa] = databaseWith(engine, CBC);
      for (const [end, icv] of [
        ['', 'bad'],
        [',"64-bit","700"', 'good'],
      ] as const) {
        const database = saDatabase(engine, {}, givenSas(columns + end));
        expect(database.decode(packet(sa, sealing, 5, 700)).protection?.icv).toBe(icv);
      }
    });
  },
);

test('eight packets of an SA are tried with them before one has been opened', () => {
  const [, , sealing] = SEALINGS[0] as (typeof SEALINGS)[0];
  const bad = { ...sealing, hashKey: new Uint8Array(20) };
  const afterBad = (count: number) => {
    const [database, , sa] = databaseWith(createNodeEngine(), CBC);
    for (let sequence = 1; sequence <= count; sequence++) database.decode(packet(sa, bad, sequence));
    return database.decode(packet(sa, sealing, count + 1, 0)).protection?.icv;
  };
  expect([afterBad(7), afterBad(8)]).toEqual(['good', 'bad']);
});

test('what has been opened with 32 bits is not tried with 64, and bad packets cost only a few trials', () => {
  let verified = 0;
  const engine = createNodeEngine();
  const counting: CryptoEngine = {
    ...engine,
    mac: (algorithm, key) => {
      const mac = engine.mac(algorithm, key);
      return {
        verify: (...place) => {
          verified++;
          return mac.verify(...place);
        },
      };
    },
  };
  const [, , sealing] = SEALINGS[0] as (typeof SEALINGS)[0];
  const bad = { ...sealing, hashKey: new Uint8Array(20) };
  const trialsOf = (database: SaDatabase, sa: SecurityAssociation, sequence: number): number => {
    verified = 0;
    database.decode(packet(sa, bad, sequence));
    return verified;
  };

  const [fresh, , unproved] = databaseWith(counting, CBC);
  const first = trialsOf(fresh, unproved, 1);
  for (let sequence = 2; sequence < 20; sequence++) trialsOf(fresh, unproved, sequence);
  const later = trialsOf(fresh, unproved, 20);
  expect([first, later]).toEqual([6, 2]);
  expect(fresh.decode(packet(unproved, sealing, 21, 0)).protection?.icv).toBe('bad');

  const [proved, , sa] = databaseWith(counting, CBC);
  expect(proved.decode(packetOf(sa, CBC, KEY, 1)).outcome).toBe('decoded');
  expect(trialsOf(proved, sa, 2)).toBe(2);
});
