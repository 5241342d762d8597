import { expect, test } from 'vitest';
import { ETHER_TYPE, etherTypeOnly, NO_NETWORK, networkStart } from '../../../src/net/link/network-start.ts';

test('no value of NO_NETWORK can be an EtherType, and all differ', () => {
  const values = Object.values(NO_NETWORK);
  expect(values.every(value => value < 0)).toBe(true);
  expect(new Set([...values, ...Object.values(ETHER_TYPE)]).size).toBe(
    values.length + Object.values(ETHER_TYPE).length,
  );
});

test('a new record leads nowhere', () => {
  expect(networkStart().etherType).toBe(NO_NETWORK.NOT_IP);
});

test('a field that can only be an EtherType is never a length', () => {
  expect([0, 1500, 1501, 0x0800].map(etherTypeOnly)).toEqual([
    NO_NETWORK.NOT_IP,
    NO_NETWORK.NOT_IP,
    1501,
    0x0800,
  ]);
});
