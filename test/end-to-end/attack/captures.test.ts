import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fieldNamed, fieldNames } from '../../../src/output/fields/fields.ts';
import { captureOf, ForgedRun, SHAPES } from '../../support/captures/forged-run.ts';
import { ethernet, type Flow, ip, latin1, tcp } from '../../support/captures/packets.ts';
import { fixture } from '../../support/programs/lab.ts';
import { ims } from '../../support/programs/terminal.ts';

/* The captures that broke something, through every command, and siblings of them. */

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const FIELDS = fieldNames().filter(name => fieldNamed(name)?.keys !== 'whole');
const COMMANDS: readonly (readonly string[])[] = [
  ['decode'],
  ['decode', '-V'],
  ['decode', '-T', 'json', '--hide-raw'],
  ['decode', '-T', 'fields', ...FIELDS.flatMap(name => ['-e', name])],
  ['diagnose', '-V'],
  ['diagnose', '-T', 'json'],
  ['flow'],
  ['flow', '-T', 'mermaid'],
  ['flow', '-T', 'svg'],
  ['report', '-o', '-'],
  ['sas', '-T', 'json'],
];

describe.each([
  'keyerr-keyAsName',
  'keyerr-noeq',
  'keysep-algspace-full',
  'keysep-algspace',
  'keysep-nonceunq',
  'keysep-realmopen',
])('no octet of CK and IK of %s is in', name => {
  const keys = ['45f2e00f2d9cd27e5e8ac53402d0a47a', '23c47cb8411cbbe956503186ef8f522c'];
  const forms = keys.flatMap(key => {
    const octets = Buffer.from(key, 'hex');
    return [
      key.slice(0, 8),
      key.slice(-8),
      octets.toString('base64').slice(0, 16),
      octets.toString('latin1'),
    ];
  });

  test.each(COMMANDS.map(command => [command.slice(0, 3).join(' '), command] as const))(
    '%s',
    async (_, command) => {
      const [verb, ...options] = command as readonly [string, ...string[]];
      const { stdout, stderr } = await ims([verb, fixture(`attack/${name}.pcap`), ...options]);
      const all = `${stdout}${stderr}`.toLowerCase();
      expect(stdout.length).toBeGreaterThan(0);
      for (const form of forms) expect(all).not.toContain(form.toLowerCase());
    },
  );
});

const FLOW: Flow = {
  source: '2001:db8::77',
  sourcePort: 40_000,
  destination: '2001:db8::1',
  destinationPort: 5060,
};

/** A message over TCP with these header lines and this body. */
function overTcp(headers: string, body: string): Uint8Array {
  const text = `MESSAGE sip:a@x.org SIP/2.0\r\nVia: SIP/2.0/TCP x;branch=z9hG4bK1\r\nFrom: <sip:b@x.org>;tag=1\r\nTo: <sip:a@x.org>\r\nCall-ID: long\r\nCSeq: 1 MESSAGE\r\n${headers}Content-Length: ${body.length}\r\n\r\n${body}`;
  const frames: Uint8Array[] = [];
  for (let at = 0; at < text.length; at += 1400)
    frames.push(ethernet(ip(FLOW, 6, tcp(FLOW, { sequence: 5 + at }, latin1(text.slice(at, at + 1400))))));
  return captureOf(frames);
}

const LONG: readonly (readonly [name: string, capture: (() => Uint8Array) | null, lines: number])[] = [
  ['130,000 line feeds', null, 130_000],
  ['400,000 ends of lines, over IPv6', () => overTcp('', '\r\n'.repeat(400_000)), 400_000],
  ['200,000 carriage returns and letters', () => overTcp('', 'a\r'.repeat(200_000)), 1],
  ['10,000 header lines', () => overTcp('a: b\r\n'.repeat(10_000), ''), 10_000],
  ['a header folded 10,000 times', () => overTcp(`Subject: a\r\n${' b\r\n'.repeat(10_000)}`, ''), 10_000],
];

describe.each(LONG)('a message of %s', (name, make, lines) => {
  const path = () => {
    if (make === null) return fixture('attack/verbose-lines-130000.pcap.gz');
    const written = join(folder, `${name.replaceAll(/\W/g, '-')}.pcap`);
    if (!existsSync(written)) writeFileSync(written, make());
    return written;
  };

  test.each(COMMANDS.map(command => [command.slice(0, 3).join(' '), command] as const))(
    '%s',
    async (_, command) => {
      const [verb, ...options] = command as readonly [string, ...string[]];
      const { exitCode, stdout, stderr } = await ims([verb, path(), ...options]);
      expect(stderr).not.toMatch(/call stack|RangeError|TypeError/);
      expect([0, 2]).toContain(exitCode);
      if (command.includes('-V') && verb === 'decode')
        expect(stdout.split('\n').length).toBeGreaterThan(lines);
    },
  );

  test('an ordinary capture beside it is decoded, and written', async () => {
    const ordinary = join(folder, 'ordinary.pcap');
    const written = join(folder, 'written.pcapng');
    writeFileSync(ordinary, captureOf(new ForgedRun(SHAPES[1] as (typeof SHAPES)[number]).frames()));
    const { stdout, stderr } = await ims(['decode', '-V', path(), ordinary, '-w', written]);
    expect(stderr).toContain('(4 protected)');
    expect(stdout).toContain('REGISTER sip:ims.example SIP/2.0');
    expect(statSync(written).size).toBeGreaterThan(statSync(ordinary).size);
    rmSync(written);
  });
});

test.each([
  ['gzbomb2', 'decode'],
  ['gzbomb3', 'diagnose'],
])('%s is given up with one line: %s', async (name, verb) => {
  const { exitCode, stderr } = await ims([verb, fixture(`attack/${name}.pcap.gz`)]);
  expect(exitCode).toBe(2);
  expect(stderr.match(/\[unreadable-input\]/g)).toEqual(['[unreadable-input]']);
});
