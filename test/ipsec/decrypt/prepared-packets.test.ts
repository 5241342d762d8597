import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readU32 } from '../../../src/bytes/read.ts';
import type { CryptoEngine } from '../../../src/ipsec/crypto/engine.ts';
import { createNodeEngine } from '../../../src/ipsec/crypto/engine-node.ts';
import { KeyRing } from '../../../src/ipsec/crypto/key-ring.ts';
import type { PreparedPacket } from '../../../src/ipsec/decrypt/prepared-packet.ts';
import type { Opener } from '../../../src/ipsec/sa/keyed-set.ts';
import type { EspResult, SaDatabase } from '../../../src/ipsec/sa-database.ts';
import type {
  KeyMaterial,
  SaSet,
  SecurityAssociation,
  Suite,
} from '../../../src/model/security-association.ts';
import type { Datagram } from '../../../src/net/packet/datagram.ts';
import { saDatabase } from '../../support/bounded.ts';
import { espDatagram, flowOf, packetOf, packetWith } from '../../support/captures/esp-packets.ts';
import { join, udp } from '../../support/captures/packets.ts';
import { ENDS, KEY } from '../../support/captures/sa-set.ts';
import { sealed } from '../../support/captures/sealed-esp.ts';

const OTHER: KeyMaterial = { ck: new Uint8Array(16).fill(1), ik: new Uint8Array(16).fill(2), source: 'maa' };
const CBC: Suite = { alg: 'hmac-sha-1-96', ealg: 'aes-cbc' };
const GCM: Suite = { alg: 'null', ealg: 'aes-gcm' };
const SUITES: readonly Suite[] = [
  { alg: 'hmac-sha-1-96', ealg: 'null' },
  { alg: 'hmac-md5-96', ealg: 'des-ede3-cbc' },
  CBC,
  GCM,
  { alg: 'aes-gmac', ealg: 'null' },
];

function agree(database: SaDatabase, suite: Suite, keys: readonly KeyMaterial[], nonce = 'N'): SaSet {
  return database.addSet({ ...ENDS, nonce, agreed: [suite], offered: [], keys });
}

/** A database in which the first packet of the first SA of a set has been opened. */
function opened(suite: Suite, engine: CryptoEngine = createNodeEngine()): [SaDatabase, SecurityAssociation] {
  const database = saDatabase(engine);
  const sa = agree(database, suite, [KEY]).sas[0] as SecurityAssociation;
  database.decode(packetOf(sa, suite, KEY, 1));
  return [database, sa];
}

function presumedOpener(database: SaDatabase, packet: Datagram): Opener | null {
  const { addresses, destinationOffset, addressLength, bytes, start } = packet;
  return database.plain.presumedOpener(addresses, destinationOffset, addressLength, readU32(bytes, start));
}

/** The work on a packet that someone else does who has the key of the opener. */
function prepare(packet: Datagram, opener: Opener): PreparedPacket {
  const { method, ealg } = opener;
  const ring = new KeyRing(createNodeEngine(), opener.ring.key);
  const integrity = ring.integrity(method);
  const cipher = ring.ciphers(ealg)[opener.ring.ciphers(ealg).indexOf(opener.cipher)];
  const plaintext = { bytes: new Uint8Array(0), start: 0, end: 0 };
  const { bytes, start, end } = packet;
  const verified = integrity.verify(bytes, start, end);
  if (verified) cipher?.decrypt(bytes, start + integrity.headerLength, end - integrity.icvLength, plaintext);
  return { opener, verified, ...plaintext };
}

/** What someone claims who has not looked at the packet: another text between the ends of the SA. */
function claimed(opener: Opener, sa: SecurityAssociation, verified: boolean): PreparedPacket {
  const payload = udp(flowOf(sa), Buffer.from('CLAIMED'));
  const bytes = join(payload, [1, 1, 17]);
  return { opener, verified, bytes, start: 0, end: bytes.length };
}

function payloadOf(result: EspResult): string {
  return Buffer.from(result.bytes.subarray(result.start, result.end)).toString('latin1');
}

