import { describe, expect, test } from 'vitest';
import { createNodeEngine } from '../../src/ipsec/crypto/engine-node.ts';
import { missingSequences } from '../../src/ipsec/sa-counts.ts';
import type { SaDatabase, SaDatabaseLimits, SaSetParameters } from '../../src/ipsec/sa-database.ts';
import type { KeyMaterial, SaSet, SecurityAssociation, Suite } from '../../src/model/security-association.ts';
import { saDatabase } from '../support/bounded.ts';
import { espDatagram, espPacket, flowOf, packetOf } from '../support/captures/esp-packets.ts';
import { udp } from '../support/captures/packets.ts';
import { ENDS, KEY } from '../support/captures/sa-set.ts';

const CBC: Suite = { alg: 'hmac-sha-1-96', ealg: 'aes-cbc' };
const CLEAR: Suite = { alg: 'hmac-sha-1-96', ealg: 'null' };
const OTHER: KeyMaterial = { ck: new Uint8Array(16).fill(1), ik: new Uint8Array(16).fill(2), source: 'maa' };
const PARAMETERS: SaSetParameters = { ...ENDS, nonce: 'N1', agreed: [CBC], offered: [CBC], keys: [KEY] };

function sa(set: SaSet, index = 0): SecurityAssociation {
  return set.sas[index] as SecurityAssociation;
}

/** A database with one set, and its SA uc->ps. */
function databaseWith(
  parameters: Partial<SaSetParameters> = {},
  limits: Partial<SaDatabaseLimits> = {},
): { database: SaDatabase; set: SaSet; uplink: SecurityAssociation } {
  const database = saDatabase(createNodeEngine(), limits);
  const set = database.addSet({ ...PARAMETERS, ...parameters });
  return { database, set, uplink: sa(set) };
}

/** The counts of which each packet has one, duplicates included. */
function endings(database: SaDatabase): number {
  const { statistics: s } = database;
  return [
    s.duplicates,
    s.decrypted,
    s.nullDecoded,
    s.dummies,
    s.implausible,
    s.unopened,
    s.unknownSpi,
    s.noKey,
    s.truncated,
    s.malformed,
  ].reduce((sum, count) => sum + count);
}

describe('sets', () => {
  test('are listed in the order in which they were added, with their generation', () => {
    const { database, set } = databaseWith();
    const second = database.addSet({ ...PARAMETERS, nonce: 'N2' });
    expect(database.addSet(PARAMETERS)).toBe(set);
    expect(database.sets).toEqual([set, second]);
    expect(second).toMatchObject({ id: 2, generation: 2, state: 'temporary' });
  });

  test('IPv6 addresses', () => {
    const ue = { ...ENDS.ue, address: 'fd10::2' };
    const pcscf = { ...ENDS.pcscf, address: 'fd10::1' };
    const { database, set } = databaseWith({ ue, pcscf });
    for (const one of set.sas) expect(database.decode(packetOf(one, CBC, KEY, 1)).outcome).toBe('decoded');
  });

  test('the same SPI at another destination is another SA', () => {
    const { database, uplink } = databaseWith();
    const packet = packetOf({ ...uplink, destination: '10.0.0.9' }, CBC, KEY, 1);
    expect(database.decode(packet)).toMatchObject({ outcome: 'unknown-spi', sa: null, spi: 4444 });
  });

  test('SPIs of 2^31 and more', () => {
    const { database, uplink } = databaseWith({ pcscf: { ...ENDS.pcscf, spiS: 3_963_789_885 } });
    expect(database.decode(packetOf(uplink, CBC, KEY, 1))).toMatchObject({
      outcome: 'decoded',
      spi: 3_963_789_885,
    });
  });

  test('what the limits forget shows in the statistics', () => {
    const limits = { sets: 3, keysPerSet: 1, unknownSpis: 1, generationsPerSpi: 2 };
    const { database, set, uplink } = databaseWith({}, limits);
    database.addKey(set, OTHER);
    for (const nonce of ['N2', 'N3', 'N4']) database.addSet({ ...PARAMETERS, nonce });
    for (let spi = 1; spi <= 3; spi++) database.decode(packetOf({ ...uplink, spi }, CBC, KEY, 1));
    expect(database.statistics).toMatchObject({
      evictedSets: 1,
      ignoredKeys: 1,
      evictedSpis: 2,
      evictedGenerations: 4,
    });
    expect(database.decode(packetOf(uplink, CBC, KEY, 1)).outcome).toBe('decoded');
  });
});

