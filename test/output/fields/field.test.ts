import { describe, expect, test } from 'vitest';
import {
  fieldText,
  numberField,
  optional,
  otherField,
  packetField,
  textField,
} from '../../../src/output/fields/field.ts';
import { sipEvent } from '../../support/events/sip-event.ts';

const context = { files: [], start: { seconds: 0, nanoseconds: 0 } };
const event = sipEvent(['OPTIONS sip:a SIP/2.0', 'Subject: \xc3\xbc']);

describe('fieldText', () => {
  test.each([
    [textField('t', () => []), 'plain "text"', 'plain "text"'],
    [textField('t', () => []), 'a\tb\r\nc\\', 'a\\tb\\r\\nc\\'],
    [textField('t', () => []), 'ü\u001b[1m\u202e', 'ü\\x1b[1m\\u202e'],
    [numberField('n', 16, () => []), 5060, '5060'],
    [packetField('n', 'number', () => [], { bits: 32, hexDigits: 8 }), 0x65, '0x00000065'],
    [packetField('n', 'number', () => [], { bits: 8, hexDigits: 2 }), 0x65, '0x65'],
    [packetField('n', 'octets', () => []), 'a\xff', '61ff'],
    [otherField('b', 'boolean', () => []), 1, '1'],
    [otherField('t', 'time', () => []), 1_700_000_000_000_000_123n, '1700000000.000000123'],
    [otherField('t', 'time', () => []), -5n, '-0.000000005'],
    [otherField('a', 'ipv6', () => []), 'fd10::1', 'fd10::1'],
  ])('%#', (field, value, text) => expect(fieldText(field, value)).toBe(text));
});

test('text is read as UTF-8', () => {
  expect(textField('t', ({ message }) => message.headers('subject')).read(event, context)).toEqual(['ü']);
});

test('numbers know how large they can be', () => {
  expect([numberField('n', 16, () => []).maximum, numberField('n', 32, () => []).maximum]).toEqual([
    65535, 4294967295,
  ]);
});

test('optional', () => {
  expect([optional(null), optional(undefined), optional(''), optional(0)]).toEqual([[], [], [''], [0]]);
});
