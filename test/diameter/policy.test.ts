import { describe, expect, test } from 'vitest';
import { parseAddress } from '../../src/bytes/address.ts';
import { parseDiameter } from '../../src/diameter/message.ts';
import { framedAddresses, mediaComponents, rulesOf } from '../../src/diameter/policy.ts';
import { framedAddress, group, number, text } from '../support/access/diameter-messages.ts';
import { avp, diameter } from '../support/captures/diameter.ts';
import { join } from '../support/captures/packets.ts';

function avpsOf(...avps: readonly Uint8Array[]) {
  const bytes = diameter({ command: 265, application: 16777236, request: true }, ...avps);
  return parseDiameter(bytes, 0, bytes.length).avps;
}

/** Framed-IPv6-Prefix: a reserved octet, the length in bits, and so many octets of the prefix. */
function framedPrefix(bits: number, address: string, octets: number): Uint8Array {
  return avp(97, 0, join([0, bits], (parseAddress(address) as Uint8Array).subarray(0, octets)));
}

describe('addresses of the phone', () => {
  test('IPv4, and a prefix of IPv6 with its length', () => {
    const avps = avpsOf(framedAddress('192.0.2.5'), framedPrefix(64, '2001:db8:1:2::', 8));
    expect(framedAddresses(avps)).toEqual(['192.0.2.5', '2001:db8:1:2::/64']);
  });

  test.each([
    [16, '2001:db8::5/128', 128],
    [0, '::/0', 0],
  ])('a prefix with %d octets', (octets, expected, bits) => {
    expect(framedAddresses(avpsOf(framedPrefix(bits, '2001:db8::5', octets)))).toEqual([expected]);
  });

  test('those of another length are none', () => {
    expect(framedAddresses(avpsOf(avp(8, 0, [192, 0, 2]), avp(97, 0, [0])))).toEqual([]);
    expect(framedAddresses(avpsOf(avp(97, 0, new Uint8Array(19))))).toEqual([]);
    expect(framedAddresses(avpsOf(framedPrefix(200, '2001:db8::', 8)))).toEqual([]);
    expect(framedAddresses(avpsOf())).toEqual([]);
  });

  test('those of another vendor are something else', () => {
    expect(framedAddresses(avpsOf(avp(8, 10415, [192, 0, 2, 5])))).toEqual([]);
  });
});

describe('media', () => {
  const flow = 'permit in ip from 192.0.2.5 to 198.51.100.7';

  test('with their rates, state and flows', () => {
    const audio = group(517, [
      number(518, 1),
      number(520, 0),
      number(511, 2),
      number(515, 41_000),
      number(516, 42_000),
      group(519, [number(509, 1), text(507, flow), text(507, `${flow} 1`)]),
      group(519, [text(507, `${flow} 2`)]),
    ]);
    const signalling = group(517, [number(518, 0)]);
    expect(mediaComponents(avpsOf(audio, signalling))).toEqual([
      {
        number: 1,
        type: 0,
        status: 2,
        down: 41_000,
        up: 42_000,
        flows: [flow, `${flow} 1`, `${flow} 2`],
      },
      { number: 0, type: null, status: null, down: null, up: null, flows: [] },
    ]);
  });

  test('are bounded, and so are their flows', () => {
    const flows = Array.from({ length: 1000 }, (_, i) => text(507, `${i}`));
    const many = Array.from({ length: 100 }, () => group(517, [group(519, flows), group(519, flows)]));
    const media = mediaComponents(avpsOf(...many));
    expect([media.length, media[0]?.flows.length]).toEqual([64, 64]);
  });
});

describe('rules', () => {
  const definition = (name: string, ...avps: readonly Uint8Array[]) =>
    group(1003, [text(1005, name), ...avps]);

  test('installed with their quality, by name alone, and by the name of a group', () => {
    const qos = group(1016, [number(1028, 1), group(1034, [number(1046, 2)])]);
    const install = group(1001, [definition('voice', qos), text(1005, 'known'), text(1004, 'base')]);
    expect(
      rulesOf(avpsOf(install)).map(({ name, action, qci, priority }) => [name, action, qci, priority]),
    ).toEqual([
      ['voice', 'install', 1, 2],
      ['known', 'install', null, null],
      ['base', 'install', null, null],
    ]);
  });

  test('removed and reported, with the failure', () => {
    const report = group(1018, [text(1005, 'a'), text(1005, 'b'), number(1019, 1), number(1031, 10)]);
    const rules = rulesOf(avpsOf(group(1002, [text(1005, 'old')]), report));
    expect(rules.map(({ name, action, status, failure }) => [name, action, status, failure])).toEqual([
      ['old', 'remove', null, null],
      ['a', 'report', 1, 10],
      ['b', 'report', 1, 10],
    ]);
  });

  test('without a name are none, and so are names of another vendor', () => {
    expect(rulesOf(avpsOf(group(1001, [group(1003, [number(1028, 1)])])))).toEqual([]);
    expect(rulesOf(avpsOf(group(1001, [text(1005, 'x', 0)])))).toEqual([]);
  });

  test('are bounded', () => {
    const names = Array.from({ length: 1000 }, (_, i) => text(1005, `${i}`));
    expect(rulesOf(avpsOf(group(1002, names)))).toHaveLength(64);
  });
});
