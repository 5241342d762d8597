import { describe, expect, test } from 'vitest';
import { createNodeEngine } from '../../../src/ipsec/crypto/engine-node.ts';
import type { EspResult, SaDatabase, SaSetParameters } from '../../../src/ipsec/sa-database.ts';
import type {
  KeyMaterial,
  SaSet,
  SecurityAssociation,
  Suite,
} from '../../../src/model/security-association.ts';
import { saDatabase } from '../../support/bounded.ts';
import { espDatagram, espPacket, flowOf, packetOf, packetWith } from '../../support/captures/esp-packets.ts';
import { udp } from '../../support/captures/packets.ts';
import { ENDS, KEY } from '../../support/captures/sa-set.ts';

const OTHER: KeyMaterial = { ck: new Uint8Array(16).fill(1), ik: new Uint8Array(16).fill(2), source: 'maa' };
const TEXT = new Uint8Array(30).fill(65);
const CBC: Suite = { alg: 'hmac-sha-1-96', ealg: 'aes-cbc' };
const CLEAR: Suite = { alg: 'hmac-sha-1-96', ealg: 'null' };
const SUITES: readonly Suite[] = [
  CLEAR,
  { alg: 'hmac-md5-96', ealg: 'null' },
  CBC,
  { alg: 'hmac-md5-96', ealg: 'aes-cbc' },
  { alg: 'hmac-sha-1-96', ealg: 'des-ede3-cbc' },
  { alg: 'hmac-md5-96', ealg: 'des-ede3-cbc' },
  { alg: 'null', ealg: 'aes-gcm' },
  { alg: 'aes-gmac', ealg: 'null' },
];

const PARAMETERS: SaSetParameters = { ...ENDS, nonce: 'N1', agreed: [CBC], offered: [CBC], keys: [KEY] };

function sa(set: SaSet, index = 0): SecurityAssociation {
  return set.sas[index] as SecurityAssociation;
}

function payloadOf(result: EspResult): string {
  return Buffer.from(result.bytes.subarray(result.start, result.end)).toString('hex');
}

describe('no ICV verifies', () => {
  const wrongIk = { ck: KEY.ck, ik: OTHER.ik };

  test.each(SUITES.slice(0, 6))('$alg + $ealg with a wrong IK only: read, and marked bad', suite => {
    const database = saDatabase(createNodeEngine());
    const set = database.addSet(PARAMETERS);
    const { outcome, protection } = database.decode(packetOf(sa(set), suite, wrongIk, 1));
    expect([outcome, protection?.icv, protection?.sa]).toEqual(['decoded', 'bad', sa(set)]);
    expect(set).toMatchObject({ used: null, key: null });
    expect(sa(set)).toMatchObject({ packets: 1, icvBad: 1, firstSequence: 1, lastSequence: 1 });
    expect(database.statistics).toMatchObject({ decrypted: 1, icvBad: 1, unopened: 0 });
  });

  test('with a wrong IK only the very ports of the SA will do', () => {
    const database = saDatabase(createNodeEngine());
    const set = database.addSet(PARAMETERS);
    const payload = udp({ ...flowOf(sa(set)), sourcePort: ENDS.ue.portS }, TEXT);
    const esp = espPacket(CBC, wrongIk, { spi: sa(set).spi, sequence: 1, payload });
    expect(database.decode(espDatagram(esp, sa(set))).outcome).toBe('bad-icv');
  });

  test('without a key what is in the clear is read, unchecked, whatever was agreed', () => {
    for (const suite of SUITES) {
      const database = saDatabase(createNodeEngine());
      const set = database.addSet({ ...PARAMETERS, keys: [] });
      const { outcome, protection } = database.decode(packetOf(sa(set), suite, KEY, 1));
      const clear = suite.ealg === 'null';
      expect([outcome, protection?.icv]).toEqual(clear ? ['decoded', 'unchecked'] : ['no-key', undefined]);
      expect(database.statistics).toMatchObject({ nullDecoded: clear ? 1 : 0, noKey: clear ? 0 : 1 });
      expect(sa(set)).toMatchObject({ packets: 1, unchecked: 1 });
    }
  });

  test("without a key Kamailio's further port pairs are known too", () => {
    const database = saDatabase(createNodeEngine());
    const set = database.addSet({ ...PARAMETERS, keys: [] });
    const payload = udp({ ...flowOf(sa(set)), destinationPort: ENDS.pcscf.portC }, TEXT);
    expect(database.decode(packetWith(sa(set), CLEAR, KEY, { sequence: 1, payload })).outcome).toBe(
      'decoded',
    );
  });

  test('without a key the checksum inside may be wrong: the sender captured, and its network card makes it', () => {
    const database = saDatabase(createNodeEngine());
    const set = database.addSet({ ...PARAMETERS, keys: [] });
    const payload = udp({ ...flowOf(sa(set)), source: '192.168.7.7' }, TEXT);
    const result = database.decode(packetWith(sa(set), CLEAR, KEY, { sequence: 1, payload }));
    expect(result).toMatchObject({ outcome: 'decoded', protection: { icv: 'unchecked' } });
  });

  test('without a key the ports tell the generation', () => {
    const database = saDatabase(createNodeEngine());
    const older = database.addSet({ ...PARAMETERS, keys: [] });
    const ue = { ...ENDS.ue, portC: 6062, portS: 6064 };
    const newer = database.addSet({ ...PARAMETERS, ue, nonce: 'N2', keys: [] });
    for (const [i, set] of [older, newer, older].entries())
      expect(database.decode(packetOf(sa(set), CLEAR, KEY, i + 1)).sa).toBe(sa(set));
  });

  test('without a key and with half an agreement, what is evidently in the clear is read', () => {
    const database = saDatabase(createNodeEngine());
    const ue = { ...ENDS.ue, portS: 0, spiC: 0, spiS: 0 };
    const set = database.addSet({ ...PARAMETERS, ue, keys: [] });
    const us = sa(set, 1);
    const payload = udp({ ...flowOf(us), sourcePort: 7777 }, TEXT);
    const result = database.decode(packetWith(us, CLEAR, KEY, { sequence: 1, payload }));
    expect(result).toMatchObject({ outcome: 'decoded', sa: us, protection: { icv: 'unchecked' } });
    expect(payloadOf(result)).toBe(Buffer.from(payload).toString('hex'));
    expect(database.decode(packetWith(us, CBC, KEY, { sequence: 2, payload })).outcome).toBe('no-key');
  });

  test('a sequence number that nothing vouches for does not count', () => {
    const database = saDatabase(createNodeEngine());
    const set = database.addSet(PARAMETERS);
    database.decode(packetOf(sa(set), CBC, KEY, 5));
    database.decode(packetOf(sa(set), CBC, OTHER, 4_000_000_000));
    expect(sa(set)).toMatchObject({ packets: 2, icvBad: 1, firstSequence: 5, lastSequence: 5 });
  });
});

