import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createNobleEngine } from '../../../src/ipsec/crypto/engine-noble.ts';
import { createNodeEngine } from '../../../src/ipsec/crypto/engine-node.ts';
import type { EspResult, SaSetParameters } from '../../../src/ipsec/sa-database.ts';
import type {
  KeyMaterial,
  SaSet,
  SecurityAssociation,
  Suite,
} from '../../../src/model/security-association.ts';
import { saDatabase } from '../../support/bounded.ts';
import {
  type EspContent,
  espDatagram,
  flowOf,
  packetOf,
  packetWith,
} from '../../support/captures/esp-packets.ts';
import { ip, join, udp } from '../../support/captures/packets.ts';
import { ENDS, KEY } from '../../support/captures/sa-set.ts';
import { GOLDEN, GOLDEN_UDP } from '../golden-packets.ts';

const OTHER: KeyMaterial = { ck: new Uint8Array(16).fill(1), ik: new Uint8Array(16).fill(2), source: 'maa' };
const TEXT = new Uint8Array(30).fill(65);

const SUITES: readonly Suite[] = [
  { alg: 'hmac-sha-1-96', ealg: 'null' },
  { alg: 'hmac-md5-96', ealg: 'null' },
  { alg: 'hmac-sha-1-96', ealg: 'aes-cbc' },
  { alg: 'hmac-md5-96', ealg: 'aes-cbc' },
  { alg: 'hmac-sha-1-96', ealg: 'des-ede3-cbc' },
  { alg: 'hmac-md5-96', ealg: 'des-ede3-cbc' },
  { alg: 'null', ealg: 'aes-gcm' },
  { alg: 'aes-gmac', ealg: 'null' },
];
const CBC: Suite = { alg: 'hmac-sha-1-96', ealg: 'aes-cbc' };
const CLEAR: Suite = { alg: 'hmac-sha-1-96', ealg: 'null' };
const TRIPLE_DES: Suite = { alg: 'hmac-md5-96', ealg: 'des-ede3-cbc' };

const PARAMETERS: SaSetParameters = { ...ENDS, nonce: 'N1', agreed: [CBC], offered: [CBC], keys: [KEY] };

function sa(set: SaSet, index = 0): SecurityAssociation {
  return set.sas[index] as SecurityAssociation;
}

/** An SA's packet with any content. */
function carrying(of: SecurityAssociation, suite: Suite, content: Omit<EspContent, 'spi'>) {
  return packetWith(of, suite, KEY, content);
}

function payloadOf(result: EspResult): string {
  return Buffer.from(result.bytes.subarray(result.start, result.end)).toString('hex');
}

describe.each([createNodeEngine(), createNobleEngine()])('with engine $name', engine => {
  test.each(SUITES)('$alg + $ealg opens on all four SAs, agreed or not', suite => {
    for (const agreed of [[suite], [CLEAR], []]) {
      const database = saDatabase(engine);
      const set = database.addSet({ ...PARAMETERS, agreed, offered: [] });
      for (const one of set.sas) {
        const result = database.decode(packetOf(one, suite, KEY, 1));
        expect(result).toMatchObject({
          outcome: 'decoded',
          sa: one,
          nextHeader: 17,
          sequence: 1,
          spi: one.spi,
        });
        expect(result.protection).toEqual({ spi: one.spi, sequence: 1, icv: 'good', sa: one, tunnel: false });
        const expected = udp(flowOf(one), Buffer.from('OPTIONS sip:a SIP/2.0\r\n\r\n'));
        expect(payloadOf(result)).toBe(Buffer.from(expected).toString('hex'));
      }
      expect(set.used).toEqual(suite);
      expect(set.key).toBe(KEY);
      expect(set.sas.map(({ packets, icvGood }) => [packets, icvGood])).toEqual(Array(4).fill([1, 1]));
    }
  });

  test.each(GOLDEN)('golden packet $method + $ealg', ({ packet }) => {
    const database = saDatabase(engine);
    const set = database.addSet({ ...PARAMETERS, agreed: [] });
    const result = database.decode(espDatagram(Buffer.from(packet, 'hex'), sa(set)));
    expect(result).toMatchObject({ outcome: 'decoded', spi: 4444, sequence: 1, protection: { icv: 'good' } });
    expect(payloadOf(result)).toBe(GOLDEN_UDP);
  });

  test.each(SUITES)('$alg + $ealg: a wrong key is noticed', suite => {
    const database = saDatabase(engine);
    const set = database.addSet({ ...PARAMETERS, keys: [OTHER] });
    const { outcome, protection } = database.decode(packetOf(sa(set), suite, KEY, 1));
    // What is in the clear can be read all the same.
    expect([outcome, protection?.icv]).toEqual(
      suite.ealg === 'null' ? ['decoded', 'bad'] : ['bad-icv', undefined],
    );
    expect(set).toMatchObject({ used: null, key: null });
    expect(sa(set)).toMatchObject({ packets: 1, icvBad: 1, icvGood: 0 });
  });

  test('arbitrary octets never throw, and are hardly ever taken for a packet', () => {
    const database = saDatabase(engine);
    const set = database.addSet(PARAMETERS);
    database.addSet({ ...PARAMETERS, nonce: 'N2', keys: [] });
    let frame = 0;
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), fc.boolean(), fc.boolean(), (octets, known, cut) => {
        const spi = known ? [0, 0, 0x11, 0x5c] : [];
        const packet = espDatagram(join(spi, octets), sa(set), ++frame);
        packet.truncated = cut;
        expect(database.decode(packet).outcome).not.toBe('decoded');
      }),
      { seed: 1, numRuns: 400 },
    );
  });
});

