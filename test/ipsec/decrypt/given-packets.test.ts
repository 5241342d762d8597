import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toHex } from '../../../src/bytes/hex.ts';
import type { CryptoEngine } from '../../../src/ipsec/crypto/engine.ts';
import { createNobleEngine } from '../../../src/ipsec/crypto/engine-noble.ts';
import { createNodeEngine } from '../../../src/ipsec/crypto/engine-node.ts';
import { integrityKey } from '../../../src/ipsec/crypto/key-expansion.ts';
import type { SaDatabase } from '../../../src/ipsec/sa-database.ts';
import type { KeyMaterial, SecurityAssociation, Suite } from '../../../src/model/security-association.ts';
import { saDatabase } from '../../support/bounded.ts';
import { espDatagram, packetOf, packetWith } from '../../support/captures/esp-packets.ts';
import { givenSas } from '../../support/captures/given-sa.ts';
import { udp } from '../../support/captures/packets.ts';
import { ENDS, KEY, SUITE, saSets } from '../../support/captures/sa-set.ts';
import { sealed } from '../../support/captures/sealed-esp.ts';

/** An SA of an agreement, to make packets with. */
const SA = saSets({})[0]?.sas[0] as SecurityAssociation;
const CK = `0x${toHex(KEY.ck)}`;
const IK = `0x${toHex(integrityKey('hmac-sha-1-96', KEY))}`;
const ICV = `"HMAC-SHA-1-96 [RFC2404]","${IK}"`;
const GOOD = `"AES-CBC [RFC3602]","${CK}",${ICV}`;
const WRONG = `"AES-CBC [RFC3602]","${CK}","HMAC-SHA-1-96 [RFC2404]","wrong"`;
const CLEAR: Suite = { alg: 'hmac-sha-1-96', ealg: 'null' };
const OTHER: KeyMaterial = { ck: new Uint8Array(16).fill(1), ik: new Uint8Array(16).fill(2), source: 'maa' };
const BOTH_WRONG = { ck: new Uint8Array(16).fill(3), ik: new Uint8Array(16).fill(4) };
const ANY = '"ANY 96 bit authentication [no checking]",""';

