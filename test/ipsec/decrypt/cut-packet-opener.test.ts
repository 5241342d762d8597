import { describe, expect, test } from 'vitest';
import { createNobleEngine } from '../../../src/ipsec/crypto/engine-noble.ts';
import { createNodeEngine } from '../../../src/ipsec/crypto/engine-node.ts';
import type { EspResult, SaDatabase } from '../../../src/ipsec/sa-database.ts';
import type { KeyMaterial, SecurityAssociation, Suite } from '../../../src/model/security-association.ts';
import type { Datagram } from '../../../src/net/packet/datagram.ts';
import { saDatabase } from '../../support/bounded.ts';
import { espDatagram, espPacket, flowOf, packetOf } from '../../support/captures/esp-packets.ts';
import { ip, tcp, udp } from '../../support/captures/packets.ts';
import { ENDS, KEY } from '../../support/captures/sa-set.ts';

const SUITES: readonly Suite[] = [
  { alg: 'hmac-sha-1-96', ealg: 'null' },
  { alg: 'hmac-sha-1-96', ealg: 'aes-cbc' },
  { alg: 'hmac-md5-96', ealg: 'des-ede3-cbc' },
  { alg: 'null', ealg: 'aes-gcm' },
  { alg: 'aes-gmac', ealg: 'null' },
];
const CBC = SUITES[1] as Suite;
const OTHER: KeyMaterial = { ck: new Uint8Array(16).fill(1), ik: new Uint8Array(16).fill(2), source: 'maa' };
const TEXT = 'OPTIONS sip:a SIP/2.0\r\nSubject: a text that is longer than what is captured of it\r\n\r\n';

/** The packet without its last `octets`, which the snap length cut. */
function cut(packet: Datagram, octets: number): Datagram {
  packet.end -= octets;
  packet.missing = octets;
  packet.truncated = true;
  return packet;
}

function textOf({ bytes, start, end }: EspResult): string {
  return Buffer.from(bytes.subarray(start, end)).toString('latin1');
}

describe.each([createNodeEngine(), createNobleEngine()])('with engine $name', engine => {
  function databaseWith(suite: Suite, keys: readonly KeyMaterial[]): [SaDatabase, SecurityAssociation] {
    const database = saDatabase(engine);
    const set = database.addSet({ ...ENDS, nonce: 'N', agreed: [suite], offered: [], keys });
    return [database, set.sas[0] as SecurityAssociation];
  }

  test.each(SUITES)('$alg + $ealg: what there is, up to every place of the packet', suite => {
    for (const proved of [false, true]) {
      const length = packetOf({ ...ENDS_SA }, suite, KEY, 1, TEXT);
      for (let octets = 1; octets < length.end - length.start - 8; octets++) {
        const [database, sa] = databaseWith(suite, [OTHER, KEY]);
        if (proved) database.decode(packetOf(sa, suite, KEY, 1));
        const whole = udp(flowOf(sa), Buffer.from(TEXT, 'latin1'));
        const result = database.decode(cut(packetOf(sa, suite, KEY, 2, TEXT), octets));
        if (result.outcome === 'truncated') {
          expect(length.end - length.start - octets).toBeLessThan(8 + 16 + 24);
          continue;
        }
        expect(result).toMatchObject({
          outcome: 'decoded',
          nextHeader: 17,
          protection: { icv: 'unchecked' },
        });
        expect(result.end - result.start + result.missing).toBe(whole.length);
        expect(Buffer.from(whole).toString('latin1').startsWith(textOf(result))).toBe(true);
        expect(database.statistics).toMatchObject({ truncated: 1, truncatedRead: 1 });
      }
    }
  });

  test('TCP: never more than there was, and at most the padding less', () => {
    for (const suite of [CBC, SUITES[0] as Suite]) {
      const [database, sa] = databaseWith(suite, [KEY]);
      for (let length = 100; length < 120; length++) {
        const payload = tcp(flowOf(sa), { sequence: 1, flags: 0x18 }, new Uint8Array(length).fill(66));
        const esp = espPacket(suite, KEY, { spi: sa.spi, sequence: length, nextHeader: 6, payload });
        const result = database.decode(cut(espDatagram(esp, sa), 50));
        expect(result).toMatchObject({ outcome: 'decoded', nextHeader: 6 });
        const known = result.end - result.start + result.missing;
        expect(known).toBeLessThanOrEqual(payload.length);
        expect(known).toBeGreaterThanOrEqual(payload.length - (suite === CBC ? 15 : 3));
      }
    }
  });

  test('a tunnel', () => {
    const [database, sa] = databaseWith(CBC, [KEY]);
    const payload = ip(flowOf(sa), 17, udp(flowOf(sa), Buffer.from(TEXT)));
    const esp = espPacket(CBC, KEY, { spi: sa.spi, sequence: 1, nextHeader: 4, payload });
    const result = database.decode(cut(espDatagram(esp, sa), 40));
    expect(result).toMatchObject({ outcome: 'decoded', nextHeader: 4, protection: { tunnel: true } });
    expect(result.end - result.start + result.missing).toBe(payload.length);
  });

  test('nothing with a wrong key, and in the clear nothing between other ports', () => {
    const [closed, sa] = databaseWith(CBC, [OTHER]);
    expect(closed.decode(cut(packetOf(sa, CBC, KEY, 1, TEXT), 40)).outcome).toBe('truncated');
    const [open, other] = databaseWith(SUITES[0] as Suite, []);
    expect(open.decode(cut(packetOf(other, SUITES[0] as Suite, KEY, 1, TEXT), 40)).outcome).toBe('decoded');
    const foreign = packetOf({ ...other, sourcePort: 9 }, SUITES[0] as Suite, KEY, 2, TEXT);
    expect(open.decode(cut(foreign, 40)).outcome).toBe('truncated');
    expect(open.statistics).toMatchObject({ truncated: 2, truncatedRead: 1 });
    expect(other).toMatchObject({ packets: 2, unchecked: 2, icvBad: 0 });
  });
});

const ENDS_SA = saDatabase(createNobleEngine()).addSet({
  ...ENDS,
  nonce: 'N',
  agreed: [],
  offered: [],
  keys: [],
}).sas[0] as SecurityAssociation;
