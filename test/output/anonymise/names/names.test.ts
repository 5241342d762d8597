import { describe, expect, test } from 'vitest';
import { Mapping } from '../../../../src/output/anonymise/names/mapping.ts';
import {
  anotherAddress,
  withoutKnownNames,
  withoutNames,
} from '../../../../src/output/anonymise/names/names.ts';

const mapping = new Mapping(Buffer.from('one secret'));
const names = (text: string) => withoutNames(text, mapping);

test.each([
  'sip:alice@10.0.0.1:5060',
  'sip:10.10.0.2:32008',
  '<sip:[2001:db8::1]:5063>',
  'ce0bb626a9d4@10.10.0.2',
  'IP6 2001:DB8::A:1',
  '::ffff:10.0.0.1',
  '64:ff9b::10.0.0.1',
  'tel:+49-170-1234567',
  'z9hG4bK776asdhds',
  '%41lice%40home',
])('%s keeps its length and loses what it names', text => {
  const shown = names(text);
  expect(shown.length).toBe(text.length);
  expect(shown).not.toBe(text);
  for (const name of [
    'alice',
    '10.0.0.1',
    '10.10.0.2',
    '2001:db8::1',
    '2001:DB8::A:1',
    '1234567',
    '776',
    '%41',
  ])
    expect(shown).not.toContain(name);
});

test('an address is the same in every place', () => {
  const address = anotherAddress('10.10.0.2', mapping);
  for (const around of [
    ['', ''],
    ['sip:', ':5060'],
    ['x@', ''],
    ['[', ']'],
    ['=', ';'],
  ])
    expect(names(around.join('10.10.0.2'))).toContain(address);
});

test('ports, schemes and words of the grammar stay', () => {
  expect(names('sip:10.0.0.1:5060')).toMatch(/^sip:10\.\d\.\d\.\d:5060$/);
  expect(names('urn:service:sos')).toBe('urn:service:sos');
  expect(names('sip:5060@host')).not.toContain('5060');
  expect(names('z9hG4bK1')).toMatch(/^z9hG4bK/);
});

describe('networks', () => {
  test('are those of the IMSI', () => {
    const imsi = names('001010000000001');
    expect(names('ims.mnc001.mcc001.3gppnetwork.org')).toBe(
      `ims.mnc0${imsi.slice(3, 5)}.mcc${imsi.slice(0, 3)}.3gppnetwork.org`,
    );
  });

  test('have three digits in North America', () => {
    const imsi = names('310012000000001');
    expect(names('MNC012.MCC310')).toBe(`MNC${imsi.slice(3, 6)}.MCC${imsi.slice(0, 3)}`);
  });
});

test('in a text for people only what surely names something is replaced', () => {
  const text = '392 10.0.0.1:5060 "no reply for sip:bob@a.example.org from pcscf.home.net, 123456789"';
  const shown = withoutKnownNames(text, mapping);
  expect(shown.length).toBe(text.length);
  expect(shown).toMatch(/^392 .*"no reply for sip:.* from /);
  for (const name of ['10.0.0.1', 'bob', 'example', 'home', '123456789']) expect(shown).not.toContain(name);
});
