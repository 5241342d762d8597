import { describe, expect, test } from 'vitest';
import { parseDiameter } from '../../../src/diameter/message.ts';
import type { Field } from '../../../src/output/fields/field.ts';
import {
  DEFAULT_LAYOUT,
  type FieldLayout,
  FieldLines,
  withLayoutOption,
} from '../../../src/output/fields/field-lines.ts';
import { fieldNamed } from '../../../src/output/fields/fields.ts';
import { avp, diameter } from '../../support/captures/diameter.ts';
import { latin1 } from '../../support/captures/packets.ts';
import { CONTEXT } from '../../support/events/field-values.ts';
import { sipEvent } from '../../support/events/sip-event.ts';

const KEY_IN_NAME = diameter(
  { command: 300, application: 16_777_216, request: true },
  avp(1, 0, latin1('secret')),
);

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

  test('a line of another message: fields of the packet and its own, without keys', () => {
    const { transport, flow, origin, frames } = sipEvent(['OPTIONS sip:a SIP/2.0']);
    const message = parseDiameter(KEY_IN_NAME, 0, KEY_IN_NAME.length);
    const event = { core: { protocol: 'diameter', message } as const, transport, flow, origin, frames };
    const names = ['frame.number', 'sip.Method', 'diameter.cmd.code', 'diameter.User-Name'];
    const hide = (text: string) => text.replace('secret', '(hidden)');
    expect(lines(DEFAULT_LAYOUT, names).core(event, hide)).toBe('7\t\t300\t(hidden)\n');
    expect(lines(layout('separator=,', 'quote=d'), names).core(event, hide)).toBe('"7",,"300","(hidden)"\n');
  });
});
