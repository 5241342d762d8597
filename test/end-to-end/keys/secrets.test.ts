import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { analyse } from '../../../src/analysis/analyse.ts';
import { secret } from '../../../src/bytes/secret-bytes.ts';
import { fieldNamed, fieldNames } from '../../../src/output/fields/fields.ts';
import { espSaOf } from '../../support/captures/given-sa.ts';
import { kernelSasOf, xfrmText } from '../../support/captures/kernel-sas.ts';
import {
  FIXTURES,
  fixture,
  keysOf,
  type LabCapture,
  labCaptures,
  labelOf,
  truthOf,
} from '../../support/programs/lab.ts';
import { ims, type Printed } from '../../support/programs/terminal.ts';

/** Gm without keys, so that they must come from elsewhere; with the keys on the wire; with keys that do not fit. */
const GM = fixture('e01-v4-udp-kamailio-scscf.eth.pcap');
const CORE = fixture('e01-v4-udp-kamailio-scscf.core.pcap');
const WITH_401 = fixture('a04-v4-udp-aes-cbc-hmac-sha-1-96.sll2.pcap');
const GMAC = fixture('a27-v4-udp-aes-gmac.sll2.pcap');

const captureOf = (path: string) => labCaptures().find(one => one.path === path) as LabCapture;
const gm = truthOf(captureOf(GM));
const FIXTURE_CAPTURES = labCaptures().filter(({ path }) => path.startsWith(FIXTURES));
const SECRETS = [...new Set(FIXTURE_CAPTURES.flatMap(secretsOf))];

/** CK, IK and what was made of them, and K and OPc of the USIMs, in hex. */
function secretsOf({ path, name }: LabCapture): string[] {
  const { sas, usim } = JSON.parse(readFileSync(path.replace(/[^/]+$/, `${name}.json`), 'utf8'));
  const ofSas = sas.flatMap((sa: Record<string, string>) => [sa.ck, sa.ik, sa.enc_key, sa.auth_key]);
  const ofUsim = usim.flatMap((entry: Record<string, string>) => [entry.k, entry.opc]);
  return [...ofSas, ...ofUsim].filter(key => key !== undefined && key !== '');
}

function usimsOf({ path, name }: LabCapture): object[] {
  return JSON.parse(readFileSync(path.replace(/[^/]+$/, `${name}.json`), 'utf8')).usim;
}

/** How a key may look in a text. Half of one is too much. */
function formsOf(hex: string): string[] {
  const bytes = Buffer.from(hex, 'hex');
  const pairs = hex.match(/../g) ?? [];
  const half = hex.slice(0, 16);
  const listed = [':', ' ', '-', ','].map(separator => pairs.slice(0, 8).join(separator));
  const decimal = [...bytes.subarray(0, 8)].join(',');
  return [half, hex.slice(-16), ...listed, bytes.toString('latin1'), bytes.toString('utf8'), decimal].concat(
    // Two characters of the end depend on what follows.
    bytes.toString('base64').slice(0, 18),
    bytes.toString('base64url').slice(0, 18),
  );
}

const FORMS = SECRETS.flatMap(formsOf).filter(form => form !== '00000000' && !/^0+$/.test(form));

