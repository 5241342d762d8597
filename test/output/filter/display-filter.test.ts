import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NOTHING_SAID } from '../../../src/access/nas/reading.ts';
import type { CoreMessage } from '../../../src/analysis/events/core-event.ts';
import { parseDiameter } from '../../../src/diameter/message.ts';
import { displayFilter, namesCore } from '../../../src/output/filter/display-filter.ts';
import { FilterError } from '../../../src/output/filter/error.ts';
import { avp, diameter } from '../../support/captures/diameter.ts';
import { latin1 } from '../../support/captures/packets.ts';
import { saSets } from '../../support/captures/sa-set.ts';
import { CONTEXT } from '../../support/events/field-values.ts';
import { sipEvent } from '../../support/events/sip-event.ts';

const [set] = saSets({});
const event = sipEvent(
  [
    'REGISTER sip:ims SIP/2.0',
    'Via: SIP/2.0/UDP 10.0.0.2;branch=one',
    'Via: SIP/2.0/UDP 10.0.0.3;branch=two',
    'From: <sip:alice@home.net>;tag=1',
    'To: <sip:alice@home.net>',
    'Call-ID: a@ue',
    'CSeq: 2 REGISTER',
    'Subject: J\xc3\xbcrgen',
  ],
  { protection: { spi: 4444, sequence: 9, icv: 'bad', sa: set?.sas[0] ?? null, tunnel: false } },
);

const AAR = diameter(
  { command: 265, application: 16_777_236, request: true },
  avp(505, 10_415, latin1('icid-1')),
);

const passes = (filter: string) => displayFilter(filter)(event, CONTEXT);