describe('work done beforehand', () => {
  test.each(SUITES)('$alg + $ealg: gives what comes out without it, of any packet', suite => {
    const content = fc.record({
      sa: fc.nat(3),
      suite: fc.constantFrom(suite, suite, suite, CBC, GCM),
      key: fc.constantFrom(KEY, KEY, KEY, OTHER),
      nextHeader: fc.constantFrom(17, 17, 50, 59, 99),
      isDamaged: fc.constantFrom(false, false, true),
      payload: fc.uint8Array({ maxLength: 40 }),
    });
    fc.assert(
      fc.property(fc.array(content, { minLength: 2, maxLength: 12 }), packets => {
        const [alone, helped] = [false, true].map(isPrepared => {
          const [database, first] = opened(suite);
          const outcomes = packets.map(({ sa: index, key, nextHeader, isDamaged, ...one }, i) => {
            const sa = first.set.sas[index] as SecurityAssociation;
            const payload = udp(flowOf(sa), one.payload);
            const packet = packetWith(sa, one.suite, key, { sequence: i + 2, nextHeader, payload });
            if (isDamaged) packet.bytes[packet.start + 20] = ~(packet.bytes[packet.start + 20] as number);
            const opener = isPrepared ? presumedOpener(database, packet) : null;
            const result = database.decode(packet, opener === null ? null : prepare(packet, opener));
            return [result.outcome, result.protection, result.suite, result.nextHeader, payloadOf(result)];
          });
          return { outcomes, statistics: database.statistics, used: first.set.used };
        });
        expect(helped).toEqual(alone);
      }),
      { seed: 1, numRuns: 60 },
    );
  });

  test.each(SUITES)('$alg + $ealg: what makes no sense is not given out, nor what came before it', suite => {
    const [database, sa] = opened(suite);
    const payload = udp(flowOf(sa), Buffer.from('text'));
    const packet = packetWith(sa, suite, KEY, { sequence: 2, nextHeader: 99, payload });
    const prepared = prepare(packet, presumedOpener(database, packet) as Opener);
    expect(prepared.verified).toBe(true);
    expect(database.decode(packet, prepared)).toMatchObject({ outcome: 'implausible', protection: null });
  });

  test('is taken as it is: neither verified nor decrypted again', () => {
    const [database, sa] = opened(CBC);
    const packet = packetOf(sa, CBC, KEY, 2);
    packet.bytes.fill(0, packet.start + 8, packet.end);
    const result = database.decode(packet, claimed(presumedOpener(database, packet) as Opener, sa, true));
    expect(result).toMatchObject({ outcome: 'decoded', protection: { icv: 'good' } });
    expect(payloadOf(result)).toMatch(/CLAIMED$/);
  });

  test('that found the ICV bad is believed', () => {
    const [database, sa] = opened(CBC);
    const packet = packetOf(sa, CBC, KEY, 2);
    const opener = presumedOpener(database, packet) as Opener;
    expect(database.decode(packet, claimed(opener, sa, false)).protection?.icv).toBe('bad');
  });

  test.each([true, false])(
    'with another opener counts for nothing, whether it says good or bad: %s',
    verified => {
      const [database, sa] = opened(CBC);
      const packet = packetOf(sa, CBC, KEY, 2);
      const [elsewhere] = opened(CBC);
      const foreign = presumedOpener(elsewhere, packet) as Opener;
      const result = database.decode(packet, claimed(foreign, sa, verified));
      expect(result.protection?.icv).toBe('good');
      expect(payloadOf(result)).toMatch(/OPTIONS sip:a SIP\/2.0\r\n\r\n$/);
    },
  );

  test('with the opener of the wrong generation: the packet goes to the right one', () => {
    const database = saDatabase(createNodeEngine());
    const [older, newer] = [agree(database, CBC, [OTHER], 'N1'), agree(database, CBC, [KEY], 'N2')].map(
      ({ sas }) => sas[0] as SecurityAssociation,
    ) as [SecurityAssociation, SecurityAssociation];
    database.decode(packetOf(newer, CBC, KEY, 1));
    database.decode(packetOf(older, CBC, OTHER, 2));
    const packet = packetOf(newer, CBC, KEY, 3);
    const prepared = prepare(packet, presumedOpener(database, packet) as Opener);
    expect(prepared).toMatchObject({ opener: { ring: { key: OTHER } }, verified: false });
    expect(database.decode(packet, prepared)).toMatchObject({ sa: newer, protection: { icv: 'good' } });
  });

  test('counts for nothing where sequence numbers have 64 bits, which only the opener of packets knows', () => {
    const database = saDatabase(createNodeEngine());
    const set = agree(database, CBC, [KEY]);
    const [sa, another] = set.sas as [SecurityAssociation, SecurityAssociation];
    const sealing = {
      cipher: 'aes-128-cbc',
      key: KEY.ck,
      hash: 'sha1',
      hashKey: KEY.ik,
      icvLength: 12,
      high: 0,
    };
    const extended = (sequence: number) =>
      espDatagram(sealed(sealing, sa.spi, sequence, udp(flowOf(sa), Buffer.from('text'))), sa);
    expect(database.decode(extended(1)).protection?.icv).toBe('good');
    expect(presumedOpener(database, extended(2))).toBeNull();
    const opener = presumedOpener(database, packetOf(another, CBC, KEY, 1)) as Opener;
    expect(payloadOf(database.decode(extended(2), claimed(opener, sa, true)))).toMatch(/text$/);
    const prepared = prepare(extended(3), opener);
    expect(prepared.verified).toBe(false);
    expect(database.decode(extended(3), prepared).protection?.icv).toBe('good');
  });
});