describe('duplicates', () => {
  test('the same packet again is counted and nothing else', () => {
    const { database, uplink } = databaseWith();
    const first = packetOf(uplink, CBC, KEY, 1);
    expect(database.decode(first).outcome).toBe('decoded');
    const before = { ...uplink };
    for (let i = 0; i < 2; i++)
      expect(database.decode(first)).toMatchObject({
        outcome: 'duplicate',
        sa: uplink,
        sequence: 1,
        protection: null,
      });
    expect(uplink).toEqual({ ...before, duplicates: 2 });
    expect(database.statistics).toMatchObject({ packets: 3, duplicates: 2, decrypted: 1, icvGood: 1 });
  });

  test('the same number with another ICV is judged', () => {
    const { database, uplink } = databaseWith();
    database.decode(packetOf(uplink, CBC, KEY, 1, 'one'));
    expect(database.decode(packetOf(uplink, CBC, KEY, 1, 'two')).outcome).toBe('decoded');
  });

  test('are folded under an unknown SPI too, also when the agreement comes in between', () => {
    const database = saDatabase(createNodeEngine());
    const { uplink } = databaseWith();
    const packet = packetOf(uplink, CBC, KEY, 1);
    expect(database.decode(packet).outcome).toBe('unknown-spi');
    expect(database.decode(packet)).toMatchObject({ outcome: 'duplicate', sa: null });
    const set = database.addSet(PARAMETERS);
    expect(database.decode(packet)).toMatchObject({ outcome: 'duplicate', sa: sa(set) });
    expect(database.statistics).toMatchObject({ packets: 3, unknownSpi: 1, duplicates: 2 });
  });
});

describe('retry', () => {
  test('a packet of an unknown SPI, once its set is there: as if it had been there before', () => {
    const database = saDatabase(createNodeEngine());
    const packets = [1, 2, 3].map(sequence => packetOf(databaseWith().uplink, CBC, KEY, sequence));
    for (const packet of packets) database.decode(packet);
    expect(database.statistics.unknownSpi).toBe(3);
    const set = database.addSet(PARAMETERS);
    for (const packet of packets) expect(database.retry(packet).outcome).toBe('decoded');
    const straight = databaseWith();
    for (const packet of packets) straight.database.decode(packet);
    expect(database.statistics).toEqual(straight.database.statistics);
    expect({ ...sa(set), set: null }).toEqual({ ...straight.uplink, set: null });
  });

  test('a packet without a key, once the key is there', () => {
    const { database, set, uplink } = databaseWith({ keys: [] });
    const packets = [1, 2, 3].map(sequence => packetOf(uplink, CBC, KEY, sequence));
    for (const packet of packets)
      expect(database.decode(packet)).toMatchObject({ outcome: 'no-key', sa: uplink });
    expect(uplink).toMatchObject({ packets: 3, unchecked: 3 });
    database.addKey(set, KEY);
    for (const packet of packets) expect(database.retry(packet).outcome).toBe('decoded');
    expect(uplink).toMatchObject({ packets: 3, unchecked: 0, icvGood: 3, firstSequence: 1, lastSequence: 3 });
    expect(database.statistics).toMatchObject({ packets: 3, noKey: 0, decrypted: 3 });
    expect(missingSequences(uplink)).toBe(0);
  });

  test('unknown, then without a key, then opened', () => {
    const database = saDatabase(createNodeEngine());
    const packet = packetOf(databaseWith().uplink, CBC, KEY, 1);
    database.decode(packet);
    const set = database.addSet({ ...PARAMETERS, keys: [] });
    expect(database.retry(packet).outcome).toBe('no-key');
    expect(database.statistics).toMatchObject({ unknownSpi: 0, noKey: 1 });
    expect(database.retry(packet).outcome).toBe('no-key');
    expect(database.statistics).toMatchObject({ unknownSpi: 0, noKey: 1 });
    database.addKey(set, KEY);
    expect(database.retry(packet).outcome).toBe('decoded');
    expect(database.statistics).toMatchObject({ packets: 1, unknownSpi: 0, noKey: 0, decrypted: 1 });
    expect(sa(set)).toMatchObject({ packets: 1, icvGood: 1, unchecked: 0 });
  });

  test('the key is of an older generation than the one the packet was counted on', () => {
    const { database, set: older } = databaseWith({ keys: [] });
    const newer = database.addSet({ ...PARAMETERS, nonce: 'N2', keys: [] });
    const packet = packetOf(sa(older), CBC, KEY, 1);
    expect(database.decode(packet)).toMatchObject({ outcome: 'no-key', sa: sa(newer) });
    database.addKey(older, KEY);
    expect(database.retry(packet)).toMatchObject({ outcome: 'decoded', sa: sa(older) });
    expect([sa(older).packets, sa(newer).packets, sa(newer).unchecked]).toEqual([1, 0, 0]);
  });

  test('a key that is wrong ends the waiting as bad', () => {
    const { database, set, uplink } = databaseWith({ keys: [] });
    const packet = packetOf(uplink, CBC, KEY, 1);
    database.decode(packet);
    database.addKey(set, OTHER);
    expect(database.retry(packet).outcome).toBe('bad-icv');
    expect(database.statistics).toMatchObject({ packets: 1, noKey: 0, unopened: 1, icvBad: 1 });
  });

  test('of a packet whose SPI was forgotten meanwhile', () => {
    const database = saDatabase(createNodeEngine(), { unknownSpis: 1 });
    const { uplink } = databaseWith();
    const packet = packetOf(uplink, CBC, KEY, 1);
    database.decode(packet);
    database.decode(packetOf({ ...uplink, spi: 5 }, CBC, KEY, 1));
    database.addSet(PARAMETERS);
    expect(database.retry(packet).outcome).toBe('decoded');
    expect(database.statistics).toMatchObject({ packets: 2, unknownSpi: 1, decrypted: 1 });
  });

  test('frames are those of the packets, whatever the order of the offers', () => {
    const { database, set, uplink } = databaseWith({ keys: [] });
    const held = packetOf(uplink, CBC, KEY, 3);
    database.decode(held);
    database.addKey(set, KEY);
    database.decode(packetOf(uplink, CBC, KEY, 7));
    database.retry(held);
    expect(uplink).toMatchObject({ firstFrame: 3, lastFrame: 7, firstSequence: 3, lastSequence: 7 });
  });
});

