import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createNodeEngine } from '../../../src/ipsec/crypto/engine-node.ts';
import type { EspResult, SaDatabase } from '../../../src/ipsec/sa-database.ts';
import type { SecurityAssociation, Suite } from '../../../src/model/security-association.ts';
import { saDatabase } from '../../support/bounded.ts';
import { type EspContent, espDatagram, packetOf, packetWith } from '../../support/captures/esp-packets.ts';
import { type Flow, join, u32, udp } from '../../support/captures/packets.ts';
import { ENDS, KEY } from '../../support/captures/sa-set.ts';

const CBC: Suite = { alg: 'hmac-sha-1-96', ealg: 'aes-cbc' };
const CLEAR: Suite = { alg: 'hmac-sha-1-96', ealg: 'null' };
const HMAC_SUITES: readonly Suite[] = [CLEAR, CBC, { alg: 'hmac-md5-96', ealg: 'des-ede3-cbc' }];
/** The ICV that verifies says how the payload is encrypted: not at all, or by the same operation. */
const GCM_SUITES: readonly Suite[] = [
  { alg: 'null', ealg: 'aes-gcm' },
  { alg: 'aes-gmac', ealg: 'null' },
];

const TEXT = Buffer.from('OPTIONS sip:b SIP/2.0\r\n\r\n');

type Content = Omit<EspContent, 'spi' | 'sequence'>;

/** An inner header that makes sense, and nothing that vouches for it: no ports, no checksum, no usual padding. */
const SENSE: Content = {
  nextHeader: 50,
  payload: new Uint8Array(22).fill(8),
  padding: Uint8Array.of(9, 9, 9, 9, 9, 9, 9, 9),
};
const NONSENSE: Content = { ...SENSE, nextHeader: 99 };

/** The SAs of an agreement on a suite, whose key is known. */
function agreed(suite: Suite): [SaDatabase, ...SecurityAssociation[]] {
  const database = saDatabase(createNodeEngine());
  return [
    database,
    ...database.addSet({ ...ENDS, nonce: 'N', agreed: [suite], offered: [], keys: [KEY] }).sas,
  ];
}

function decode(
  database: SaDatabase,
  sa: SecurityAssociation,
  suite: Suite,
  sequence: number,
  content: Content,
) {
  return database.decode(packetWith(sa, suite, KEY, { sequence, ...content }));
}

/** The outcome of the first packet of an SA whose set has opened nothing yet. */
function first(suite: Suite, content: Content): string {
  const [database, sa] = agreed(suite) as [SaDatabase, SecurityAssociation];
  const { outcome } = decode(database, sa, suite, 1, content);
  // Whatever the plaintext looks like, the ICV is good.
  expect(sa).toMatchObject({ packets: 1, icvGood: 1, icvBad: 0 });
  return outcome;
}

/** A datagram between these ends of the set; behind a NAT its checksum does not fit. */
function datagram(flow: Partial<Flow>, isOddlyPadded = false): Content {
  const { ue, pcscf } = ENDS;
  const ends = { source: ue.address, sourcePort: 7, destination: pcscf.address, destinationPort: 9 };
  const payload = udp({ ...ends, ...flow }, TEXT);
  if (!isOddlyPadded) return { payload };
  return { payload, padding: new Uint8Array(16 - ((payload.length + 2) % 16)).fill(0x77) };
}

const BEHIND_NAT: Partial<Flow> = { source: '192.168.7.7' };

