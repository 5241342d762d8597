import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fieldNamed, fieldNames } from '../../../src/output/fields/fields.ts';
import { ethernet, type Flow, ip, latin1, udp } from '../../support/captures/packets.ts';
import { pcapFile } from '../../support/captures/pcap-file.ts';
import { ENDS } from '../../support/captures/sa-set.ts';
import { isBuilt } from '../../support/programs/built.ts';
import { canRecord, recorded } from '../../support/programs/recording.ts';

const PROGRAM = resolve(import.meta.dirname, '../../../bin/ims-esp.js');

/** What a terminal would obey, or show as something else; in the octets of UTF-8. */
const HOSTILE = Buffer.from(
  [
    '\u001b[2J\u001b]0;title\u0007\u001b]8;;http://x\u001b\\\u001bP+q\u001b\\\u001b[6n\u0007\b\b\u007f',
    '\u009b31m\u009d0;t\u009c\u0085',
    '\u202egnp\u202c\u2066\u2069\u200e\u200f\u061c',
    '\u200b\u200c\u200d\u2060\ufeff\u00ad\u2028\u2029',
    '\u{e0041}\ufe0f',
  ].join(''),
).toString('latin1');

/** The controls of C1 as single octets, which are no UTF-8. */
const EIGHT_BIT = `${HOSTILE}\x9b2J\x9d0;t\x9c\x85\x90q\x9c`;

/** What may be in the name of a file. */
const NAME = 'a\u001b[2J\u001b]0;t\u0007\u009b31m\u202eb\u200b\u2028c\n\rd.pcap';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
  const frames = hostileFrames().map((data, i) => ({ seconds: i, nanoseconds: 0, data }));
  writeFileSync(join(folder, NAME), pcapFile(frames, { linkType: 1 }));
  mkdirSync(join(folder, `dir${NAME}`));
  writeFileSync(join(folder, `dir${NAME}`, NAME), 'no capture');
  // What was not closed, and too short: damage, with issues that name the file.
  writeFileSync(join(folder, `cut${NAME}`), pcapFile(frames, { linkType: 1 }).subarray(0, -5));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A registration, and messages with hostile text wherever there is any. */
function hostileFrames(): Uint8Array[] {
  const { ue, pcscf } = ENDS;
  const up: Flow = {
    source: ue.address,
    sourcePort: 5060,
    destination: pcscf.address,
    destinationPort: 5060,
  };
  const down: Flow = { ...up, source: pcscf.address, destination: ue.address };
  const mechanism = ({ spiC, spiS, portC, portS }: typeof ue | typeof pcscf) =>
    `ipsec-3gpp;alg=hmac-sha-1-96;ealg=aes-cbc;spi-c=${spiC};spi-s=${spiS};port-c=${portC};port-s=${portS};x="${EIGHT_BIT}"`;
  const common = (method: string) => [
    `Via: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK${EIGHT_BIT}`,
    `From: "${EIGHT_BIT}" <sip:${EIGHT_BIT}@ims>;tag=${EIGHT_BIT}`,
    `To: <sip:alice${EIGHT_BIT}@ims>`,
    `Call-ID: ${EIGHT_BIT}@ue`,
    `CSeq: 1 ${method}`,
    `User-Agent: ${EIGHT_BIT}`,
    `X-${EIGHT_BIT}: ${EIGHT_BIT}`,
    `P-Access-Network-Info: ${EIGHT_BIT};x=${EIGHT_BIT}`,
    `Content-Type: text/${EIGHT_BIT}`,
  ];
  const message = (flow: Flow, ...lines: string[]) =>
    ethernet(ip(flow, 17, udp(flow, latin1([...lines, 'Content-Length: 0', '', ''].join('\r\n')))));
  const challenge = `Digest realm="${EIGHT_BIT}", nonce="${EIGHT_BIT}", algorithm=AKAv1-MD5`;
  const keys = `ck="${'01'.repeat(16)}", ik="${'02'.repeat(16)}"`;
  const username = `username="${EIGHT_BIT}", nonce="${EIGHT_BIT}", response="0"`;
  return [
    message(
      up,
      'REGISTER sip:ims SIP/2.0',
      ...common('REGISTER'),
      `Security-Client: ${mechanism(ue)}`,
      `Authorization: Digest ${username}, ${EIGHT_BIT}`,
    ),
    message(
      down,
      'SIP/2.0 401 Unauthorized',
      ...common('REGISTER'),
      `WWW-Authenticate: ${challenge}, ${keys}`,
      `Security-Server: ${mechanism(pcscf)}`,
    ),
    message(up, `M${EIGHT_BIT} sip:${EIGHT_BIT} SIP/2.0`, ...common(`M${EIGHT_BIT}`)),
    message(up, 'MESSAGE sip:x SIP/2.0', ...common(EIGHT_BIT), `Security-Verify: ${EIGHT_BIT}`),
    message(down, `SIP/2.0 200 ${EIGHT_BIT}`, ...common('MESSAGE')),
    message(down, `SIP/2.0 200 OK \x9b2J \xe2\x80\xae`, ...common('MESSAGE')),
  ];
}