describe.each([createNodeEngine(), createNobleEngine()])(
  'SAs that a user gave, with engine $name',
  engine => {
    const databaseWith = (...lines: string[]) => databaseOf(engine, lines);

    test('a packet makes an SA, which is listed between the ends of the packet', () => {
      const database = databaseWith(`"*","10.0.0.*","0x*",${GOOD}`);
      expect(database.sets).toEqual([]);
      const result = database.decode(packetOf(SA, SUITE, KEY, 1));
      expect(result).toMatchObject({ outcome: 'decoded', protection: { icv: 'good' } });
      expect(database.decode(packetOf(SA, SUITE, KEY, 2)).sa).toBe(result.sa);
      expect(database.sets).toHaveLength(1);
      expect(result.sa).toMatchObject({
        name: 'unknown',
        source: '10.0.0.2',
        destination: '10.0.0.1',
        spi: 4444,
        packets: 2,
        icvGood: 2,
        given: { ealg: 'aes-cbc', alg: 'hmac-sha-1-96' },
        set: { state: 'established' },
      });
      expect(database.statistics).toMatchObject({ decrypted: 2, icvGood: 2, decryptedUnchecked: 0 });
    });

    test('a source counts: packets from elsewhere are of no known SPI', () => {
      const database = databaseWith(`"10.0.0.9","10.0.0.1","4444",${GOOD}`);
      expect(database.decode(packetOf(SA, SUITE, KEY, 1))).toMatchObject({
        outcome: 'unknown-spi',
        sa: null,
      });
      const fitting = packetOf({ ...SA, source: '10.0.0.9' }, SUITE, KEY, 2);
      expect(database.decode(fitting).outcome).toBe('decoded');
      expect(database.decode(packetOf(SA, SUITE, KEY, 3)).outcome).toBe('unknown-spi');
    });

    test('among several for one SPI the ICV judges', () => {
      const database = databaseWith(`"*","*","4444",${WRONG}`, `"*","*","*",${GOOD}`);
      for (const sequence of [1, 2, 3])
        expect(database.decode(packetOf(SA, SUITE, KEY, sequence)).protection?.icv).toBe('good');
      expect(database.sets.map(({ sas }) => sas[0]?.icvGood)).toEqual([0, 3]);
    });

    test('a wrong key for the ICV: read by its checksum, and bad', () => {
      const database = databaseWith(`"*","*","*",${WRONG}`);
      expect(database.decode(packetOf(SA, SUITE, KEY, 1)).protection?.icv).toBe('bad');
      const closed = databaseWith(`"*","*","*",${WRONG.replace(CK, `0x${'00'.repeat(16)}`)}`);
      expect(closed.decode(packetOf(SA, SUITE, KEY, 1))).toMatchObject({ outcome: 'bad-icv' });
    });

    test('an ICV that is not checked: decrypted and not called good', () => {
      const database = databaseWith(`"*","*","*","AES-CBC [RFC3602]","${CK}",${ANY}`);
      for (const sequence of [1, 2])
        expect(database.decode(packetOf(SA, SUITE, KEY, sequence)).protection?.icv).toBe('unchecked');
      expect(database.statistics).toMatchObject({ decryptedUnchecked: 2, nullDecoded: 0, icvGood: 0 });
      expect(database.sets[0]?.sas[0]).toMatchObject({ unchecked: 2, icvGood: 0 });
    });

    test('a right ICV and a wrong key of the cipher', () => {
      const database = databaseWith(`"*","*","*","AES-CBC [RFC3602]","0x${'00'.repeat(16)}",${ICV}`);
      expect(database.decode(packetOf(SA, SUITE, KEY, 1)).outcome).toBe('implausible');
      expect(database.sets[0]?.sas[0]).toMatchObject({ icvGood: 1, implausible: 1 });
    });

    test('an unusual payload is taken from a good ICV and right padding', () => {
      const key = new TextEncoder().encode('key');
      const database = databaseWith('"*","*","*","NULL","","HMAC-SHA-512-256 [RFC4868]","key"');
      const parts = { cipher: null, key, hash: 'sha512', hashKey: key, icvLength: 32 };
      const packet = espDatagram(sealed(parts, 4444, 1, new Uint8Array(30), 103), SA);
      expect(database.decode(packet)).toMatchObject({ outcome: 'decoded', nextHeader: 103 });
    });

    test('with a good ICV it is enough that the payload makes sense, or else that the padding is right', () => {
      const oddly = { padding: new Uint8Array(8).fill(9), payload: new Uint8Array(22) };
      const database = databaseWith(`"*","*","*",${GOOD}`);
      const outcomes = [50, 103, 50, 103].map((nextHeader, i) => {
        const content = i < 2 ? oddly : { payload: oddly.payload };
        return database.decode(packetWith(SA, SUITE, KEY, { sequence: i + 1, nextHeader, ...content }))
          .outcome;
      });
      expect(outcomes).toEqual(['decoded', 'implausible', 'decoded', 'decoded']);
      expect(database.statistics).toMatchObject({ icvGood: 4, implausible: 1 });
    });

    test('what is not whole blocks cannot be decrypted, whatever came before', () => {
      const payload = udp(ends(SA), Buffer.from('text'));
      const unchecked = databaseWith(`"*","*","*","AES-CBC [RFC3602]","${CK}",${ANY}`);
      const checked = databaseWith(`"*","*","*",${GOOD}`);
      for (const [database, icv] of [
        [unchecked, 'unchecked'],
        [checked, 'good'],
      ] as const) {
        expect(database.decode(packetOf(SA, SUITE, KEY, 1)).protection?.icv).toBe(icv);
        const uneven = packetWith(SA, CLEAR, KEY, { sequence: 2, payload });
        expect(database.decode(uneven)).toMatchObject({ outcome: 'implausible', protection: null });
        expect(database.sets[0]?.sas[0]).toMatchObject({ packets: 2, implausible: 1, icvBad: 0 });
      }
    });

    test('a bad packet costs one ICV of what was given', () => {
      let verified = 0;
      const mac: CryptoEngine['mac'] = (algorithm, key) => {
        const one = engine.mac(algorithm, key);
        return { verify: (...place) => ++verified > 0 && one.verify(...place) };
      };
      const database = databaseOf({ ...engine, mac }, [`"*","*","*",${GOOD}`]);
      database.decode(packetOf(SA, SUITE, KEY, 1));
      database.decode(packetOf(SA, SUITE, BOTH_WRONG, 2));
      expect(verified).toBe(2);
    });

    test('an algorithm that is not supported is counted by its name', () => {
      const database = databaseWith('"*","*","*","TWOFISH-CBC","","NULL",""');
      for (const sequence of [1, 2])
        expect(database.decode(packetOf(SA, SUITE, KEY, sequence)).outcome).toBe('unsupported');
      expect(database.statistics).toMatchObject({
        unsupported: 2,
        unsupportedByName: { 'TWOFISH-CBC': 2 },
        unknownSpi: 0,
      });
      expect(database.sets[0]?.sas[0]).toMatchObject({ packets: 2, unchecked: 2 });
    });

    test('an agreement takes over what was given for its SPIs', () => {
      const database = databaseWith(`"*","*","*",${GOOD}`);
      expect(database.decode(packetOf(SA, SUITE, KEY, 1)).sa?.name).toBe('unknown');
      const agreement = { ...ENDS, nonce: 'N', agreed: [SUITE], offered: [SUITE], keys: [] };
      const set = database.addSet(agreement);
      for (const sequence of [2, 3]) {
        const result = database.decode(packetOf(SA, SUITE, KEY, sequence));
        expect(result).toMatchObject({ outcome: 'decoded', protection: { icv: 'good' } });
        expect(result.sa).toBe(set.sas.find(({ name }) => name === 'uc->ps'));
        expect(result.sa?.given).not.toBeNull();
      }
      expect(set).toMatchObject({ used: null, key: null });
    });

    test('keys of the agreement come first, and what was given helps where they are wrong', () => {
      const other = { ...KEY, ik: new Uint8Array(16).fill(1) };
      for (const [keys, isGiven] of [
        [[KEY], false],
        [[other], true],
      ] as const) {
        const database = databaseWith(`"*","*","*",${GOOD}`);
        const set = database.addSet({ ...ENDS, nonce: 'N', agreed: [SUITE], offered: [], keys });
        for (const sequence of [1, 2])
          expect(database.decode(packetOf(SA, SUITE, KEY, sequence)).protection?.icv).toBe('good');
        expect(set.sas.some(({ given }) => given !== null)).toBe(isGiven);
      }
    });

    test('an agreement without a key waits for one if what was given does not fit', () => {
      const database = databaseWith(`"*","*","*",${WRONG.replace(CK, `0x${'00'.repeat(16)}`)}`);
      const set = database.addSet({ ...ENDS, nonce: 'N', agreed: [SUITE], offered: [], keys: [] });
      expect(database.decode(packetOf(SA, SUITE, KEY, 1)).outcome).toBe('no-key');
      database.addKey(set, KEY);
      expect(database.retry(packetOf(SA, SUITE, KEY, 1)).outcome).toBe('decoded');
    });

    test('a bad packet of an SA whose ICV has verified is not read with a cipher alone', () => {
      const database = databaseWith(`"*","*","*","NULL","","NULL",""`, `"*","*","*",${GOOD}`);
      expect(database.decode(packetOf(SA, SUITE, KEY, 1)).outcome).toBe('decoded');
      const set = database.addSet({ ...ENDS, nonce: 'N', agreed: [SUITE], offered: [SUITE], keys: [KEY] });
      expect(database.decode(packetOf(SA, SUITE, KEY, 2)).protection?.icv).toBe('good');
      const bad = packetOf(SA, SUITE, { ...KEY, ik: new Uint8Array(16), ck: new Uint8Array(16) }, 3);
      expect(database.decode(bad)).toMatchObject({ outcome: 'bad-icv', sa: { set } });
    });

    test('nor if it is in the clear: it is bad, or closed where no port speaks for it', () => {
      const database = databaseWith(`"*","*","*",${GOOD}`, `"*","*","*","NULL","",${ANY}`);
      database.addSet({ ...ENDS, nonce: 'N', agreed: [SUITE], offered: [SUITE], keys: [KEY] });
      expect(database.decode(packetOf(SA, SUITE, KEY, 1)).protection?.icv).toBe('good');
      expect(database.decode(packetOf(SA, CLEAR, OTHER, 2)).protection?.icv).toBe('bad');
      const payload = udp({ ...ends(SA), sourcePort: 7, destinationPort: 9 }, Buffer.from('text'));
      const foreign = packetWith(SA, CLEAR, OTHER, { sequence: 3, payload });
      expect(database.decode(foreign)).toMatchObject({ outcome: 'bad-icv', protection: null });
    });

    test('without a key of the agreement each of several is tried', () => {
      const database = databaseWith(`"*","*","4444",${WRONG}`, `"*","*","4444",${GOOD}`);
      database.addSet({ ...ENDS, nonce: 'N', agreed: [SUITE], offered: [], keys: [] });
      for (const sequence of [1, 2])
        expect(database.decode(packetOf(SA, SUITE, KEY, sequence)).protection?.icv).toBe('good');
    });

    test('for an agreement too a source counts, before and after a packet was opened', () => {
      const elsewhere = { ...SA, source: '10.0.0.9' };
      const database = databaseWith(`"10.0.0.2","*","*",${GOOD}`);
      database.addSet({ ...ENDS, nonce: 'N', agreed: [SUITE], offered: [], keys: [] });
      expect(database.decode(packetOf(elsewhere, SUITE, KEY, 1)).outcome).toBe('no-key');
      expect(database.decode(packetOf(SA, SUITE, KEY, 2)).protection?.icv).toBe('good');
      expect(database.decode(packetOf(elsewhere, SUITE, KEY, 3)).outcome).toBe('no-key');
    });

    test('what was given for another source reads no bad packet', () => {
      const elsewhere = { ...SA, source: '10.0.0.9' };
      const database = databaseWith(`"10.0.0.9","*","*",${WRONG}`);
      database.addSet({ ...ENDS, nonce: 'N', agreed: [SUITE], offered: [], keys: [OTHER] });
      expect(database.decode(packetOf(SA, SUITE, KEY, 1)).outcome).toBe('bad-icv');
      expect(database.decode(packetOf(elsewhere, SUITE, KEY, 2)).protection?.icv).toBe('bad');
    });

    test('after what was given has opened packets, one that it does not verify is bad', () => {
      const database = databaseWith(`"*","*","*",${GOOD}`);
      database.addSet({ ...ENDS, nonce: 'N', agreed: [SUITE], offered: [], keys: [OTHER] });
      expect(database.decode(packetOf(SA, SUITE, KEY, 1)).protection?.icv).toBe('good');
      expect(database.decode(packetOf(SA, SUITE, BOTH_WRONG, 2)).outcome).toBe('bad-icv');
      expect(database.decode(packetOf(SA, SUITE, OTHER, 3)).protection?.icv).toBe('good');
    });

    test('an SA shows what was given only while that is what opens it', () => {
      const database = databaseWith(`"*","*","*",${WRONG}`);
      database.addSet({ ...ENDS, nonce: 'N', agreed: [SUITE], offered: [], keys: [OTHER] });
      const { sa } = database.decode(packetOf(SA, SUITE, OTHER, 1));
      expect(sa?.given).toBeNull();
      expect(database.decode(packetOf(SA, SUITE, KEY, 2)).protection?.icv).toBe('bad');
      expect(database.decode(packetOf(SA, SUITE, OTHER, 3)).protection?.icv).toBe('good');
      expect(sa?.given).toBeNull();
    });

    test('what was given as encrypted is not read in the clear, even between its ports', () => {
      const wrong = `"IPv4","*","*","*",${WRONG.replace(CK, `0x${'00'.repeat(16)}`)}`;
      const { sourcePort, destinationPort } = SA;
      const sas = givenSas(wrong).map(sa => ({ ...sa, sourcePort, destinationPort }));
      const database = saDatabase(engine, {}, sas);
      expect(database.decode(packetOf(SA, CLEAR, KEY, 1))).toMatchObject({ outcome: 'bad-icv' });
    });

    test('cut: read with the cipher that was given', () => {
      const database = databaseWith(`"*","*","*",${GOOD}`);
      const packet = packetOf(
        SA,
        SUITE,
        KEY,
        1,
        'OPTIONS sip:a SIP/2.0\r\nSubject: much more text than that\r\n\r\n',
      );
      Object.assign(packet, { end: packet.end - 20, missing: 20, truncated: true });
      expect(database.decode(packet)).toMatchObject({
        outcome: 'decoded',
        nextHeader: 17,
        protection: { icv: 'unchecked' },
      });
    });

    test('any octets, whole or cut: an outcome, and one count for each packet', () => {
      const sas = [
        `"*","*","*","AES-GCM with 8 octet ICV [RFC4106]","0x${'01'.repeat(20)}","NULL",""`,
        `"*","*","*","AES-CTR [RFC3686]","0x${'01'.repeat(20)}","HMAC-SHA-512-256 [RFC4868]","key"`,
        `"*","*","*","AES-CBC [RFC3602]","0x${'01'.repeat(16)}","NULL",""`,
        '"*","*","*","NULL","","ANY 256 bit authentication [no checking]",""',
      ];
      const octets = fc.uint8Array({ maxLength: 90 });
      const packets = fc.array(fc.tuple(octets, fc.nat(100)), { maxLength: 5 });
      fc.assert(
        fc.property(fc.subarray(sas), fc.boolean(), packets, (lines, agreed, packets) => {
          const database = databaseWith(...lines);
          if (agreed) database.addSet({ ...ENDS, nonce: 'N', agreed: [], offered: [], keys: [KEY] });
          for (const [bytes, missing] of packets) {
            const packet = espDatagram(Uint8Array.from([0, 0, 0x11, 0x5c, ...bytes]), SA);
            Object.assign(packet, { missing, truncated: missing > 0 });
            const { outcome, start, end, bytes: payload } = database.decode(packet);
            expect(outcome).toBeTypeOf('string');
            expect(start).toBeLessThanOrEqual(end);
            expect(end).toBeLessThanOrEqual(payload.length);
          }
          const s = database.statistics;
          const counted =
            s.duplicates + s.decrypted + s.decryptedUnchecked + s.nullDecoded + s.unsupported + s.dummies;
          const others = s.implausible + s.unopened + s.unknownSpi + s.noKey + s.truncated + s.malformed;
          expect(counted + others).toBe(packets.length);
        }),
      );
    });

    test('wildcards make no more sets than the limit allows', () => {
      const sas = givenSas(`"IPv4","*","*","*",${GOOD}`);
      const database = saDatabase(engine, { sets: 3 }, sas);
      for (let spi = 1; spi <= 10; spi++) {
        const payload = udp({ ...ends(SA) }, Buffer.from('x'));
        const parts = { cipher: null, key: KEY.ck, hash: 'md5', hashKey: KEY.ik, icvLength: 12 };
        database.decode(espDatagram(sealed(parts, spi, 1, payload), SA));
      }
      expect(database.sets).toHaveLength(3);
      expect(database.statistics.evictedSets).toBe(7);
    });
  },
);

function databaseOf(engine: CryptoEngine, lines: readonly string[]): SaDatabase {
  return saDatabase(engine, {}, givenSas(lines.map(line => `"IPv4",${line}`).join('\n')));
}

function ends({ source, sourcePort, destination, destinationPort }: SecurityAssociation) {
  return { source, sourcePort, destination, destinationPort };
}
