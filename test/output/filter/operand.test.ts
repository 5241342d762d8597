import { describe, expect, test } from 'vitest';
import { looksLikeField, namedSource, sourceOf } from '../../../src/output/filter/operand.ts';
import { filterTree } from '../../../src/output/filter/syntax.ts';
import { type FilterToken, filterTokens } from '../../../src/output/filter/tokens.ts';
import { CONTEXT } from '../../support/events/field-values.ts';
import { sipEvent } from '../../support/events/sip-event.ts';

const event = sipEvent(['OPTIONS sip:a SIP/2.0', 'Via: one', 'Via: zwei', 'Subject: \xc3\xbc']);

function source(text: string) {
  const tree = filterTree(text);
  if (tree.kind !== 'present') throw new Error('an operand was expected');
  return sourceOf(tree.operand);
}

const word = (text: string) => filterTokens(text)[0] as FilterToken;

describe('sourceOf', () => {
  test.each([
    ['sip.Via', ['one', 'zwei']],
    ['upper(sip.Via)', ['ONE', 'ZWEI']],
    ['lower(upper(sip.Via))', ['one', 'zwei']],
    ['len(sip.Via)', [3, 4]],
    ['len(sip.Subject)', [2]],
    ['len(sip)', [event.message.bytes.length]],
    ['count(sip.Via)', [2]],
    ['count(ip.addr)', [2]],
    ['count(sip.Route)', []],
    ['ip.src', [0x0a000002n]],
    ['sip', [`${'OPTIONS sip:a SIP/2.0'}\r\nVia: one\r\nVia: zwei\r\nSubject: \xc3\xbc\r\n\r\n`]],
    ['frame', [1]],
    ['udp', [1]],
    ['tcp', []],
    ['ip', [1]],
    ['ipv6', []],
    ['esp', []],
  ])('%s', (text, values) => expect(source(text).read(event, CONTEXT)).toEqual(values));

  test.each([
    ['sip.Foo', 0, 7, "no field is named 'sip.Foo'"],
    ['sip.method', 0, 10, "no field is named 'sip.method'; did you mean 'sip.Method'?"],
    ['SIP', 0, 3, "no field is named 'SIP'; did you mean 'sip'?"],
    ['"sip"', 0, 5, 'expected a field or a function, found a value'],
    ['401', 0, 3, 'expected a field or a function, found a value'],
    ['uper(sip.Via)', 0, 4, "no function is named 'uper'; did you mean 'upper'?"],
    ['max(udp.port)', 0, 3, "no function is named 'max'; there are upper, lower, len, count"],
    ['upper(udp.port)', 6, 14, 'upper(): expected text, found udp.port'],
    ['len(udp.port)', 4, 12, 'len(): expected text, found udp.port'],
    ['upper(lower(sip.Foo))', 12, 19, "no field is named 'sip.Foo'"],
  ])('%s', (text, start, end, message) => {
    expect(() => source(text)).toThrow(expect.objectContaining({ message, start, end }));
  });
});

test('words that name a field, and words that look like it', () => {
  expect(namedSource(word('sip.Via'))?.kind).toBe('text');
  expect(namedSource(word('REGISTER'))).toBeNull();
  expect(
    ['sip.Foo', 'ims.x', 'home.net', 'sip', '10.0.0.1', 'ip.1'].map(text => looksLikeField(word(text))),
  ).toEqual([true, true, false, false, false, false]);
});