const FIELDS = fieldNames().filter(name => fieldNamed(name)?.keys !== 'whole');

const COMMANDS: readonly (readonly [string, readonly string[]])[] = [
  ['decode', ['decode', NAME]],
  ['decode of two files', ['decode', NAME, `cut${NAME}`]],
  ['decode -V', ['decode', '-V', NAME]],
  ['decode -V --show-keys', ['decode', '-V', '--show-keys', NAME]],
  ['decode -T json', ['decode', '-T', 'json', NAME, `cut${NAME}`]],
  [
    'decode -T fields',
    ['decode', '-T', 'fields', '-E', 'header=y', ...FIELDS.flatMap(name => ['-e', name]), NAME],
  ],
  ['decode -w', ['decode', '-w', `out${NAME}`, NAME]],
  ['sas', ['sas', NAME]],
  ['sas -T json', ['sas', '-T', 'json', NAME]],
  ['wireshark', ['wireshark', '-d', `profile${NAME}`, NAME]],
  ['export keys', ['export', '--format', 'keys', '--show-keys', NAME]],
  ['export ip-xfrm', ['export', '--format', 'ip-xfrm', '--show-keys', NAME]],
  ['export setkey', ['export', '--format', 'setkey', '--show-keys', NAME]],
  ['export -o', ['export', '--format', 'keys', '-o', `keys${NAME}`, NAME]],
  ['a folder without captures', ['decode', `dir${NAME}`]],
  ['a file that is missing', ['decode', `missing${NAME}`]],
  ['a file of keys that is missing', ['decode', NAME, '--keys', `missing${NAME}`]],
  ['a file of keys that is none', ['decode', NAME, '--esp-sa', NAME]],
  ['the input as output', ['decode', NAME, '-w', NAME]],
  ['an output that cannot be', ['decode', NAME, '-w', `missing/${NAME}`]],
  ['a filter that is wrong', ['decode', NAME, '-Y', `sip.Method == "${NAME}`]],
  ['a field that is none', ['decode', NAME, '-T', 'fields', '-e', NAME]],
  ['a command that is none', [NAME]],
  ['an option that is none', ['decode', NAME, `--${NAME}`]],
  ['a choice that is none', ['decode', NAME, '-T', NAME]],
  ['a profile name that is none', ['wireshark', NAME, '-d', 'x', '--profile', NAME]],
];

/** Colours, and what clears a progress line: our own. */
const OWN = /\u001b\[[\d;]*m|\r\u001b\[K/g;

/** All that a terminal may obey, or that would show a text as another. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/u;

describe.skipIf(!isBuilt || !canRecord || process.platform === 'win32')('what reaches a terminal', () => {
  test.each(COMMANDS)('%s: text, colours and line ends', (_, argv) => {
    const octets = recorded([process.execPath, PROGRAM, ...argv], folder);
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(octets);
    const left = text.replace(OWN, '').replaceAll('\r\n', '').replaceAll('\t', '');
    expect(left.length).toBeGreaterThan(40);
    expect(UNSAFE.exec(left)?.[0].codePointAt(0)?.toString(16) ?? 'nothing').toBe('nothing');
  });

  test('all of it can be seen', () => {
    const run = (...argv: string[]) => recorded([process.execPath, PROGRAM, ...argv], folder).toString();
    const verbose = run('decode', '-V', NAME);
    for (const visible of ['\\x1b[2J', '\\x9b31m', '\\x07', '\\x7f', 'â\\x80®gnp'])
      expect(verbose).toContain(visible);
    const fields = run('decode', '-T', 'fields', '-e', 'sip.User-Agent', NAME);
    for (const visible of ['\\x1b[2J', '\\x9b', '\\u202egnp', '\\u200b', '\\u{e0041}'])
      expect(fields).toContain(visible);
    const keys = run('export', '--format', 'keys', '--show-keys', NAME);
    expect(keys).toContain('"impi":"\\u001b[2J');
    expect(keys).toContain('"ck":"0101');
    expect(run('decode', `missing${NAME}`)).toContain(
      'missinga\\x1b[2J\\x1b]0;t\\x07\\x9b31m\\u202eb\\u200b\\u2028c\\x0a\\x0dd.pcap',
    );
  });

  test('the recording would show it', () => {
    const octets = recorded(['printf', '%s', '\u001b[2J\u202e'], folder);
    expect(octets.toString()).toBe('\u001b[2J\u202e');
  });
});
