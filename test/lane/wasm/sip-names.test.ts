import { expect, test } from 'vitest';
import { latin1 } from '../../../src/bytes/latin1.ts';
import { SIP_NAMES_LENGTH, sipNameNumber, writeSipNames } from '../../../src/lane/wasm/sip-names.ts';
import { canonicalHeaderName, SIP_NAMES } from '../../../src/sip/header-names.ts';

test('names are canonical, once each, and short enough for one load of 32 octets', () => {
  expect(SIP_NAMES.map(canonicalHeaderName)).toEqual(SIP_NAMES);
  expect(new Set(SIP_NAMES).size).toBe(SIP_NAMES.length);
  expect(SIP_NAMES.filter(name => !/^[a-z][a-z-]{1,30}$/.test(name))).toEqual([]);
});

test('each name with a compact form has a number', () => {
  const long = [...'abcdefghijklmnopqrstuvwxyz'].map(canonicalHeaderName).filter(name => name.length > 1);
  expect(long.length).toBeGreaterThan(15);
  expect(long.filter(name => sipNameNumber(name) === 0)).toEqual([]);
});

test('a name has its place as its number, from 1 on', () => {
  expect(sipNameNumber('via')).toBe(1);
  expect(sipNameNumber('content-length')).toBe(13);
  expect(sipNameNumber('x-unknown')).toBe(0);
});

test('all names find room, and nothing is written behind it', () => {
  const octets = new Uint8Array(SIP_NAMES_LENGTH + 16).fill(0xaa);
  writeSipNames(octets);
  expect(octets.subarray(SIP_NAMES_LENGTH).every(octet => octet === 0xaa)).toBe(true);
  const text = latin1(octets);
  expect(SIP_NAMES.filter(name => !text.includes(`\0${name}\0`))).toEqual([]);
});