describe('the first packet of an SA, its ICV being good', () => {
  test.each(GCM_SUITES)('$alg + $ealg: a payload that makes sense is enough', suite => {
    expect(first(suite, SENSE)).toBe('decoded');
    expect(first(suite, datagram(BEHIND_NAT, true))).toBe('decoded');
    expect(first(suite, NONSENSE)).toBe('implausible');
  });

  test.each(HMAC_SUITES)('$alg + $ealg: what only makes sense may come from the wrong cipher', suite => {
    expect(first(suite, SENSE)).toBe('implausible');
    expect(first(suite, datagram(BEHIND_NAT))).toBe('implausible');
    expect(first(suite, NONSENSE)).toBe('implausible');
  });

  test.each(HMAC_SUITES)('$alg + $ealg: a right checksum will do with the usual padding', suite => {
    expect(first(suite, datagram({}))).toBe('decoded');
    expect(first(suite, datagram({}, true))).toBe('implausible');
  });

  test.each(HMAC_SUITES)("$alg + $ealg: the set's ports will do, also Kamailio's further pairs", suite => {
    const { ue, pcscf } = ENDS;
    for (const sourcePort of [ue.portC, ue.portS])
      for (const destinationPort of [pcscf.portC, pcscf.portS])
        expect(first(suite, datagram({ ...BEHIND_NAT, sourcePort, destinationPort }, true))).toBe('decoded');
  });
});

describe('once a packet of the SA was opened', () => {
  test.each([...HMAC_SUITES, ...GCM_SUITES])('$alg + $ealg: sense is enough, however it is padded', suite => {
    const [database, sa, another] = agreed(suite) as [SaDatabase, SecurityAssociation, SecurityAssociation];
    database.decode(packetOf(sa, suite, KEY, 1));
    expect(decode(database, sa, suite, 2, SENSE)).toMatchObject({ outcome: 'decoded', nextHeader: 50 });
    expect(decode(database, sa, suite, 3, NONSENSE).outcome).toBe('implausible');
    // The other end may use another cipher.
    const expected = GCM_SUITES.includes(suite) ? 'decoded' : 'implausible';
    expect(decode(database, another, suite, 1, SENSE).outcome).toBe(expected);
  });

  test('each end keeps its own cipher, and its payload is what that cipher gives', () => {
    const [database, sa, another] = agreed(CLEAR) as [SaDatabase, SecurityAssociation, SecurityAssociation];
    for (let sequence = 1; sequence < 4; sequence++) {
      expect(textOf(database.decode(packetOf(sa, CLEAR, KEY, sequence, 'clear')))).toMatch(/clear$/);
      expect(textOf(database.decode(packetOf(another, CBC, KEY, sequence, 'closed')))).toMatch(/closed$/);
    }
  });

  test('each end keeps its own way to make an ICV', () => {
    const md5: Suite = { alg: 'hmac-md5-96', ealg: 'aes-cbc' };
    const [database, sa, another] = agreed(CBC) as [SaDatabase, SecurityAssociation, SecurityAssociation];
    for (let sequence = 1; sequence < 4; sequence++) {
      expect(database.decode(packetOf(sa, CBC, KEY, sequence)).suite).toEqual(CBC);
      expect(database.decode(packetOf(another, md5, KEY, sequence)).suite).toEqual(md5);
    }
    // And may change it.
    expect(database.decode(packetOf(another, CBC, KEY, 4)).protection?.icv).toBe('good');
  });

  test('a plaintext without room for its padding is not read by the trailer before it', () => {
    const [database, sa] = agreed(CLEAR) as [SaDatabase, SecurityAssociation];
    database.decode(packetOf(sa, CLEAR, KEY, 1));
    const dummy = { nextHeader: 59, payload: new Uint8Array(10) };
    expect(decode(database, sa, CLEAR, 2, dummy).outcome).toBe('dummy');
    // Where the pad length stands are more octets than there are.
    const body = join(u32(sa.spi), u32(3), [0, 0, 0, 0, 0, 0, 200, 59]);
    const icv = createHmac('sha1', KEY.ik).update(body).digest().subarray(0, 12);
    const packet = espDatagram(join(body, icv), sa);
    expect(database.decode(packet)).toMatchObject({ outcome: 'implausible', protection: null });
    expect(sa.icvGood).toBe(3);
  });
});

function textOf(result: EspResult): string {
  return Buffer.from(result.bytes.subarray(result.start, result.end)).toString('latin1');
}
