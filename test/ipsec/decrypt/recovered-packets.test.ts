import { describe, expect, test } from 'vitest';
import { createNodeEngine } from '../../../src/ipsec/crypto/engine-node.ts';
import type { SaDatabase, SaDatabaseLimits } from '../../../src/ipsec/sa-database.ts';
import type {
  KeyMaterial,
  SaSet,
  SecurityAssociation,
  Suite,
} from '../../../src/model/security-association.ts';
import type { Datagram } from '../../../src/net/packet/datagram.ts';
import { saDatabase } from '../../support/bounded.ts';
import { espDatagram, espPacket, flowOf, packetOf } from '../../support/captures/esp-packets.ts';
import { given } from '../../support/captures/given-sa.ts';
import { type Flow, ip, tcp, udp } from '../../support/captures/packets.ts';
import { ENDS, KEY, saSets } from '../../support/captures/sa-set.ts';

const CBC: Suite = { alg: 'hmac-sha-1-96', ealg: 'aes-cbc' };
const SUITES: readonly Suite[] = [
  { alg: 'hmac-md5-96', ealg: 'null' },
  { alg: 'hmac-sha-1-96', ealg: 'null' },
  { alg: 'hmac-md5-96', ealg: 'des-ede3-cbc' },
  { alg: 'hmac-sha-1-96', ealg: 'des-ede3-cbc' },
  { alg: 'hmac-md5-96', ealg: 'aes-cbc' },
  CBC,
  { alg: 'null', ealg: 'aes-gcm' },
  { alg: 'aes-gmac', ealg: 'null' },
];
const OTHER: KeyMaterial = { ck: new Uint8Array(16).fill(1), ik: new Uint8Array(16).fill(2), source: 'maa' };
const SA = saSets({}).flatMap(({ sas }) => sas)[0] as SecurityAssociation;
const TEXT = new Uint8Array(100).fill(65);

function databaseOf(
  keys: readonly KeyMaterial[],
  limits: Partial<SaDatabaseLimits> = {},
  sas = [] as ReturnType<typeof given>[],
): { database: SaDatabase; recovered: SaSet[] } {
  const recovered: SaSet[] = [];
  const context = { keys, recovered: (set: SaSet) => recovered.push(set) };
  return { database: saDatabase(createNodeEngine(), limits, sas, context), recovered };
}

const packet = (sequence: number, suite = CBC, key: KeyMaterial = KEY) => packetOf(SA, suite, key, sequence);

/** A packet with this payload behind the addresses of the SA. */
function carrying(payload: Uint8Array, nextHeader: number, sequence: number, suite = CBC): Datagram {
  return espDatagram(espPacket(suite, KEY, { spi: SA.spi, sequence, nextHeader, payload }), SA, sequence);
}

function broken(sequence: number): Datagram {
  const copy = packet(sequence);
  copy.bytes[copy.end - 1] = (copy.bytes[copy.end - 1] as number) ^ 1;
  return copy;
}

describe('an SPI without an agreement, whose key is known', () => {
  test.each(SUITES)('$alg with $ealg: an SA with the ports inside its first packet', suite => {
    const { database, recovered } = databaseOf([OTHER, KEY]);
    const { outcome, sa, protection, suite: proved } = database.decode(packet(1, suite));
    expect([outcome, protection?.icv, proved]).toEqual(['decoded', 'good', suite]);
    expect(sa).toMatchObject({ ...flowOf(SA), name: 'unknown', recovered: true, spi: SA.spi, icvGood: 1 });
    expect(recovered).toEqual([sa?.set]);
    expect(sa?.set).toMatchObject({ used: suite, key: KEY, keys: [KEY], state: 'established', agreed: [] });
    expect(database.decode(packet(2, suite))).toMatchObject({ outcome: 'decoded', sa });
    expect(database.statistics).toMatchObject({ packets: 2, icvGood: 2, decrypted: 2, unknownSpi: 0 });
  });

  test('once it is known nothing is searched any more', () => {
    const { database } = databaseOf([OTHER, KEY]);
    database.decode(packet(1));
    const { searchTrials } = database;
    for (let sequence = 2; sequence < 10; sequence++) database.decode(packet(sequence));
    expect(database.searchTrials).toBe(searchTrials);
    expect(database.plain.presumedOpener(SA_DESTINATION, 0, 4, SA.spi)).not.toBeNull();
  });

  test('a packet that does not verify afterwards is a bad one', () => {
    const { database } = databaseOf([KEY]);
    database.decode(packet(1));
    const foreign = packet(2, CBC, OTHER);
    expect(database.decode(foreign)).toMatchObject({ outcome: 'bad-icv', protection: null });
    expect(database.decode(broken(3)).protection?.icv).toBe('bad');
    expect(database.statistics).toMatchObject({ icvGood: 1, icvBad: 2 });
  });

  test.each(SUITES)('behind a NAT, where the checksums inside do not fit: $alg with $ealg', suite => {
    const elsewhere: Flow = { ...flowOf(SA), source: '192.168.7.7' };
    for (const [protocol, payload] of [
      [17, udp(elsewhere, TEXT)],
      [6, tcp(elsewhere, { sequence: 1, flags: 0x18 }, TEXT)],
    ] as const) {
      const { database } = databaseOf([KEY]);
      expect(database.decode(carrying(payload, protocol, 1, suite))).toMatchObject({
        outcome: 'decoded',
        suite,
        nextHeader: protocol,
      });
    }
  });

  test('in tunnel mode the ports are those of the packet inside', () => {
    const { database } = databaseOf([KEY]);
    const inside: Flow = { ...flowOf(SA), source: '192.168.7.7', sourcePort: 7777 };
    const { sa } = database.decode(carrying(ip(inside, 17, udp(inside, TEXT)), 4, 1));
    expect(sa).toMatchObject({ source: SA.source, sourcePort: 7777, destinationPort: SA.destinationPort });
  });

  test('a first packet without ports leaves them to the next', () => {
    const { database } = databaseOf([KEY]);
    const first = database.decode(carrying(new Uint8Array(8), 59, 1));
    expect(first).toMatchObject({ sa: { recovered: true, sourcePort: 0, icvGood: 1 } });
    expect(database.decode(packet(2))).toMatchObject({ outcome: 'decoded', sa: flowOf(SA) });
  });

  test('with another CK the ICV is good and nothing is shown', () => {
    const { database } = databaseOf([{ ...KEY, ck: OTHER.ck }]);
    expect(database.decode(packet(1))).toMatchObject({ outcome: 'implausible', protection: null });
    expect(database.statistics).toMatchObject({ icvGood: 1, implausible: 1, decrypted: 0 });
  });

  test('also if a user gave an SA for that SPI, but from another source', () => {
    const line = `"10.9.9.9","*","*","NULL","","HMAC-SHA-1-96 [RFC2404]","wrong"`;
    const { database } = databaseOf([KEY], {}, [given(line)]);
    for (const sequence of [1, 2, 3])
      expect(database.decode(packet(sequence))).toMatchObject({
        outcome: 'decoded',
        sa: { recovered: true, given: null },
      });
    expect(database.sets.length).toBe(1);
  });
});

