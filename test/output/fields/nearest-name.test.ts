import { expect, test } from 'vitest';
import { nearestName, suggestion } from '../../../src/output/fields/nearest-name.ts';

const NAMES = [
  'sip.Method',
  'sip.Call-ID',
  'ip.addr',
  'sip.from.user',
  'ip',
  'sip.to.user',
  'sip.ETag',
  'sip.Status-Line',
  'sip.Status-Code.x',
];

test.each([
  ['sip.method', 'sip.Method'],
  ['sip.Mehtod', 'sip.Method'],
  ['sip.CallID', 'sip.Call-ID'],
  ['ip.adr', 'ip.addr'],
  ['sip.form.user', 'sip.from.user'],
  ['SIP.TO.USER', 'sip.to.user'],
  ['sip.Stat', 'sip.Status-Line'],
  ['sip.', null],
  ['iq', null],
  ['nonsense', null],
  ['', null],
  ['x'.repeat(100_000), null],
])('%.20s', (wrong, name) => expect(nearestName(wrong, NAMES)).toBe(name));

test('suggestion', () => {
  expect(suggestion('ip.adr', NAMES)).toBe("; did you mean 'ip.addr'?");
  expect(suggestion('nonsense', NAMES)).toBe('');
});