describe('displayFilter', () => {
  test.each([
    '',
    'sip && udp && ip && esp && frame',
    'sip.Method == "REGISTER"',
    'sip.Method == REGISTER',
    'sip.Method != "INVITE"',
    'sip.Via.branch == "two"',
    'sip.Via.branch !== "two"',
    'any sip.Via.branch != "two"',
    'all sip.Via.branch contains "o"',
    'not sip.Via.branch === "two"',
    'not sip.Via.branch != "two"',
    'sip.CSeq.method == sip.Method',
    'sip.from.user == sip.to.user',
    'sip.Subject == "Jürgen"',
    'sip contains "Jürgen"',
    'sip contains 4a:c3:bc',
    'sip contains Via',
    'sip contains sip.Subject',
    'sip contains upper(sip.Method)',
    'sip matches "jürgen\\r\\n"',
    'sip.Call-ID contains sip.Call-ID',
    'esp.spi == 0x115c and esp.icv_bad == true',
    'ims.icv == "bad" and ims.generation == 1 and ims.file == "ä→.pcap"',
    'ip.addr == 10.0.0.0/24 and ip.src != 10.0.0.1',
    'ip.src > 10.0.0.1 and ip.src >= 10.0.0.2 and ip.src < 10.0.1.0/24',
    'not ip.addr > 10.0.0.0/24',
    'udp.port in {5059..5061}',
    'not udp.port in {1..5059, 5061..65535}',
    'frame.time_relative == 1.5',
    'frame.number in {7}',
    'count(sip.Via) == 2 and len(sip.Call-ID) == 4',
    'sip.Via.branch in {"two"} and not all sip.Via.branch in {"two"}',
    'sip.Method in {"A".."S"}',
  ])('true: %s', filter => expect(passes(filter)).toBe(true));

  test.each([
    'tcp',
    'sip.Status-Code',
    'sip.Status-Code == 200',
    'sip.Status-Code != 200',
    'all sip.Status-Code == 200',
    'sip.to.tag === "x"',
    'sip.to.tag != sip.from.tag',
    'sip.from.tag != sip.to.tag',
    'sip.Status-Code in {200}',
    'sip.to.tag contains ""',
    'all sip.to.tag matches ""',
    'sip.Call-ID contains sip.to.tag',
    'count(sip.Route) == 0',
    'sip.Method == "register"',
    'sip.Method matches "(?-i)register"',
    'ip.addr !== 10.0.0.0/24',
    'all ip.addr == 10.0.0.1',
    'frame.time_relative < 0',
  ])('false: %s', filter => expect(passes(filter)).toBe(false));

  test.each([
    ['sip.Status-Code == abc', 19, 22, "expected a number, found 'abc'"],
    ['udp.port == "5060"', 12, 18, 'expected a number, found text in quotes'],
    ['udp.port in {1, 70000}', 16, 21, 'expected a number up to 65535, found 70000'],
    ['udp.port in {9..1}', 13, 17, 'the range ends before it begins'],
    [
      'ip.addr == udp.port',
      11,
      19,
      'ip.addr is an IPv4 address, udp.port is a number: they cannot be compared',
    ],
    ['sip.Method == sip', 14, 17, 'sip.Method is text, sip is a protocol: they cannot be compared'],
    ['sip.Method == sip.Foo', 14, 21, "no field is named 'sip.Foo'"],
    ['udp.port contains "5"', 0, 8, 'udp.port is a number: contains needs text'],
    ['ip.src matches "5"', 0, 6, 'ip.src is an IPv4 address: matches needs text'],
    ['udp contains "5"', 0, 3, 'udp has no text: contains needs text'],
    ['sip.Method contains udp.port', 20, 28, 'contains: expected text, found udp.port'],
    ['sip contains esp', 13, 16, 'contains: expected text, found esp'],
    ['sip contains sip.Foo', 13, 20, "no field is named 'sip.Foo'"],
    ['sip.Method matches REG', 19, 22, 'matches: expected a pattern in double quotes'],
    ['sip.Method matches "a("', 19, 23, 'invalid pattern: missing closing )'],
    ['sip.Method matches r"(a)\\1"', 19, 27, 'invalid pattern: invalid escape sequence'],
    ['sip.Method matches "[a-z]{1000}"', 19, 32, 'pattern too large: expected 500 steps at most, found 1002'],
    ['sip.Method matches "[a-z]{1000}{1000}"', 19, 38, 'invalid pattern: invalid nested repetition operator'],
    ['sip.Method matches "\\x28"', 19, 25, 'invalid pattern: missing closing )'],
    ['sip == 1', 0, 3, 'sip can be searched with contains and matches, not compared'],
    ['sip.msg_body in {1}', 0, 12, 'sip.msg_body can only be tested for, not compared'],
    ['count(sip.Via)', 0, 14, 'count() must be compared with something'],
    ['401 == sip.Status-Code', 0, 3, 'expected a field or a function, found a value'],
  ])('%s', (filter, start, end, message) => {
    expect(() => displayFilter(filter)).toThrow(expect.objectContaining({ message, start, end }));
  });

  test('any text gives a filter that decides, or an error at a place in it', () => {
    const token = fc.constantFrom(
      ...[
        'sip.Method',
        'ip.addr',
        'udp.port',
        'sip',
        'esp.icv_good',
        'frame.time_relative',
        'sip.msg_body',
        'x',
      ],
      ...[
        'and',
        'or',
        'not',
        '==',
        '!=',
        '<',
        '>=',
        'contains',
        'matches',
        'in',
        'any',
        'all',
        '&&',
        '!',
        '~',
      ],
      ...[
        '(',
        ')',
        '{',
        '}',
        ',',
        '..',
        '1',
        '5060',
        '10.0.0.0/8',
        '::1',
        '"a"',
        'r"(a"',
        '"[b"',
        '"',
        'len(',
        '-1',
      ],
    );
    const soup = fc.array(token, { maxLength: 12 }).map(tokens => tokens.join(' '));
    fc.assert(
      fc.property(fc.oneof(soup, fc.string({ unit: 'binary' }), fc.string()), filter => {
        try {
          expect(typeof passes(filter)).toBe('boolean');
        } catch (error) {
          if (!(error instanceof FilterError)) throw error;
          expect(error.start).toBeGreaterThanOrEqual(0);
          expect(error.end).toBeGreaterThanOrEqual(error.start);
          expect(error.end).toBeLessThanOrEqual(filter.length);
        }
      }),
      { seed: 1, numRuns: 3000 },
    );
  });

  test('of two fields the first 1000 values are compared', () => {
    const headers = (name: string, last: string) => [
      ...Array(999).fill(`${name}: ${name}`),
      last,
      `${name}: 1001st`,
    ];
    const large = sipEvent([
      'OPTIONS sip:a SIP/2.0',
      ...headers('Via', 'Via: x'),
      ...headers('Route', 'Route: x'),
    ]);
    const holds = (filter: string) => displayFilter(filter)(large, CONTEXT);
    expect([holds('sip.Via == sip.Route'), holds('sip.Via contains sip.Route')]).toEqual([true, true]);
    expect(holds('all sip.Route != sip.Via')).toBe(false);
    const other = sipEvent(['OPTIONS sip:a SIP/2.0', ...headers('Via', 'Via: x'), 'Route: 1001st']);
    expect(displayFilter('sip.Via == sip.Route')(other, CONTEXT)).toBe(false);
    expect(displayFilter('sip.Via == "1001st"')(other, CONTEXT)).toBe(true);
  });

  test('not is the opposite, and the laws of De Morgan hold', () => {
    const atoms = fc.constantFrom(
      'tcp',
      'esp',
      'sip.Method == "REGISTER"',
      'sip.Status-Code != 1',
      'udp.port > 6000',
    );
    fc.assert(
      fc.property(atoms, atoms, (a, b) => {
        expect(passes(`not ${a}`)).toBe(!passes(a));
        expect(passes(`not (${a} and ${b})`)).toBe(passes(`not ${a} or not ${b}`));
        expect(passes(`${a} and ${b}`)).toBe(passes(a) && passes(b));
      }),
      { seed: 1 },
    );
  });
});