describe('a key that becomes known later', () => {
  test('recovers a packet that was held; the counts are as if it had been known', () => {
    const keys: KeyMaterial[] = [OTHER];
    const { database, recovered } = databaseOf(keys);
    const held = [broken(1), packet(2), packet(3)];
    for (const one of held) expect(database.decode(one).outcome).toBe('unknown-spi');
    for (const one of held) database.recover(one);
    expect(recovered).toEqual([]);
    keys.push(KEY);
    for (const one of held) database.recover(one);
    expect(recovered.length).toBe(1);
    expect(database.statistics).toMatchObject({ packets: 3, unknownSpi: 3, icvGood: 0 });
    expect([...database.unexplained()]).toEqual([]);
    // The first comes before a packet that tells the ports, without which nothing vouches for what is in a bad one.
    expect(held.map(one => database.retry(one).outcome)).toEqual(['bad-icv', 'decoded', 'decoded']);
    expect(database.statistics).toMatchObject({ packets: 3, unknownSpi: 0, icvGood: 2, icvBad: 1 });
    expect(database.decode(packet(3)).outcome).toBe('duplicate');
  });

  test('is tried with the next packet too', () => {
    const keys: KeyMaterial[] = [];
    const { database } = databaseOf(keys);
    for (let sequence = 1; sequence < 9; sequence++) database.decode(packet(sequence));
    keys.push(OTHER, KEY);
    expect(database.decode(packet(9)).outcome).toBe('decoded');
  });
});

describe('an agreement that is learnt later', () => {
  const agreement = { ...ENDS, nonce: null, agreed: [CBC], offered: [CBC], keys: [] };

  test('takes over with the key; what was counted stays', () => {
    const { database } = databaseOf([KEY]);
    const before = database.decode(packet(1)).sa;
    const set = database.addSet(agreement);
    expect(set.keys).toEqual([KEY]);
    expect(database.decode(packet(2))).toMatchObject({ outcome: 'decoded', sa: { name: 'uc->ps', set } });
    expect([before?.packets, set.sas[0]?.packets]).toEqual([1, 1]);
    expect(database.sets).toEqual([before?.set, set]);
    expect(database.decode(packet(1)).outcome).toBe('duplicate');
  });

  test('its own keys are tried as well', () => {
    const { database } = databaseOf([KEY]);
    database.decode(packet(1));
    const set = database.addSet({ ...agreement, keys: [OTHER] });
    expect(set.keys).toEqual([KEY, OTHER]);
    expect(database.decode(packet(2, CBC, OTHER)).outcome).toBe('decoded');
  });

  test('where there is one already nothing is recovered: packets with another key are bad', () => {
    const { database, recovered } = databaseOf([KEY]);
    database.addSet({ ...agreement, keys: [OTHER] });
    expect(database.decode(packet(1)).outcome).toBe('bad-icv');
    expect([recovered, database.searchTrials]).toEqual([[], 0]);
  });
});

test('the SPIs that stay closed, with their packets and the keys tried', () => {
  const { database } = databaseOf([OTHER], { unknownSpis: 2 });
  for (let sequence = 1; sequence < 8; sequence++) database.decode(packet(sequence));
  expect([...database.unexplained()]).toMatchObject([
    { spi: SA.spi, packets: 7, search: { source: SA.source, destination: SA.destination, to: 1, frame: 1 } },
  ]);
});

test('keys in use are remembered of a set that was forgotten, if a user gave them', () => {
  const file: KeyMaterial = { ...KEY, source: 'file' };
  const { database } = databaseOf([file], { sets: 1 });
  database.decode(packet(1));
  const set = database.addSet({ ...ENDS, nonce: 'N', agreed: [], offered: [], keys: [] });
  expect(database.sets).toEqual([set]);
  expect([...database.keysInUse()]).toEqual([file]);
});

const SA_DESTINATION = Uint8Array.from([10, 0, 0, 1]);