describe('packets that give nothing', () => {
  test('cut by the snap length: no guess, counted as unchecked', () => {
    const { database, uplink } = databaseWith();
    const packet = packetOf(uplink, CBC, KEY, 9);
    packet.end -= 10;
    packet.truncated = true;
    expect(database.decode(packet)).toMatchObject({ outcome: 'truncated', sa: uplink, sequence: 9 });
    expect(database.decode(packet).outcome).toBe('duplicate');
    expect(uplink).toMatchObject({ packets: 1, unchecked: 1, firstSequence: 9 });
  });

  test('cut within the header, or without an agreement', () => {
    const { database, uplink } = databaseWith();
    const packet = packetOf({ ...uplink, spi: 5 }, CBC, KEY, 9);
    packet.truncated = true;
    expect(database.decode(packet)).toMatchObject({ outcome: 'truncated', sa: null });
    packet.end = packet.start + 7;
    expect(database.decode(packet)).toMatchObject({ outcome: 'truncated', sa: null, spi: 0 });
    expect(database.statistics.truncated).toBe(2);
  });

  test('too short for ESP', () => {
    const { database, uplink } = databaseWith();
    for (const length of [0, 4, 8, 21])
      expect(database.decode(espDatagram(new Uint8Array(length), uplink)).outcome).toBe('malformed');
    expect(database.statistics).toMatchObject({ packets: 4, malformed: 4 });
  });

  test('dummies', () => {
    const { database, uplink } = databaseWith();
    database.decode(packetOf(uplink, CBC, KEY, 1));
    const payload = new Uint8Array(30);
    const esp = espPacket(CBC, KEY, { spi: uplink.spi, sequence: 2, nextHeader: 59, payload });
    expect(database.decode(espDatagram(esp, uplink))).toMatchObject({ outcome: 'dummy', protection: null });
    expect(uplink).toMatchObject({ packets: 2, icvGood: 2, lastSequence: 2 });
    expect(database.statistics).toMatchObject({ dummies: 1, decrypted: 1 });
  });
});

test('an SPI without an agreement is read if it is in the clear', () => {
  const database = saDatabase(createNodeEngine());
  const { uplink } = databaseWith();
  const result = database.decode(packetOf(uplink, CLEAR, KEY, 1, 'hello'));
  expect(result).toMatchObject({ outcome: 'decoded', sa: null, nextHeader: 17, spi: 4444, sequence: 1 });
  expect(result.protection).toEqual({ spi: 4444, sequence: 1, icv: 'unchecked', sa: null, tunnel: false });
  expect(Buffer.from(result.bytes.subarray(result.start, result.end))).toEqual(
    Buffer.from(udp(flowOf(uplink), Buffer.from('hello'))),
  );
  expect(database.statistics).toMatchObject({ nullDecoded: 1, unknownSpi: 0 });
});

test('missing sequence numbers', () => {
  const { database, uplink, set } = databaseWith();
  expect(missingSequences(uplink)).toBe(0);
  for (const sequence of [5, 3, 3, 9, 4]) database.decode(packetOf(uplink, CBC, KEY, sequence));
  database.decode(packetOf(uplink, CBC, OTHER, 100));
  expect(uplink).toMatchObject({ firstSequence: 3, lastSequence: 9, packets: 5, duplicates: 1 });
  expect(missingSequences(uplink)).toBe(3);
  expect(missingSequences(sa(set, 1))).toBe(0);
});

