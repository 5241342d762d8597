import { describe, expect, test } from 'vitest';
import type { Field } from '../../../src/output/fields/field.ts';
import {
  DEFAULT_LAYOUT,
  type FieldLayout,
  FieldLines,
  withLayoutOption,
} from '../../../src/output/fields/field-lines.ts';
import { fieldNamed } from '../../../src/output/fields/fields.ts';
import { CONTEXT } from '../../support/events/field-values.ts';
import { sipEvent } from '../../support/events/sip-event.ts';

function lines(layout: FieldLayout, names = ['frame.number', 'sip.Method', 'sip.Call-ID']) {
  return new FieldLines(
    names.map(name => fieldNamed(name) as Field),
    layout,
    CONTEXT,
  );
}

function layout(...options: string[]): FieldLayout {
  return options.reduce((made, option) => withLayoutOption(made, option) as FieldLayout, DEFAULT_LAYOUT);
}

describe('FieldLines', () => {
  test('tabs between the fields, a line a message', () => {
    const event = sipEvent(['OPTIONS sip:a SIP/2.0', 'Call-ID: c']);
    expect(lines(DEFAULT_LAYOUT).head() + lines(DEFAULT_LAYOUT).sip(event)).toBe('7\tOPTIONS\tc\n');
  });

  test('header, separator and quotes as tshark has them: none around what is absent', () => {
    const event = sipEvent(['OPTIONS sip:a SIP/2.0']);
    const csv = lines(layout('header=y', 'separator=,', 'quote=d'));
    expect(csv.head() + csv.sip(event)).toBe('frame.number,sip.Method,sip.Call-ID\n"7","OPTIONS",\n');
    expect(lines(layout('separator=/s', 'quote=s')).sip(event)).toBe("'7' 'OPTIONS' \n");
    expect(lines(layout('bom=y')).head()).toBe('\ufeff');
  });

  test.each([
    ['occurrence=a', 'one,two,three'],
    ['occurrence=f', 'one'],
    ['occurrence=l', 'three'],
    ['aggregator=/s', 'one two three'],
    ['aggregator=|', 'one|two|three'],
  ])('several values of a field with %s', (option, text) => {
    const event = sipEvent(['OPTIONS sip:a SIP/2.0', 'Via: one', 'Via: two', 'Via: three']);
    expect(lines(layout(option), ['sip.Via']).sip(event)).toBe(`${text}\n`);
  });

  test('controls are escaped, so that a value stays on its line', () => {
    const event = sipEvent(['OPTIONS sip:a SIP/2.0', 'Call-ID: a\tb\u001b']);
    expect(lines(DEFAULT_LAYOUT).sip(event)).toBe('7\tOPTIONS\ta\\tb\\x1b\n');
  });

  test.each([
    'header=maybe',
    'separator=',
    'separator=ab',
    'aggregator=ab',
    'occurrence=x',
    'quote=x',
    'bom=maybe',
    'escape=y',
    'nothing',
  ])('-E %s is refused', option => expect(withLayoutOption(DEFAULT_LAYOUT, option)).toBeNull());
});
