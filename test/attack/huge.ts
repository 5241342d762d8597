import { spawnSync } from 'node:child_process';
import { closeSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { keyOf, nonceOf, pcap, SYN, sip, tcp, text, UPLINK, udp } from '../bounds/packets.ts';
import { holds } from '../fuzz/checks.ts';
import { isBuilt } from '../support/programs/built.ts';
import { fixture } from '../support/programs/lab.ts';
import { ROOT } from '../support/programs/root.ts';
import type { Group } from './group.ts';

/* A million of what no table bounds: more than a call takes arguments, and more than a stack or a string may hold. */

const PROGRAM = join(ROOT, 'bin/ims-esp.js');
const CAPTURE = fixture('a04-v4-udp-aes-cbc-hmac-sha-1-96.sll2.pcap');

/** Makes the input of a kind in a folder, and gives the words that name it on a command line. */
type Kind = (count: number, folder: string) => readonly string[];

const KINDS: Readonly<Record<string, Kind>> = {
  'lines of a body': (count, folder) => captured(folder, segments(message('a=x\r\n'.repeat(count)))),
  'header fields': (count, folder) =>
    captured(folder, segments(message('', `${'X: 1\r\n'.repeat(count - 1)}X: 1`))),
  methods: (count, folder) =>
    captured(
      folder,
      datagrams(count, i => sip([`M${i} sip:a SIP/2.0`], `1 M${i}`, 'one')),
    ),
  'Call-IDs': (count, folder) =>
    captured(
      folder,
      datagrams(count, i => sip(['OPTIONS sip:a SIP/2.0'], '1 OPTIONS', `call-${i}`)),
    ),
  '--keys of nonces': (count, folder) =>
    keyFile(
      folder,
      'keys',
      jsonList(count, i => `{"nonce":"${nonceOf(i)}","ck":"${keyOf(i)}","ik":"${keyOf(i)}"}`),
    ),
  '--keys for all': (count, folder) =>
    keyFile(
      folder,
      'keys',
      jsonList(count, i => `{"ck":"${keyOf(i)}","ik":"${keyOf(i)}"}`),
    ),
  '--usim': (count, folder) =>
    keyFile(
      folder,
      'usim',
      jsonList(count, i => `{"imsi":"${1010000000001 + i}","k":"${keyOf(i)}","opc":"${keyOf(i)}"}`),
    ),
  '--esp-sa': (count, folder) =>
    keyFile(
      folder,
      'esp-sa',
      lines(
        count,
        i =>
          `"IPv4","10.0.0.2","10.0.0.1","0x${spi(i)}","AES-CBC [RFC3602]","0x${keyOf(i)}","HMAC-SHA-1-96 [RFC2404]","0x${keyOf(i)}00000000"`,
      ),
    ),
  '--xfrm': (count, folder) =>
    keyFile(
      folder,
      'xfrm',
      lines(
        count,
        i =>
          `src 10.0.0.2 dst 10.0.0.1\n\tproto esp spi 0x${spi(i)} reqid 1 mode transport\n\tauth-trunc hmac(sha1) 0x${keyOf(i)}00000000 96\n\tenc cbc(aes) 0x${keyOf(i)}`,
      ),
    ),
  '--pcscf-log': (count, folder) =>
    keyFile(
      folder,
      'pcscf-log',
      lines(
        count,
        i =>
          `x: WWW-Authenticate=Digest realm="ims", nonce="${nonceOf(i)}", algorithm=AKAv1-MD5, ck="${keyOf(i)}", ik="${keyOf(i)}"`,
      ),
    ),
};

const COMMANDS: readonly (readonly string[])[] = [
  ['decode'],
  ['decode', '-V'],
  ['decode', '-T', 'json'],
  ['decode', '-T', 'fields', '-e', 'sip.Method', '-e', 'sip.msg_hdr'],
  ['decode', '-w', 'out'],
  ['sas'],
  ['sas', '-T', 'json'],
  ['diagnose'],
  ['diagnose', '-T', 'json'],
  ['flow'],
  ['flow', '-T', 'mermaid'],
  ['flow', '-T', 'svg'],
  ['report', '-o', 'out'],
  ['export', '--format', 'keys', '-o', 'out'],
  ['export', '--format', 'ip-xfrm', '-o', 'out'],
  ['export', '--format', 'setkey', '-o', 'out'],
  ['wireshark', '-d', 'profile'],
];

/** Heap of a run in MiB, about twice what the largest needs: what grows without a bound ends at it. */
const HEAP = 1500;

/** Each kind of input through each command, with so many of the one thing; of keys three tenths. */
export function hugeGroup(count: number): Group {
  const kinds = Object.entries(KINDS);
  return {
    name: 'huge inputs',
    count: kinds.length * COMMANDS.length,
    missing: () => (isBuilt ? null : 'dist/ is missing: run npm run build'),
    attack: async (number, folder, keep) => {
      const [name, kind] = kinds[Math.floor(number / COMMANDS.length)] as (typeof kinds)[number];
      const command = COMMANDS[number % COMMANDS.length] as readonly string[];
      const input = kind(Math.ceil(name.startsWith('--') ? 0.3 * count : count), folder);
      const argv = [...command, '-q', ...input];
      keep('command', Buffer.from(argv.join(' ')));
      const { status, signal, stderr } = spawnSync(
        process.execPath,
        [`--max-old-space-size=${HEAP}`, PROGRAM, ...argv],
        { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' },
      );
      rmSync(join(folder, 'out'), { force: true });
      holds(status === 0, () => `${name}: ${command.join(' ')}: ended with ${status ?? signal}: ${stderr}`);
      holds(!/call stack|RangeError|heap/i.test(stderr), () => `${name}: ${command.join(' ')}: ${stderr}`);
      holds(stderr.split('\n').length < 50, () => `${name}: ${stderr.length} characters on standard error`);
    },
  };
}

function message(body: string, fields = 'X: 1'): Buffer {
  return sip(['MESSAGE sip:a SIP/2.0', fields], '1 MESSAGE', 'huge', body);
}

function* segments(whole: Buffer): Generator<Buffer> {
  yield tcp(UPLINK, 0, text(''), SYN);
  for (let at = 0; at < whole.length; at += 1400) yield tcp(UPLINK, 1 + at, whole.subarray(at, at + 1400));
}

function* datagrams(count: number, make: (i: number) => Buffer): Generator<Buffer> {
  for (let i = 0; i < count; i++) yield udp(UPLINK, make(i));
}

function captured(folder: string, packets: Iterable<Buffer>): readonly string[] {
  const file = openSync(join(folder, 'huge.pcap'), 'w');
  for (const piece of pcap(packets)) writeSync(file, piece);
  closeSync(file);
  return ['huge.pcap'];
}

function keyFile(folder: string, option: string, content: string): readonly string[] {
  writeFileSync(join(folder, 'keys.txt'), content);
  return [`--${option}`, 'keys.txt', CAPTURE];
}

function jsonList(count: number, entry: (i: number) => string): string {
  return `[${Array.from({ length: count }, (_, i) => entry(i)).join(',\n')}]`;
}

function lines(count: number, line: (i: number) => string): string {
  return Array.from({ length: count }, (_, i) => `${line(i)}\n`).join('');
}

function spi(i: number): string {
  return (0x1000 + i).toString(16).padStart(8, '0');
}