test('both engines give the same for any packet of any suite, whole or damaged', () => {
  const content = fc.record({
    suite: fc.constantFrom(...SUITES),
    payload: fc.uint8Array({ maxLength: 100 }),
    nextHeader: fc.constantFrom(17, 6, 4, 41, 1, 59),
    damaged: fc.option(fc.nat(40)),
  });
  fc.assert(
    fc.property(fc.array(content, { maxLength: 12 }), packets => {
      const [node, noble] = [createNodeEngine(), createNobleEngine()].map(engine => {
        const database = saDatabase(engine);
        const set = database.addSet(PARAMETERS);
        const results = packets.map(({ suite, payload, nextHeader, damaged }, i) => {
          const padded = join(udp(flowOf(sa(set)), payload));
          const packet = carrying(sa(set), suite, { sequence: i + 1, nextHeader, payload: padded });
          const at = packet.start + (damaged ?? 0);
          if (damaged !== null && at < packet.end) packet.bytes[at] = (packet.bytes[at] as number) ^ 1;
          const result = database.decode(packet);
          return [result.outcome, result.protection?.icv, result.nextHeader, payloadOf(result)];
        });
        return { results, statistics: database.statistics, used: set.used };
      });
      expect(noble).toEqual(node);
    }),
    { seed: 1, numRuns: 60 },
  );
});

describe('the ICV is the judge', () => {
  function openFirst(parameters: Partial<SaSetParameters>, suite: Suite) {
    const database = saDatabase(createNodeEngine());
    const set = database.addSet({ ...PARAMETERS, ...parameters });
    const { outcome } = database.decode(packetOf(sa(set), suite, KEY, 1));
    return { outcome, used: set.used };
  }

  test('an empty ealg that is aes-cbc in the kernel', () => {
    expect(openFirst({ agreed: [CLEAR], offered: [CLEAR] }, CBC)).toEqual({ outcome: 'decoded', used: CBC });
  });

  test('aes-cbc in the header and nothing encrypted', () => {
    expect(openFirst({}, CLEAR)).toEqual({ outcome: 'decoded', used: CLEAR });
  });

  test('another alg than the one agreed', () => {
    const suite: Suite = { alg: 'hmac-md5-96', ealg: 'aes-cbc' };
    expect(openFirst({}, suite)).toEqual({ outcome: 'decoded', used: suite });
  });

  test('the ends of one set may use different ciphers', () => {
    const database = saDatabase(createNodeEngine());
    const set = database.addSet({ ...PARAMETERS, agreed: [CLEAR] });
    for (let sequence = 1; sequence <= 30; sequence++) {
      expect(database.decode(packetOf(sa(set, 0), CLEAR, KEY, sequence)).outcome).toBe('decoded');
      expect(database.decode(packetOf(sa(set, 1), CBC, KEY, sequence)).outcome).toBe('decoded');
    }
    expect(set.used).toEqual(CLEAR);
    expect(database.statistics.icvGood).toBe(60);
  });

  test('the right one of several keys', () => {
    const database = saDatabase(createNodeEngine());
    const set = database.addSet({ ...PARAMETERS, keys: [OTHER, KEY] });
    expect(database.decode(packetOf(sa(set), CBC, KEY, 1)).outcome).toBe('decoded');
    expect(set.key).toBe(KEY);
    for (const [i, key] of [OTHER, KEY, OTHER].entries())
      expect(database.decode(packetOf(sa(set, 1), CBC, key, i + 1)).protection?.icv).toBe('good');
  });

  test('a key that comes later', () => {
    const database = saDatabase(createNodeEngine());
    const set = database.addSet({ ...PARAMETERS, keys: [OTHER] });
    expect(database.decode(packetOf(sa(set), CBC, KEY, 1)).outcome).toBe('bad-icv');
    database.addKey(set, KEY);
    expect(database.decode(packetOf(sa(set), CBC, KEY, 2)).outcome).toBe('decoded');
  });
});

