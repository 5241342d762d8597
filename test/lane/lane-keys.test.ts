import { expect, test } from 'vitest';
import { createNodeEngine } from '../../src/ipsec/crypto/engine-node.ts';
import { KeyRing } from '../../src/ipsec/crypto/key-ring.ts';
import type { CipherName, IntegrityMethod } from '../../src/ipsec/crypto/suites.ts';
import { openerOf } from '../../src/ipsec/sa/keyed-set.ts';
import { LaneKeys, NO_KEY } from '../../src/lane/lane-keys.ts';
import { KEY_PLACE, LaneMemory } from '../../src/lane/lane-memory.ts';
import { type LaneWasm, loadLaneWasm } from '../../src/lane/wasm/lane-wasm.ts';
import { KEY } from '../support/captures/sa-set.ts';

function keys(limit: number) {
  const memory = LaneMemory.create(1);
  const wasm = loadLaneWasm(memory.memory, memory.scratch(0)) as LaneWasm;
  return { memory, keys: new LaneKeys(wasm, memory, limit) };
}

const RING = new KeyRing(createNodeEngine(), KEY);
const opener = (method: IntegrityMethod, ealg: CipherName) =>
  openerOf(RING, method, ealg, RING.ciphers(ealg)[0] as ReturnType<typeof RING.ciphers>[number]);

test('each opener has one number, and its cipher key stands in the memory', () => {
  const { memory, keys: table } = keys(10);
  const [first, second] = [opener('hmac-sha-1-96', 'aes-cbc'), opener('hmac-md5-96', 'null')];
  expect([table.numberOf(first), table.numberOf(second), table.numberOf(first)]).toEqual([0, 1, 0]);
  expect([table.opener(1), table.block(0), table.block(1), table.size]).toEqual([second, 16, 0, 2]);
  const at = memory.key(0) + KEY_PLACE.cipherKey;
  expect([...memory.octets.subarray(at, at + 16)]).toEqual([...KEY.ck]);
});

test.each([
  ['aes-gmac', 'null'],
  ['aes-gcm', 'aes-gcm'],
] as const)('%s with %s is not for the lane', (method, ealg) =>
  expect(keys(10).keys.numberOf(opener(method, ealg))).toBe(NO_KEY),
);

test('it has no more keys than its limit', () => {
  const { keys: table } = keys(1);
  expect(table.numberOf(opener('hmac-md5-96', 'null'))).toBe(0);
  expect(table.numberOf(opener('hmac-sha-1-96', 'null'))).toBe(NO_KEY);
});
