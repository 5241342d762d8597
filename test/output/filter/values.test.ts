import { describe, expect, test } from 'vitest';
import type { FilterToken } from '../../../src/output/filter/tokens.ts';
import { filterTokens } from '../../../src/output/filter/tokens.ts';
import { bytesOf, type ComparableKind, comparable, literalRange } from '../../../src/output/filter/values.ts';

function range(text: string, kind: ComparableKind, maximum = 65535) {
  return literalRange(filterTokens(text)[0] as FilterToken, kind, maximum);
}

describe('literalRange', () => {
  test.each([
    ['"x y"', 'text', 'x y', 'x y'],
    ['REGISTER', 'text', 'REGISTER', 'REGISTER'],
    ['5060', 'number', 5060, 5060],
    ['0x13C4', 'number', 5060, 5060],
    ['011', 'number', 9, 9],
    ['0b101', 'number', 5, 5],
    ['0', 'number', 0, 0],
    ['True', 'boolean', 1, 1],
    ['0', 'boolean', 0, 0],
    ['1.5', 'time', 1_500_000_000n, 1_500_000_000n],
    ['-0.000000001', 'time', -1n, -1n],
    ['1700000000', 'time', 1_700_000_000_000_000_000n, 1_700_000_000_000_000_000n],
    ['10.0.0.1', 'ipv4', 0x0a000001n, 0x0a000001n],
    ['10.1.2.3/8', 'ipv4', 0x0a000000n, 0x0affffffn],
    ['0.0.0.0/0', 'ipv4', 0n, 0xffffffffn],
    ['::1', 'ipv6', 1n, 1n],
    ['FD10::/16', 'ipv6', 0xfd10n << 112n, (0xfd11n << 112n) - 1n],
  ] as const)('%s as %s', (text, kind, low, high) => expect(range(text, kind)).toEqual({ low, high }));

  test.each([
    ['"5060"', 'number', 'expected a number, found text in quotes'],
    ['abc', 'number', "expected a number, found 'abc'"],
    ['09', 'number', "expected a number, found '09'"],
    ['-1', 'number', "expected a number, found '-1'"],
    ['65536', 'number', 'expected a number up to 65535, found 65536'],
    ['2', 'boolean', "expected true or false, found '2'"],
    ['1.0000000001', 'time', "expected a time in seconds, found '1.0000000001'"],
    ['localhost', 'ipv4', "expected an IPv4 address, found 'localhost'"],
    ['10.0.0.256', 'ipv4', "expected an IPv4 address, found '10.0.0.256'"],
    ['::1', 'ipv4', "expected an IPv4 address, found '::1'; see ipv6.addr"],
    ['10.0.0.1', 'ipv6', "expected an IPv6 address, found '10.0.0.1'; see ip.addr"],
    ['10.0.0.0/33', 'ipv4', 'expected a prefix length from 0 to 32, found /33'],
    ['10.0.0.0/x', 'ipv4', 'expected a prefix length from 0 to 32, found /x'],
    ['10.0.0.0/8/8', 'ipv4', "expected an IPv4 address, found '10.0.0.0/8/8'"],
  ] as const)('%s as %s', (text, kind, message) => expect(() => range(text, kind)).toThrow(message));
});

test('addresses are compared as numbers, all else as it is', () => {
  expect(comparable('ipv4', '10.0.0.1')).toBe(0x0a000001n);
  expect(comparable('ipv6', '::2')).toBe(2n);
  expect(comparable('text', '10.0.0.1')).toBe('10.0.0.1');
});

test('bytesOf', () => {
  expect([bytesOf('52:45'), bytesOf('52-45'), bytesOf('5245')]).toEqual(['RE', 'RE', 'RE']);
  expect([bytesOf('5'), bytesOf('524'), bytesOf('REGISTER'), bytesOf('')]).toEqual([null, null, null, null]);
});
