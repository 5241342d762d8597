import { describe, expect, test } from 'vitest';
import {
  DEFAULT_LAYOUT,
  type FieldLayout,
  FieldLines,
  withLayoutOption,
} from '../../src/output/field-lines.ts';
import { type FieldValue, fieldNamed } from '../../src/output/fields.ts';
import { sipEvent } from '../support/sip-event.ts';

const NAMES = ['frame.number', 'sip.Method', 'sip.Call-ID'];
const values = NAMES.map(name => fieldNamed(name, { files: [] }) as FieldValue);
const lines = (layout: FieldLayout) => new FieldLines(NAMES, values, layout);

function layout(...options: string[]): FieldLayout {
  return options.reduce((made, option) => withLayoutOption(made, option) as FieldLayout, DEFAULT_LAYOUT);
}

describe('FieldLines', () => {
  test('tabs between the fields, a line a message', () => {
    const event = sipEvent(['OPTIONS sip:a SIP/2.0', 'Call-ID: c']);
    expect(lines(DEFAULT_LAYOUT).head() + lines(DEFAULT_LAYOUT).sip(event)).toBe('7\tOPTIONS\tc\n');
  });

  test('header, separator and quotes as tshark has them', () => {
    const event = sipEvent(['OPTIONS sip:a SIP/2.0']);
    const csv = lines(layout('header=y', 'separator=,', 'quote=d'));
    expect(csv.head() + csv.sip(event)).toBe('frame.number,sip.Method,sip.Call-ID\n"7","OPTIONS",""\n');
    expect(lines(layout('separator=/s', 'quote=s')).sip(event)).toBe("'7' 'OPTIONS' ''\n");
  });

  test('controls are escaped, so that a value stays on its line', () => {
    const event = sipEvent(['OPTIONS sip:a SIP/2.0', 'Call-ID: a\tb\u001b']);
    expect(lines(DEFAULT_LAYOUT).sip(event)).toBe('7\tOPTIONS\ta\\x09b\\x1b\n');
  });

  test.each(['header=maybe', 'separator=', 'separator=ab', 'quote=x', 'bom=y', 'nothing'])(
    '-E %s is refused',
    option => expect(withLayoutOption(DEFAULT_LAYOUT, option)).toBeNull(),
  );
});