/** The forms of keys in what was printed; nothing of them may be told by a failure either. */
function leaksIn({ stdout, stderr }: Printed): number {
  const text = `${stdout}\n${stderr}`;
  const lower = text.toLowerCase();
  return FORMS.filter(form => text.includes(form) || lower.includes(form.toLowerCase())).length;
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** The options of each way to give the keys of the capture without any. */
function waysToGiveKeys(): [way: string, argv: string[]][] {
  const [sa] = gm.sas;
  const [ck, ik] = [sa?.ck ?? '', sa?.ik ?? ''];
  const nonce = /(?<=nonce=")[^"]{40,}(?=")/.exec(readFileSync(GM, 'latin1'))?.[0] ?? '';
  const log = `kamailio[1]: Old header - WWW-Authenticate=Digest nonce="${nonce}", ck="${ck}", ik="${ik}"\n`;
  return [
    ['another capture', [CORE]],
    ['--ck and --ik', ['--ck', ck, '--ik', `0x${ik.toUpperCase()}`]],
    ['--esp-sa', ['--esp-sa', file('esp_sa', espSaOf(gm) ?? '')]],
    ['--xfrm', ['--xfrm', file('xfrm', xfrmText(kernelSasOf(captureOf(GM))))]],
    ['--pcscf-log', ['--pcscf-log', file('log', log)]],
    ['--keys', ['--keys', file('keys', JSON.stringify([{ nonce, ck, ik }]))]],
    ['--usim', ['--usim', file('usim', JSON.stringify(usimsOf(captureOf(GM))))]],
  ];
}

/** What is run with each. */
const COMMANDS: [command: string, argv: (name: string) => string[]][] = [
  ['decode', () => ['decode']],
  ['decode -V', () => ['decode', '-V']],
  ['decode -T json', () => ['decode', '-T', 'json']],
  [
    'decode -T fields',
    () => [
      'decode',
      '-T',
      'fields',
      '-e',
      'sip.WWW-Authenticate',
      '-e',
      'sip.auth.nonce',
      '-e',
      'sip.Status-Line',
    ],
  ],
  ['decode -w', name => ['decode', '-w', join(folder, `${name}.pcapng`)]],
  ['flow', () => ['flow']],
  ['flow -T mermaid', () => ['flow', '-T', 'mermaid']],
  ['flow -T svg', () => ['flow', '-T', 'svg']],
  ['sas', () => ['sas']],
  ['sas -T json', () => ['sas', '-T', 'json']],
  ['report', () => ['report', '-o', '-']],
  ['wireshark', name => ['wireshark', '-d', join(folder, `${name}-profile`)]],
  ['export keys', name => ['export', '--format', 'keys', '-o', join(folder, `${name}.json`)]],
  ['export ip-xfrm', name => ['export', '--format', 'ip-xfrm', '-o', join(folder, `${name}.sh`)]],
  ['export setkey', name => ['export', '--format', 'setkey', '-o', join(folder, `${name}.setkey`)]],
  ['export refused', () => ['export', '--format', 'keys']],
];

/** The messages of a capture as JSON show the 401 exactly as it was on the wire, and only these lines may. */
function withoutRaw401({ stdout, ...rest }: Printed): Printed {
  const lines = stdout.split('\n').filter(line => !/"status":401.*"raw":/.test(line));
  return { ...rest, stdout: lines.join('\n') };
}

describe('no key is printed', () => {
  test.each(COMMANDS)('by %s, in whatever way it was given', async (command, argv) => {
    const seen: string[] = [];
    for (const [way, keys] of waysToGiveKeys()) {
      const printed = await ims([...argv(way.replaceAll(/\W/g, '')), GM, ...keys]);
      expect(printed.exitCode, printed.stderr).toBe(command === 'export refused' ? 1 : 0);
      const judged = command === 'decode -T json' ? withoutRaw401(printed) : printed;
      if (leaksIn(judged) > 0) seen.push(way);
    }
    expect(seen).toEqual([]);
  });

  test.each(COMMANDS)('by %s, of a capture that has it', async (command, argv) => {
    for (const capture of [WITH_401, GMAC]) {
      const printed = await ims([...argv('own'), capture]);
      expect(leaksIn(command === 'decode -T json' ? withoutRaw401(printed) : printed)).toBe(0);
    }
  });

  test('by a filter that asks for it', async () => {
    const [sa] = truthOf(captureOf(WITH_401)).sas;
    const printed = await ims(['decode', WITH_401, '-V', '-Y', `sip.auth.ck == "\\"${sa?.ck}\\""`]);
    expect(printed.exitCode).toBe(0);
    expect(printed.stdout).toContain('401 Unauthorized');
    expect(leaksIn(printed)).toBe(0);
  });
});

/** The commands of all formats, with every field that may be printed. */
const FIELDS = fieldNames().filter(name => fieldNamed(name)?.keys !== 'whole');
const FORMATS: readonly (readonly string[])[] = [
  ['decode'],
  ['decode', '-V'],
  ['decode', '-T', 'json'],
  ['decode', '-T', 'fields', ...FIELDS.flatMap(name => ['-e', name])],
  ['sas'],
  ['sas', '-T', 'json'],
];

describe.each(FIXTURE_CAPTURES.map(capture => [labelOf(capture), capture] as const))(
  '%s',
  (label, { path }) => {
    test('no key is in what is printed, in any format', async () => {
      const writing = [
        ['wireshark', '-d', join(folder, label)],
        ...['keys', 'ip-xfrm', 'setkey'].map(format => [
          'export',
          '--format',
          format,
          '-o',
          join(folder, label + format),
        ]),
      ];
      for (const argv of [...FORMATS, ...writing]) {
        const printed = await ims([...argv, path]);
        expect(printed.exitCode, printed.stderr).toBe(0);
        expect([argv[0], argv[2], leaksIn(argv.includes('json') ? withoutRaw401(printed) : printed)]).toEqual(
          [argv[0], argv[2], 0],
        );
      }
    });

    test('no formatter prints a key out of the results of the library', async () => {
      const keys = [...keysOf(truthOf(captureOf(path)))].map(({ ck, ik, source }) => ({
        ck: secret(ck),
        ik: secret(ik),
        source,
      }));
      const isOpened = !label.startsWith('b31') && !label.endsWith('.core');
      for (const crypto of ['node', 'noble'] as const) {
        const { sets, registrations, challenges } = await analyse([{ name: path }], { crypto, keys });
        const result = { sets, registrations, challenges };
        expect(sets.some(({ key }) => key !== null)).toBe(isOpened);
        const options = {
          depth: null,
          showHidden: true,
          maxArrayLength: null,
          breakLength: Number.POSITIVE_INFINITY,
        };
        const inspected = inspect(result, options).replaceAll(', ', ',');
        expect(inspected).toContain('<redacted>');
        const json = JSON.stringify(result, (name, value) => (name === 'set' ? undefined : value));
        expect(json).toContain('<redacted>');
        for (const stdout of [inspected, json]) expect(leaksIn({ exitCode: 0, stdout, stderr: '' })).toBe(0);
      }
    });
  },
);

describe('no key is in an error', () => {
  const [sa] = gm.sas;
  const [ck, ik] = [sa?.ck ?? '', sa?.ik ?? ''];
  const xfrm = xfrmText(kernelSasOf(captureOf(GM)));
  const line = `WWW-Authenticate=Digest nonce="n", ck="${ck}", ik="${ik}"`;
  test.each([
    ['--ck alone', () => ['--ck', ck]],
    ['--ck too long', () => ['--ck', `${ck}0`, '--ik', ik]],
    ['--ck twice', () => ['--ck', ck, '--ck', ck, '--ik', ik]],
    ['an option with it', () => [`--k${ck}`]],
    ['an option that is not known', () => ['--kc', ck]],
    ['a number', () => ['-c', ck]],
    [
      '--esp-sa with one column less',
      () => ['--esp-sa', file('w1', (espSaOf(gm) ?? '').replaceAll(/,"0x[0-9a-f]{40}"/g, ''))],
    ],
    [
      '--esp-sa with a key too long',
      () => ['--esp-sa', file('w2', (espSaOf(gm) ?? '').replaceAll(ck, `${ck}00`))],
    ],
    [
      '--esp-sa in another order',
      () => ['--esp-sa', file('w3', `"IPv4","*","*","0x${ck}","NULL","","NULL",""\n`)],
    ],
    [
      '--esp-sa with a key for a name',
      () => ['--esp-sa', file('w0', `"IPv4","*","*","*","${ck}","","${ik}",""\n`)],
    ],
    ['--xfrm with a key for a name', () => ['--xfrm', file('wa', xfrm.replaceAll('cbc(aes)', ck))]],
    ['--xfrm with a key too long', () => ['--xfrm', file('w4', xfrm.replaceAll(ck, `${ck}00`))]],
    ['--xfrm with half an octet', () => ['--xfrm', file('w5', xfrm.replaceAll(ck, `${ck}0`))]],
    [
      '--xfrm with an algorithm that is none',
      () => ['--xfrm', file('w6', xfrm.replaceAll('cbc(aes)', 'cbc(x)'))],
    ],
    ['--xfrm of another file', () => ['--xfrm', file('w7', `${ck}\n${ik}\n`)]],
    ['--keys with a key too long', () => ['--keys', file('wb', JSON.stringify([{ ck: `${ck}00`, ik }]))]],
    ['--keys with a key for a name', () => ['--keys', file('wc', JSON.stringify([{ [ck]: ck, ck, ik }]))]],
    ['--keys that are no JSON', () => ['--keys', file('wd', `[{"ck":${ck}}]`)]],
    ['--usim without K', () => ['--usim', file('we', JSON.stringify([{ impi: 'a', opc: ck }]))]],
    ['--pcscf-log with a key too short', () => ['--pcscf-log', file('w8', line.replace(ik, ik.slice(2)))]],
    ['--pcscf-log without a nonce', () => ['--pcscf-log', file('w9', line.replace('"n"', '""'))]],
  ])('%s', async (_, argv) => {
    const printed = await ims(['decode', GM, ...argv()]);
    expect(printed.stderr).not.toBe('');
    expect(leaksIn(printed)).toBe(0);
  });
});

test('the test would see them', async () => {
  const [sa] = gm.sas;
  const shown = await ims(['sas', GM, '--show-keys', '--ck', sa?.ck ?? '', '--ik', sa?.ik ?? '']);
  expect(leaksIn(shown)).toBeGreaterThan(0);
  expect(leaksIn(await ims(['decode', WITH_401, '-V', '--show-keys']))).toBeGreaterThan(0);
  expect(leaksIn(await ims(['decode', WITH_401, '-T', 'json']))).toBeGreaterThan(0);
  for (const form of ['hex', 'base64', 'latin1'] as const) {
    const stdout = Buffer.from(sa?.ck ?? '', 'hex').toString(form);
    expect(leaksIn({ exitCode: 0, stdout: ` ${stdout} `, stderr: '' })).toBeGreaterThan(0);
  }
});
