import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AnalysisSink, analyse } from '../../../src/analysis/analyse.ts';
import type { Field, FieldContext } from '../../../src/output/fields/field.ts';
import { DEFAULT_LAYOUT, FieldLines } from '../../../src/output/fields/field-lines.ts';
import { fieldNamed, fieldNames, isCoreField } from '../../../src/output/fields/fields.ts';
import { displayFilter } from '../../../src/output/filter/display-filter.ts';
import { wiresharkProfiles } from '../../../src/output/wireshark/profile.ts';
import { writeProfile } from '../../../src/output/wireshark/write-profile.ts';
import { oddCapture } from '../../support/events/odd-messages.ts';
import { fixture } from '../../support/programs/lab.ts';
import { hasTshark, tsharkOutput } from '../../support/programs/tshark.ts';

/** tshark as referee of the display filter and of the values of fields. */

let folder: string;
const captures = {
  udp: fixture('a04-v4-udp-aes-cbc-hmac-sha-1-96.sll2.pcap'),
  tcp6: fixture('a22-v6-tcp-aes-cbc-hmac-sha-1-96.sll.pcap'),
  wrongIk: fixture('b31-v4-udp-wrong-ik.sll2.pcap'),
  twoUes: fixture('c01-v4-udp-two-ues.sll2.pcap'),
  odd: '',
};
type CaptureName = keyof typeof captures;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ims-esp-filter-'));
  captures.odd = join(folder, 'odd.pcap');
  writeFileSync(captures.odd, oddCapture());
  if (!hasTshark) return;
  for (const [name, path] of Object.entries(captures)) {
    const { sets } = await analyse([{ name: path }]);
    const [profile] = wiresharkProfiles(sets, false);
    if (profile !== undefined) writeProfile(join(folder, name), profile);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

function tshark(capture: CaptureName, options: readonly string[]): string {
  return tsharkOutput(join(folder, capture), captures[capture], options);
}

/** Runs the analysis and gives the context that fields need. */
async function withMessages(
  capture: CaptureName,
  take: (event: Parameters<NonNullable<AnalysisSink['sip']>>[0], context: FieldContext) => void,
): Promise<void> {
  const context: FieldContext = { files: [capture], start: { seconds: 0, nanoseconds: 0 } };
  await analyse([{ name: captures[capture] }], {
    on: {
      begin: (seconds, nanoseconds) => Object.assign(context.start, { seconds, nanoseconds }),
      sip: event => take(event, context),
    },
  });
}

/** For each filter of a capture the frames of the messages that pass; under the empty filter those of all messages. */
async function framesOfOurs(capture: CaptureName): Promise<Map<string, number[]>> {
  const filters = [...FILTERS, ...BETTER].filter(([name]) => name === capture).map(([, , filter]) => filter);
  const passing = ['', ...filters].map(filter => ({
    filter,
    passes: displayFilter(filter),
    frames: new Set<number>(),
  }));
  await withMessages(capture, (event, context) => {
    for (const { passes, frames } of passing) if (passes(event, context)) frames.add(event.origin.frame);
  });
  return new Map(passing.map(({ filter, frames }) => [filter, [...frames]]));
}

/** Frames with SIP that tshark selects. */
function framesOfTshark(capture: CaptureName, filter: string): number[] {
  const output = tshark(capture, ['-Y', `sip && (${filter})`, '-T', 'fields', '-e', 'frame.number']);
  return output.split('\n').filter(Boolean).map(Number);
}

/** How many of the messages must pass: a filter that takes all or nothing proves little. */
type Share = 'some' | 'none' | 'all';

const FILTERS: readonly [CaptureName, Share, string][] = [
  ['udp', 'all', 'sip'],
  ['udp', 'some', 'esp'],
  ['udp', 'none', 'tcp or ipv6'],
  ['udp', 'all', 'udp && ip'],
  ['udp', 'some', 'sip.Method == "REGISTER"'],
  ['udp', 'some', 'sip.Method == REGISTER'],
  ['udp', 'some', 'sip.Method eq "REGISTER" and not esp'],
  ['udp', 'some', '!sip.Method == "REGISTER"'],
  ['udp', 'some', 'sip.Method != "REGISTER"'],
  ['udp', 'some', 'sip.Status-Code == 401'],
  ['udp', 'some', 'sip.Status-Code == 0x191 || sip.Status-Code == 0310'],
  ['udp', 'some', 'sip.Status-Code >= 200 and sip.Status-Code lt 300'],
  ['udp', 'some', 'sip.Status-Code in {100, 200..299, 401}'],
  ['udp', 'some', 'sip.Status-Code not in {401}'],
  ['udp', 'some', 'sip.Method in {"REGISTER", "MESSAGE"}'],
  ['udp', 'some', 'sip.Method lt "N"'],
  ['udp', 'some', 'esp.spi == 0x79f51584'],
  [
    'udp',
    'some',
    'esp.spi == 0x79f51584 && esp.sequence > 3 || sip.Status-Code == 401 and not udp.port == 5060',
  ],
  ['udp', 'some', 'esp.icv_good'],
  ['udp', 'some', 'esp.icv_good == 1'],
  ['udp', 'none', 'esp.icv_bad == True'],
  ['wrongIk', 'some', 'esp.icv_bad == true or sip.Status-Code >= 400'],
  ['wrongIk', 'some', 'not esp.icv_good == 0'],
  ['udp', 'some', 'ip.addr == 10.20.0.1'],
  ['udp', 'some', 'ip.addr == 10.20.0.0/16'],
  ['udp', 'some', 'ip.addr != 10.10.0.1'],
  ['udp', 'all', 'ip.addr !== 10.10.0.1'],
  ['udp', 'some', 'all ip.addr == 10.10.0.0/16'],
  ['udp', 'some', 'ip.addr === 10.20.0.0/16'],
  ['udp', 'some', 'any ip.addr > 10.20.0.1'],
  ['udp', 'some', 'ip.src in {10.20.0.1..10.20.0.9, 10.99.0.0/16}'],
  ['udp', 'all', 'ip.src == ip.addr'],
  ['udp', 'some', 'udp.srcport == udp.dstport'],
  ['udp', 'some', 'udp.port in {5060, 31000..31100}'],
  ['udp', 'some', 'frame.number > 20 && frame.number <= 30'],
  ['udp', 'some', 'frame.time_relative < 0.1'],
  ['udp', 'some', 'frame.time_epoch > 1795221001.4'],
  ['udp', 'some', 'sip.Call-ID contains "bf7"'],
  ['udp', 'some', 'sip.Call-ID contains bf7'],
  ['udp', 'some', 'sip.Call-ID matches "^BF7"'],
  ['udp', 'none', 'sip.Call-ID ~ "(?-i)^BF7"'],
  ['udp', 'some', 'sip.Call-ID matches r"^[[:xdigit:]]{12}@10\\.10"'],
  ['udp', 'some', 'sip.msg_hdr matches "\\nmax-forwards: 70\\r\\n"'],
  ['udp', 'none', 'sip.msg_hdr matches "via.*max-forwards"'],
  ['udp', 'some', 'sip.msg_hdr matches "(?s)via.*max-forwards"'],
  ['udp', 'some', 'sip.msg_hdr matches "(?m)^(privacy|expires|rack):"'],
  ['udp', 'some', 'sip.msg_hdr contains "Expires: 600000"'],
  ['udp', 'some', 'sip contains "600000"'],
  ['udp', 'some', 'sip contains 53:49:50:2f:32:2e:30:20:34'],
  ['udp', 'some', 'sip matches "^register sip:[^ ]+ sip/2\\\\.0"'],
  ['udp', 'some', 'upper(sip.CSeq.method) == sip.Method'],
  ['udp', 'some', 'lower(sip.Method) == "register"'],
  ['udp', 'some', 'len(sip.Method) == 8'],
  ['udp', 'some', 'len(sip) > 900'],
  ['udp', 'some', 'count(sip.Via) > 1'],
  ['udp', 'none', 'count(sip.Route) == 0'],
  ['udp', 'some', 'all sip.Via contains "10.10"'],
  ['udp', 'some', 'sip.from.tag > sip.to.tag'],
  ['udp', 'some', 'sip.auth.ck'],
  ['udp', 'some', 'sip.auth.nonce == "\\"\\""'],
  ['udp', 'some', 'sip.sec_mechanism.ealg == "aes-cbc" and sip.sec_mechanism.spi_c == 2541253855'],
  ['udp', 'some', 'sip.Via.sent-by.port == 32008'],
  ['udp', 'some', 'sip.Expires >= 600000 and sip.msg_body or not (not sip.msg_body)'],
  ['udp', 'some', 'sip.CSeq.seq != 1'],
  ['tcp6', 'some', 'ipv6.addr == fd10::2 and tcp.port == 5060'],
  ['tcp6', 'all', 'ipv6.addr == fd00::/8'],
  ['tcp6', 'some', 'ipv6.src == fd10::1'],
  ['tcp6', 'some', 'ip.addr or udp.port'],
  ['tcp6', 'some', 'tcp.dstport > 5060 and sip.Method'],
  ['tcp6', 'some', 'sip.to.user == sip.from.user'],
  ['twoUes', 'some', 'sip.from.user == "001010000000002"'],
  ['twoUes', 'some', 'sip.r-uri.user matches r"\\d+2$" or sip.contact.host == "10.10.0.3"'],
  ['odd', 'some', 'sip.Subject contains "Jürgen"'],
  ['odd', 'some', 'sip.Subject contains "J\\u00fcrgen"'],
  ['odd', 'some', 'sip.Subject contains r" \\ "'],
  ['odd', 'some', 'sip contains "Jürgen"'],
  ['odd', 'some', 'sip.Subject matches "j..?rgen"'],
  ['odd', 'some', 'sip.auth.realm contains "r \\\\\\"x"'],
  ['odd', 'some', 'sip.contact.uri == "sip:first@1.1.1.1;p=1" and sip.contact.user == "second"'],
  ['odd', 'some', 'sip.Supported == "gruu"'],
  ['odd', 'some', 'sip.Supported != "gruu" or sip.Supported'],
  ['odd', 'some', 'sip.Accept == ""'],
];

/** Where we select more than tshark 4.0, and why. */
const BETTER: readonly [CaptureName, string, string][] = [
  ['odd', 'tshark knows the two cases of ASCII letters only', 'sip.Subject matches "JÜRGEN"'],
  ['odd', 'tshark never fills sip.r-uri.param', 'sip.r-uri.param == "user=phone"'],
];

describe.skipIf(!hasTshark)('the display filter selects what tshark selects', () => {
  const ours = new Map<CaptureName, Map<string, number[]>>();
  beforeAll(async () => {
    for (const name of Object.keys(captures) as CaptureName[]) ours.set(name, await framesOfOurs(name));
  });

  test.each(FILTERS)('%s, %s: %s', (capture, share, filter) => {
    const frames = ours.get(capture)?.get(filter) as number[];
    const all = ours.get(capture)?.get('') as number[];
    expect(frames).toEqual(framesOfTshark(capture, filter));
    expect(frames.length === 0 ? 'none' : frames.length === all.length ? 'all' : 'some').toBe(share);
  });

  test.each(BETTER)('%s: %s (%s)', (capture, _reason, filter) => {
    expect(framesOfTshark(capture, filter)).toEqual([]);
    expect(ours.get(capture)?.get(filter)).toEqual([1]);
  });
});

/** Fields whose values tshark 4.0 prints oddly, and what they would be otherwise; null: nothing to compare. */
const ODD_VALUES: ReadonlyMap<string, (theirs: string) => string | null> = new Map<
  string,
  (theirs: string) => string | null
>([
  // tshark adds the body.
  ['sip.msg_hdr', text => text.replace(/(\\r\\n\\r\\n).*$/, '$1')],
  // tshark adds the line end if the last parameter is a quoted string.
  ['sip.contact.parameter', text => text.replace(/\\r\\n$/, '')],
  // tshark never fills it.
  ['sip.r-uri.param', () => null],
]);

describe.skipIf(!hasTshark)('fields', () => {
  // Those of other messages are compared beside them; tshark has some of them for SIP as well.
  const names = fieldNames().filter(
    name => !name.startsWith('ims.') && (name.startsWith('sctp.') || !isCoreField(fieldNamed(name) as Field)),
  );
  const fields = names.map(name => fieldNamed(name) as Field);

  test('tshark knows every one that is not ours', () => {
    const known = new Set(
      execFileSync('tshark', ['-G', 'fields'], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
        maxBuffer: 1 << 28,
      })
        .split('\n')
        .map(line => line.split('\t'))
        .filter(([kind]) => kind === 'F')
        .map(([, , name]) => name),
    );
    expect(names.filter(name => !known.has(name))).toEqual([]);
  });

  test.each(Object.keys(captures) as CaptureName[])('%s: the values are those of tshark', async capture => {
    const lines = new Map<string, string[]>();
    await withMessages(capture, (event, context) => {
      const line = new FieldLines(fields, DEFAULT_LAYOUT, context).sip(event).slice(0, -1);
      const frame = `${event.origin.frame}`;
      lines.set(frame, [...(lines.get(frame) ?? []), line]);
    });
    const columns = names.flatMap(name => ['-e', name]);
    const theirs = tshark(capture, ['-Y', 'sip', '-T', 'fields', ...columns])
      .split('\n')
      .filter(Boolean);
    expect(theirs.length).toBe(lines.size);
    const number = names.indexOf('frame.number');
    const differences: string[] = [];
    for (const row of theirs.map(line => line.split('\t'))) {
      const ours = lines.get(row[number] as string) ?? [];
      // tshark joins the values of several messages in one frame.
      if (ours.length !== 1) continue;
      for (const [i, value] of (ours[0] as string).split('\t').entries()) {
        const name = names[i] as string;
        const expected = (ODD_VALUES.get(name) ?? (text => text))(row[i] ?? '');
        if (expected !== null && value !== expected)
          differences.push(`frame ${row[number]} ${name}: ${value} instead of ${expected}`);
      }
    }
    expect(differences).toEqual([]);
  });
});
