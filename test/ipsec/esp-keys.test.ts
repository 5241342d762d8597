import { expect, test } from 'vitest';
import { toHex } from '../../src/bytes/hex.ts';
import { createNodeEngine } from '../../src/ipsec/crypto/engine-node.ts';
import { espKeysOf, espKeysOfSa } from '../../src/ipsec/esp-keys.ts';
import type { Suite } from '../../src/model/security-association.ts';
import { saDatabase } from '../support/bounded.ts';
import { espDatagram, espPacket, flowOf, packetOf } from '../support/captures/esp-packets.ts';
import { given } from '../support/captures/given-sa.ts';
import { join, udp } from '../support/captures/packets.ts';
import { ENDS, KEY, saSets } from '../support/captures/sa-set.ts';

const CK = 'b40ba9a3c58b2a05bbf0d987b21bf8cb';
const IK = 'f769bcd751044604127672711c6d3441';

function keysFor(suite: Suite): (string | null)[] {
  const [set] = saSets({ agreed: [suite] });
  const { encryption, authentication } = espKeysOf(set as NonNullable<typeof set>);
  return [encryption, authentication].map(key => (key === null ? null : toHex(key)));
}

test.each([
  ['hmac-md5-96', 'null', null, IK],
  ['hmac-sha-1-96', 'aes-cbc', CK, `${IK}00000000`],
  ['hmac-md5-96', 'des-ede3-cbc', `${CK}b40ba9a3c58b2a05`, IK],
  ['null', 'aes-gcm', `${CK}89273db6`, null],
  ['aes-gmac', 'null', null, `${IK}dbc2b1c2`],
] as const)('%s with %s', (alg, ealg, encryption, authentication) => {
  expect(keysFor({ alg, ealg })).toEqual([encryption, authentication]);
});

test('without a key or a suite there are none', () => {
  for (const change of [{ keys: [] }, { agreed: [] }]) {
    const [set] = saSets(change);
    expect(espKeysOf(set as NonNullable<typeof set>)).toEqual({ encryption: null, authentication: null });
  }
});

test('what was proved counts, not what was agreed', () => {
  const database = saDatabase(createNodeEngine());
  const agreed: Suite = { alg: 'hmac-sha-1-96', ealg: 'aes-cbc' };
  const set = database.addSet({ ...ENDS, nonce: null, agreed: [agreed], offered: [], keys: [KEY] });
  const [sa] = set.sas as [NonNullable<(typeof set.sas)[0]>];
  database.decode(packetOf(sa, { alg: 'hmac-md5-96', ealg: 'null' }, KEY, 1));
  expect(espKeysOf(set).encryption).toBeNull();
  expect(toHex(espKeysOf(set).authentication as Uint8Array)).toBe(IK);
});

test('the 3DES key is the one that opened packets: zero-padded by OpenSIPS', () => {
  const suite: Suite = { alg: 'hmac-md5-96', ealg: 'des-ede3-cbc' };
  const database = saDatabase(createNodeEngine());
  const set = database.addSet({ ...ENDS, nonce: null, agreed: [suite], offered: [], keys: [KEY] });
  const [sa] = set.sas as [NonNullable<(typeof set.sas)[0]>];
  const payload = udp(flowOf(sa), new Uint8Array(20));
  const tripleDesKey = join(KEY.ck, new Uint8Array(8));
  const esp = espPacket(suite, KEY, { spi: sa.spi, sequence: 1, payload, tripleDesKey });
  expect(database.decode(espDatagram(esp, sa)).outcome).toBe('decoded');
  expect(toHex(espKeysOf(set).encryption as Uint8Array)).toBe(`${CK}0000000000000000`);
});

test('keys that a user gave for an SA come before those of its set', () => {
  const [set] = saSets({});
  const sa = set?.sas[0];
  if (set === undefined || sa === undefined) throw new Error('no SA');
  expect(espKeysOfSa(sa)).toEqual(espKeysOf(set));
  const own = given('"*","*","*","DES-CBC [RFC2405]","12345678","NULL",""');
  const { encryption, authentication } = espKeysOfSa({ ...sa, given: own });
  expect([Buffer.from(encryption ?? []).toString(), authentication]).toEqual(['12345678', null]);
});
