import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dnsLength, readDns } from '../../../src/access/dns-dhcp/dns.ts';
import { dns, dnsOverTcp, labels } from '../../support/access/lookup-packets.ts';
import { join, latin1, u16, u32 } from '../../support/captures/packets.ts';

const NAME = 'pcscf.ims.mnc001.mcc001.3gppnetwork.org';

/** An answer with one record of that type. */
function answer(type: number, data: ArrayLike<number>): Uint8Array {
  const head = join(u16(1), u16(0x8180), u16(1), u16(1), u32(0), labels(NAME), u16(type), u16(1));
  return join(head, u16(0xc00c), u16(type), u16(1), u32(60), u16(data.length), data);
}

describe('DNS', () => {
  test('a question', () => {
    expect(readDns(dns('PCSCF.ims.example', 'AAAA', { id: 7 }))).toEqual({
      id: 7,
      isAnswer: false,
      flags: 0x0100,
      code: null,
      name: 'pcscf.ims.example',
      writtenName: 'PCSCF.ims.example',
      type: 'AAAA',
      typeNumber: 28,
      truncated: false,
      answers: [],
      others: [],
      whole: true,
    });
  });

  test('records of the sections after the answer', () => {
    const message = dns(NAME, 'A', { code: 0, addresses: ['10.4.128.21', '10.4.128.22', '10.4.128.23'] });
    // Of three records one is the answer, one in the authority section, and one additional.
    message.set([0, 1, 0, 1, 0, 1], 6);
    expect(readDns(message)).toMatchObject({
      answers: [{ text: '10.4.128.21' }],
      others: [{ text: '10.4.128.22' }, { text: '10.4.128.23' }],
      whole: true,
    });
    expect(readDns(message.subarray(0, -1))).toMatchObject({
      others: [{ text: '10.4.128.22' }],
      whole: true,
    });
  });

  test('an answer with addresses', () => {
    expect(readDns(dns(NAME, 'A', { code: 0, addresses: ['10.4.128.21', '2001:db8::7'] }))).toMatchObject({
      isAnswer: true,
      code: 'NOERROR',
      answers: [
        { name: NAME, type: 'A', text: '10.4.128.21' },
        { name: NAME, type: 'AAAA', text: '2001:db8::7' },
      ],
    });
    expect(readDns(dns(NAME, 'A', { code: 3 }))).toMatchObject({ code: 'NXDOMAIN', answers: [] });
    expect(readDns(dns(NAME, 'A', { code: 9 }))).toMatchObject({ code: '9' });
  });

  test.each([
    ['SRV', 33, join(u16(10), u16(20), u16(5060), labels('p1.example')), '10 20 5060 p1.example'],
    ['CNAME', 5, labels('p1.example'), 'p1.example'],
    [
      'NAPTR',
      35,
      join(u16(50), u16(51), [1], latin1('s'), [8], latin1('SIPS+D2T'), [0], labels('_sip._udp.example')),
      '50 51 "s" "SIPS+D2T" "" _sip._udp.example',
    ],
    // The name of the question again, by a pointer.
    ['SRV with a pointer', 33, join(u16(0), u16(0), u16(5060), u16(0xc00c)), `0 0 5060 ${NAME}`],
    ['an A record of five octets', 1, [1, 2, 3, 4, 5], ''],
    ['TXT', 16, [1, 65], ''],
  ])('%s', (_, type, data, text) => {
    expect(readDns(answer(type, data))?.answers[0]?.text).toBe(text);
  });

  test('an answer that was cut says so', () => {
    expect(readDns(dns(NAME, 'SRV', { code: 0, truncated: true }))).toMatchObject({ truncated: true });
    expect(readDns(dns(NAME, 'SRV', { code: 0 }))).toMatchObject({ truncated: false });
  });

  test('the length of a message in a TCP stream', () => {
    const message = dns(NAME, 'A');
    const stream = dnsOverTcp(message);
    expect(dnsLength(stream, 0, stream.length)).toBe(2 + message.length);
    // Its two octets are enough, one is not.
    expect([0, 1, 2, 13, 14].map(end => dnsLength(stream, 0, end))).toEqual([
      ...[0, 0],
      ...Array(3).fill(2 + message.length),
    ]);
    expect(dnsLength(join(u16(16)), 0, 2)).toBe(-1);
    const update = dnsOverTcp(join(u16(1), u16(0x2800), u16(1), u16(0), u32(0), labels('a'), u32(0x10001)));
    expect(dnsLength(update, 0, update.length)).toBe(-1);
  });

  test('a record beyond the end is left out', () => {
    const bytes = dns(NAME, 'A', { code: 0, addresses: ['10.4.128.21', '10.4.128.22'] });
    expect(readDns(bytes.subarray(0, -1))).toMatchObject({
      whole: false,
      answers: [{ text: '10.4.128.21' }],
    });
  });

  test('of more records than any domain has, the first are kept', () => {
    const addresses = Array.from({ length: 33 }, (_, i) => `10.0.0.${i}`);
    const message = (count: number) => dns(NAME, 'A', { code: 0, addresses: addresses.slice(0, count) });
    expect(readDns(message(32))).toMatchObject({ whole: true });
    const over = readDns(message(33));
    expect(over?.whole).toBe(false);
    expect(over?.answers.map(({ text }) => text)).toEqual(addresses.slice(0, 32));
  });

  test.each([
    ['too short', new Uint8Array(16)],
    ['two questions', join(u16(1), u16(0x0100), u16(2), u16(0), u32(0), labels('a'), u16(1), u16(1))],
    ['an update', join(u16(1), u16(0x2800), u16(1), u16(0), u32(0), labels('a'), u16(1), u16(1))],
    [
      'a name that points at itself',
      join(u16(1), u16(0x0100), u16(1), u16(0), u32(0), u16(0xc00c), u16(1), u16(1)),
    ],
    ['another class', join(u16(1), u16(0x0100), u16(1), u16(0), u32(0), labels('a'), u16(1), u16(3))],
  ])('%s is none', (_, bytes) => {
    expect(readDns(bytes)).toBeNull();
  });

  test('octets that were changed anywhere are read to an end', () => {
    const message = dns(NAME, 'A', { code: 0, addresses: ['10.4.128.21', '2001:db8::7'] });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(message.length - 1), fc.nat(255)), { maxLength: 6 }), changes => {
        const bytes = message.slice();
        for (const [at, value] of changes) bytes[at] = value;
        expect(readDns(bytes)?.name.length ?? 0).toBeLessThan(256);
      }),
      { numRuns: 2000 },
    );
  });
});