describe('bad packets without end, of an agreement with many keys', () => {
  const KEYS = Array.from({ length: 256 }, (_, i): KeyMaterial => {
    return { ck: new Uint8Array(16).fill(i), ik: new Uint8Array(16).fill(i), source: 'maa' };
  });
  const LAST = KEYS[255] as KeyMaterial;

  /** A database that has seen so many bad packets, and their SA. */
  function afterBadPackets(count: number): [SaDatabase, SecurityAssociation] {
    const database = saDatabase(createNodeEngine());
    const uplink = sa(database.addSet({ ...PARAMETERS, keys: KEYS }));
    for (let sequence = 1; sequence <= count; sequence++)
      expect(database.decode(packetOf(uplink, CBC, KEY, sequence)).outcome).toBe('bad-icv');
    return [database, uplink];
  }

  test('only now and then every key is tried; the others are counted', () => {
    const [database, uplink] = afterBadPackets(0);
    const untried = Array.from({ length: 34 }, (_, i) => {
      database.decode(packetOf(uplink, CBC, KEY, i + 1));
      return database.statistics.untried;
    });
    // 256 keys with four ways to make an ICV: the credit for the first packets is enough for four of them.
    const until32 = Array.from({ length: 28 }, (_, i) => i + 1);
    expect(untried).toEqual([0, 0, 0, 0, ...until32, 28, 29]);
  });

  test('one on which no key was tried stays closed, also where only its ICV is bad', () => {
    const [database, uplink] = afterBadPackets(4);
    expect(database.decode(packetOf(uplink, CBC, LAST, 5))).toMatchObject({ outcome: 'bad-icv', sa: uplink });
    const wrongIk = { ck: LAST.ck, ik: KEY.ik };
    expect(database.decode(packetOf(uplink, CBC, wrongIk, 6)).outcome).toBe('bad-icv');
    expect(database.statistics).toMatchObject({ untried: 2, unopened: 6, icvBad: 6 });
  });

  test('once one was opened good packets cost no trial', () => {
    const [database, uplink] = afterBadPackets(32);
    for (let sequence = 33; sequence < 80; sequence++)
      expect(database.decode(packetOf(uplink, CBC, LAST, sequence)).protection?.icv).toBe('good');
    expect(database.statistics.untried).toBe(28);
  });
});