describe('a message that is no SIP', () => {
  const { transport, flow, origin, frames } = event;
  const nas = [{ ...NOTHING_SAID, mobility: Uint8Array.of(7, 0x44, 3) }];
  const core = { protocol: 's1ap', procedure: 11, coreId: 1, radioId: 2, pdu: null, nas } as const;
  const message = parseDiameter(AAR, 0, AAR.length);
  const of = (one: CoreMessage) => ({ core: one, transport, flow, origin, frames });
  const passesFor = (one: CoreMessage, filter: string) => displayFilter(filter)(of(one), CONTEXT);

  test.each([
    's1ap && !sip',
    'nas-eps',
    'nas_eps.emm.cause == 3',
    'nas-eps.emm.cause in {3, 6..8}',
    'nas_eps.nas_msg_emm_type == 0x44',
    'udp && frame.number == 7',
  ])('%s passes', filter => expect(passesFor(core, filter)).toBe(true));

  test.each([
    'sip',
    'sip contains "a"',
    'sip.Method',
    'ngap',
    'nas-5gs',
    'gtpv2',
    'nas_eps.emm.cause == 4',
    'nas_eps.emm.cause != 3',
    'nas_eps.esm.cause',
  ])('%s does not', filter => expect(passesFor(core, filter)).toBe(false));

  test.each([
    'diameter && !sip',
    'diameter.AF-Charging-Identifier == "icid-1"',
    'diameter.AF-Charging-Identifier == 69:63:69:64:2d:31',
    'diameter.AF-Charging-Identifier contains "cid"',
    'diameter.AF-Charging-Identifier contains 63:69',
    'diameter.AF-Charging-Identifier matches "^ICID"',
    'len(diameter.AF-Charging-Identifier) == 6',
    'diameter.flags.request == true',
  ])('%s passes', filter => expect(passesFor({ protocol: 'diameter', message }, filter)).toBe(true));

  test('octets are no other text', () => {
    expect(() => displayFilter('isakmp.ispi == xyz')).toThrow('expected octets in hex');
    expect(passesFor({ protocol: 'diameter', message }, 'diameter.AF-Charging-Identifier == "icid-2"')).toBe(
      false,
    );
  });

  test.each([
    ['gtpv2', true],
    ['sip || !(dns.qry.name == "a")', true],
    ['ip.src == dns.a', true],
    ['count(gtpv2.cause) > 1', true],
    ['sctp.port == 36412', true],
    ['', false],
    ['!sip', false],
    ['sip.Method in {"A"} && udp.port == 53', false],
  ])('%s names it: %s', (filter, isSo) => expect(namesCore(filter)).toBe(isSo));
});