test('each packet ends in exactly one count', () => {
  const { database, uplink, set } = databaseWith();
  const keyless = database.addSet({ ...PARAMETERS, nonce: 'N2', keys: [], ue: { ...ENDS.ue, spiS: 99 } });
  const packets = [
    packetOf(uplink, CBC, KEY, 1),
    packetOf(uplink, CBC, KEY, 1),
    packetOf(uplink, CBC, OTHER, 2),
    packetOf(sa(keyless, 1), CBC, KEY, 1),
    packetOf(sa(keyless, 1), CLEAR, KEY, 2),
    packetOf({ ...uplink, spi: 77 }, CBC, KEY, 1),
    espDatagram(new Uint8Array(9), uplink),
    packetOf(sa(set, 1), CLEAR, { ck: KEY.ck, ik: OTHER.ik }, 4),
  ];
  for (const packet of packets) database.decode(packet);
  expect(database.statistics.packets).toBe(packets.length);
  expect(endings(database)).toBe(packets.length);
});

test('statistics are a copy', () => {
  const { database, uplink } = databaseWith();
  const before = database.statistics;
  database.decode(packetOf(uplink, CBC, KEY, 1));
  expect([before.packets, database.statistics.packets]).toEqual([0, 1]);
});

describe('reopen', () => {
  test('gives what a packet carries once more and counts nothing', () => {
    const { database, uplink } = databaseWith();
    const packet = packetOf(uplink, CBC, KEY, 1);
    expect(database.decode(packet)).toMatchObject({ outcome: 'decoded', suite: CBC });
    expect(database.decode(packet).outcome).toBe('duplicate');
    const before = database.statistics;
    const { outcome, protection, suite, bytes, start, end } = database.reopen(packet);
    expect([outcome, protection?.icv, protection?.sa, suite]).toEqual(['decoded', 'good', uplink, CBC]);
    expect(Buffer.from(bytes.subarray(start, end)).toString('latin1')).toContain('OPTIONS sip:a');
    expect(database.statistics).toEqual(before);
    expect(uplink.packets).toBe(1);
  });

  test('says why a packet stays closed, also without counting', () => {
    const { database, uplink } = databaseWith({ keys: [] });
    const packet = packetOf(uplink, CBC, KEY, 1);
    const before = database.statistics;
    expect(database.reopen(packet).outcome).toBe('no-key');
    const foreign = { ...uplink, source: '10.9.9.9', destination: '10.9.9.8' };
    expect(database.reopen(packetOf(foreign, CBC, KEY, 1)).outcome).toBe('unknown-spi');
    database.addKey(uplink.set, OTHER);
    expect(database.reopen(packet).outcome).toBe('bad-icv');
    packet.truncated = true;
    expect(database.reopen(packet).outcome).toBe('truncated');
    packet.truncated = false;
    packet.end = packet.start + 9;
    expect(database.reopen(packet).outcome).toBe('malformed');
    expect(database.statistics).toEqual(before);
  });

  test('reads what is in the clear without an agreement, and knows dummies', () => {
    const { database, uplink } = databaseWith();
    const clear = packetOf({ ...uplink, spi: 99 }, CLEAR, KEY, 1);
    expect(database.reopen(clear)).toMatchObject({ outcome: 'decoded', suite: null, sa: null });
    database.decode(packetOf(uplink, CBC, KEY, 1));
    const content = { spi: uplink.spi, sequence: 2, payload: new Uint8Array(30), nextHeader: 59 };
    expect(database.reopen(espDatagram(espPacket(CBC, KEY, content), uplink)).outcome).toBe('dummy');
  });
});

test('a packet that no key verified is taken back when its key comes', () => {
  const { database, set, uplink } = databaseWith({ keys: [OTHER] });
  const packet = packetOf(uplink, CBC, KEY, 1).copy();
  const result = database.decode(packet);
  expect([result.outcome, result.sa === uplink]).toEqual(['bad-icv', true]);
  expect([OTHER, KEY].map(key => database.verifies(packet, uplink, [key]))).toEqual([false, true]);
  database.addKey(set, KEY);
  expect(database.retryRefused(packet, uplink).outcome).toBe('decoded');
  const { icvGood, icvBad, unopened, packets } = database.statistics;
  expect([icvGood, icvBad, unopened, packets]).toEqual([1, 0, 0, 1]);
  expect([uplink.packets, uplink.icvGood, uplink.icvBad]).toEqual([1, 1, 0]);
});