describe('ciphers are found by what they open', () => {
  test('3DES with the zero-padded key of OpenSIPS', () => {
    const database = saDatabase(createNodeEngine());
    const set = database.addSet({ ...PARAMETERS, agreed: [TRIPLE_DES] });
    const tripleDesKey = join(KEY.ck, new Uint8Array(8));
    const payload = udp(flowOf(sa(set)), TEXT);
    const result = database.decode(carrying(sa(set), TRIPLE_DES, { sequence: 1, payload, tripleDesKey }));
    expect(result.outcome).toBe('decoded');
    expect(set.used).toEqual(TRIPLE_DES);
  });

  test('3DES with a key that nobody can know: ICV good, no plaintext given out', () => {
    const database = saDatabase(createNodeEngine());
    const set = database.addSet({ ...PARAMETERS, agreed: [TRIPLE_DES] });
    const tripleDesKey = join(KEY.ck, [0, 0, 1, 2, 3, 4, 5, 6]);
    const payload = udp(flowOf(sa(set)), TEXT);
    for (let sequence = 1; sequence <= 200; sequence++) {
      const result = database.decode(carrying(sa(set), TRIPLE_DES, { sequence, payload, tripleDesKey }));
      expect(result).toMatchObject({
        outcome: 'implausible',
        sa: sa(set),
        protection: null,
        start: 0,
        end: 0,
      });
    }
    expect(sa(set)).toMatchObject({
      packets: 200,
      icvGood: 200,
      implausible: 200,
      icvBad: 0,
      lastSequence: 200,
    });
    expect(database.statistics).toMatchObject({ icvGood: 200, implausible: 200, decrypted: 0 });
    expect(set).toMatchObject({ used: null, key: KEY });
  });

  test('a good cipher of one end does not vouch for garbage of the other', () => {
    const database = saDatabase(createNodeEngine());
    const set = database.addSet({ ...PARAMETERS, agreed: [TRIPLE_DES] });
    database.decode(packetOf(sa(set), TRIPLE_DES, KEY, 1));
    const downlink = sa(set, 1);
    const tripleDesKey = join(KEY.ck, [0, 0, 1, 2, 3, 4, 5, 6]);
    const payload = udp(flowOf(downlink), TEXT);
    for (let sequence = 1; sequence <= 500; sequence++)
      database.decode(carrying(downlink, TRIPLE_DES, { sequence, payload, tripleDesKey }));
    expect(downlink).toMatchObject({ icvGood: 500, implausible: 500 });
  });

  test('padding that is not 1, 2, 3, … is good where the ports are', () => {
    const database = saDatabase(createNodeEngine());
    const set = database.addSet(PARAMETERS);
    const payload = udp(flowOf(sa(set)), TEXT);
    const padding = new Uint8Array(16 - ((payload.length + 2) % 16)).fill(0x77);
    expect(database.decode(carrying(sa(set), CBC, { sequence: 1, payload, padding })).outcome).toBe(
      'decoded',
    );
  });

  test('once the suite is proved an inner header that makes sense is enough', () => {
    const ping = new Uint8Array(22).fill(8);
    const database = saDatabase(createNodeEngine());
    const set = database.addSet(PARAMETERS);
    const unproved = carrying(sa(set), CBC, { sequence: 1, nextHeader: 50, payload: ping });
    expect(database.decode(unproved).outcome).toBe('implausible');
    database.decode(packetOf(sa(set), CBC, KEY, 2));
    const proved = carrying(sa(set), CBC, { sequence: 3, nextHeader: 50, payload: ping });
    expect(database.decode(proved)).toMatchObject({ outcome: 'decoded', nextHeader: 50 });
    const onAnotherSa = carrying(sa(set, 1), CBC, { sequence: 1, nextHeader: 50, payload: ping });
    expect(database.decode(onAnotherSa)).toMatchObject({ outcome: 'decoded', nextHeader: 50 });
    const nonsense = carrying(sa(set), CBC, { sequence: 4, nextHeader: 99, payload: ping });
    expect(database.decode(nonsense).outcome).toBe('implausible');
  });

  test('tunnel mode, with octets after the inner packet (RFC 4303 §2.7)', () => {
    const database = saDatabase(createNodeEngine());
    const set = database.addSet(PARAMETERS);
    const inner = ip(flowOf(sa(set)), 17, udp(flowOf(sa(set)), TEXT));
    const payload = join(inner, new Uint8Array(10));
    const result = database.decode(carrying(sa(set), CBC, { sequence: 1, nextHeader: 4, payload }));
    expect(result).toMatchObject({
      outcome: 'decoded',
      nextHeader: 4,
      protection: { tunnel: true, icv: 'good' },
    });
    expect(payloadOf(result)).toBe(Buffer.from(payload).toString('hex'));
  });
});

describe('generations under one SPI', () => {
  function twoGenerations() {
    const database = saDatabase(createNodeEngine());
    const older = database.addSet({ ...PARAMETERS, keys: [OTHER] });
    const newer = database.addSet({ ...PARAMETERS, nonce: 'N2' });
    return { database, older, newer };
  }

  test('each packet goes to the generation whose key verifies, in any order', () => {
    const { database, older, newer } = twoGenerations();
    const keys = [KEY, OTHER, KEY, KEY, OTHER, OTHER, KEY];
    for (const [i, key] of keys.entries()) {
      const set = key === KEY ? newer : older;
      expect(database.decode(packetOf(sa(set), CBC, key, i + 1))).toMatchObject({
        outcome: 'decoded',
        sa: sa(set),
        protection: { icv: 'good' },
      });
    }
    expect([sa(older).packets, sa(newer).packets]).toEqual([3, 4]);
    expect([older.generation, newer.generation]).toEqual([1, 2]);
  });

  test('the sequence begins again with the same number and is no duplicate', () => {
    const { database, older, newer } = twoGenerations();
    expect(database.decode(packetOf(sa(older), CBC, OTHER, 1)).outcome).toBe('decoded');
    expect(database.decode(packetOf(sa(newer), CBC, KEY, 1)).outcome).toBe('decoded');
    expect(database.statistics.duplicates).toBe(0);
  });

  test('a packet that fits none belongs to the newest until one has verified', () => {
    const { database, older, newer } = twoGenerations();
    const third = { ...KEY, ck: new Uint8Array(16), ik: new Uint8Array(16) };
    expect(database.decode(packetOf(sa(newer), CBC, third, 1))).toMatchObject({
      outcome: 'bad-icv',
      sa: sa(newer),
    });
    database.decode(packetOf(sa(older), CBC, OTHER, 2));
    expect(database.decode(packetOf(sa(newer), CBC, third, 3))).toMatchObject({
      outcome: 'bad-icv',
      sa: sa(older),
    });
  });

  test('a generation without a key may be the right one', () => {
    const { database } = twoGenerations();
    const keyless = database.addSet({ ...PARAMETERS, nonce: 'N3', keys: [] });
    const third = { ...KEY, ck: new Uint8Array(16), ik: new Uint8Array(16) };
    expect(database.decode(packetOf(sa(keyless), CBC, third, 1))).toMatchObject({
      outcome: 'no-key',
      sa: sa(keyless),
    });
    expect(database.decode(packetOf(sa(keyless), CBC, KEY, 2)).outcome).toBe('decoded');
  });
});
