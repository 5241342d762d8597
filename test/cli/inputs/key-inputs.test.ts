import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { KEY_INPUTS } from '../../../src/cli/inputs/key-inputs.ts';
import { COMMANDS } from '../../../src/cli/parse/command-table.ts';
import { espSaOf } from '../../support/captures/given-sa.ts';
import { kernelSasOf, xfrmStatistics, xfrmText } from '../../support/captures/kernel-sas.ts';
import { fixture, labCaptures, truthOf } from '../../support/programs/lab.ts';
import { ims } from '../../support/programs/terminal.ts';

const CAPTURE = fixture('e01-v4-udp-kamailio-scscf.eth.pcap');
const capture = labCaptures().find(({ path }) => path === CAPTURE);
if (capture === undefined) throw new Error('the fixture is missing');
const TEXT = espSaOf(truthOf(capture)) ?? '';
const KEYS = [...TEXT.matchAll(/"0x([0-9a-f]{20,})"/g)].map(([, key]) => key as string);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(text: string, name = 'esp_sa'): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe('--esp-sa', () => {
  test('opens what the capture has no keys for, on every command', async () => {
    const path = file(TEXT);
    const decoded = await ims(['decode', CAPTURE, '--esp-sa', path]);
    expect(decoded).toMatchObject({ exitCode: 0 });
    expect(decoded.stdout).toMatch(/ uc->ps good +REGISTER/);
    const sas = await ims(['sas', '-T', 'json', '-q', CAPTURE, `--esp-sa=${path}`]);
    const lines = sas.stdout
      .split('\n')
      .filter(line => line.startsWith('{"type":"sa"'))
      .map(line => JSON.parse(line));
    expect(new Set(lines.filter(({ packets }) => packets > 0).map(({ keySource }) => keySource))).toEqual(
      new Set(['file']),
    );
    for (const key of KEYS) expect(sas.stdout + decoded.stdout + decoded.stderr).not.toContain(key);
    const shown = await ims(['sas', '-q', '--show-keys', CAPTURE, '--esp-sa', path]);
    expect(KEYS.some(key => shown.stdout.includes(key))).toBe(true);
    const written = await ims(['wireshark', CAPTURE, '-d', join(folder, 'profile'), '--esp-sa', path]);
    expect(written.exitCode).toBe(0);
  });

  test('several files are joined', async () => {
    const [first, ...others] = TEXT.trimEnd().split('\n');
    const paths = [file(`${first}\n`, 'one'), file(others.join('\n'), 'two')];
    const joined = await ims(['decode', CAPTURE, ...paths.flatMap(path => ['--esp-sa', path])]);
    expect(joined.stdout).toBe((await ims(['decode', CAPTURE, '--esp-sa', file(TEXT)])).stdout);
  });

  test('a wrong line is one issue with file, line number and reason, without a key; the others are used', async () => {
    const wrong = TEXT.slice(0, TEXT.indexOf('\n') + 1).replace('IPv4', 'IPv5');
    const path = file(`# keys\n${wrong}${TEXT}`);
    const { exitCode, stdout, stderr } = await ims(['decode', CAPTURE, '--esp-sa', path]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/ uc->ps good +REGISTER/);
    expect(stderr).toContain(`${path}: line 2: protocol: expected IPv4 or IPv6, found 'IPv5' [esp-sa-line]`);
    for (const key of KEYS) expect(stderr).not.toContain(key);
  });

  test('a file that is not there', async () => {
    const { exitCode, stderr } = await ims(['decode', CAPTURE, '--esp-sa', join(folder, 'none')]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('--esp-sa: ');
    expect(stderr).toContain('no such file');
  });

  test('an algorithm that is not supported is named, and its packets are counted', async () => {
    const path = file('"IPv4","*","*","*","BLOWFISH-CBC [RFC2451]","0x00","NULL",""\n');
    const { exitCode, stderr } = await ims([
      'decode',
      fixture('a33-v4-udp-natt.sll2.pcap'),
      '--esp-sa',
      path,
    ]);
    expect(exitCode).toBe(0);
    expect(stderr).toContain(`${path}: line 1: BLOWFISH-CBC [RFC2451] is not supported`);
    expect(stderr).toContain('[esp-sa-unsupported]');
  });
});

describe('--xfrm', () => {
  const kernel = kernelSasOf(capture);

  test('opens what the capture has no keys for, beside --esp-sa and in several files', async () => {
    const [one, other] = [xfrmText(kernel.slice(0, 2)), xfrmStatistics(kernel.slice(2))];
    const files = ['--xfrm', file(one, 'x1'), '--xfrm', file(other, 'x2')];
    const decoded = await ims(['decode', CAPTURE, ...files]);
    expect(decoded).toMatchObject({ exitCode: 0 });
    expect(decoded.stdout).toMatch(/ uc->ps good +REGISTER/);
    const both = await ims(['decode', CAPTURE, '--xfrm', file(one, 'x1'), '--esp-sa', file(TEXT)]);
    expect(both.stdout).toBe(decoded.stdout);
    const { stdout } = await ims(['sas', CAPTURE, ...files]);
    expect(stdout).toMatch(/ file +│/);
  });

  test('a wrong SA is one issue with file, line number and reason', async () => {
    const path = file(`\n${xfrmText(kernel).replace(/enc cbc\(aes\) 0x../, 'enc cbc(aes) 0x')}`);
    const { exitCode, stderr } = await ims(['decode', CAPTURE, '--xfrm', path]);
    expect(exitCode).toBe(0);
    expect(stderr).toContain(
      `${path}: line 6: cbc(aes): expected a key of 16 or 24 or 32 octets, found 15 [xfrm-state]`,
    );
  });

  test('a file without any SA is an issue', async () => {
    const path = file('nothing');
    const { exitCode, stdout, stderr } = await ims(['decode', CAPTURE, '--xfrm', path]);
    expect([exitCode, stdout]).toEqual([2, (await ims(['decode', CAPTURE])).stdout]);
    expect(stderr).toContain(`--xfrm: ${path}: expected the output of ip xfrm state, found no SA`);
  });

  test('an algorithm that is not supported is named', async () => {
    const path = file(xfrmText(kernel).replaceAll('cbc(aes)', 'cbc(camellia)'));
    const { exitCode, stderr } = await ims(['decode', CAPTURE, '--xfrm', path]);
    expect(exitCode).toBe(0);
    expect(stderr).toContain(`${path}: line 1: cbc(camellia) is not supported`);
    expect(stderr).toContain('[xfrm-unsupported]');
  });
});

describe('--pcscf-log', () => {
  const [sa] = truthOf(capture).sas;
  const { ck = '', ik = '' } = sa ?? {};
  const [nonce] = /(?<=nonce=")[^"]{40,}(?=")/.exec(readFileSync(CAPTURE, 'latin1')) ?? [];
  const LINE = `kamailio[31]: DEBUG: Old header - WWW-Authenticate=Digest realm="ims", nonce="${nonce}", algorithm=AKAv1-MD5, ck="${ck}", ik="${ik}", qop="auth,auth-int"\n`;

  const log = (text: string) => file(text, 'log');

  test('the key of a log opens what the capture has no key for', async () => {
    const { exitCode, stdout, stderr } = await ims(['decode', CAPTURE, '--pcscf-log', log(`x\n${LINE}`)]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/ uc->ps good +REGISTER/);
    for (const key of [ck, ik]) expect(stdout + stderr).not.toContain(key);
  });

  test('a line that is cut is an issue, the others count', async () => {
    const path = log(`${LINE.slice(0, LINE.indexOf(', ik'))}\n${LINE}`);
    const { exitCode, stderr } = await ims(['sas', CAPTURE, '--pcscf-log', path]);
    expect(exitCode).toBe(0);
    expect(stderr).toContain(`${path}: line 1: ik: missing beside the other key [pcscf-log-key]`);
  });

  test.each([
    ['nothing\n', 'expected WWW-Authenticate with ck and ik, found none'],
    [LINE.replace(ik, ik.slice(1)), 'line 1: ik: expected 32 hex digits, found 31 characters'],
  ])('a log without any key is an issue: %#', async (text, reason) => {
    const path = log(text);
    const { exitCode, stdout, stderr } = await ims(['decode', CAPTURE, '--pcscf-log', path]);
    expect([exitCode, stdout]).toEqual([2, (await ims(['decode', CAPTURE])).stdout]);
    expect(stderr).toContain(
      `ims-esp: --pcscf-log: ${path}: ${reason}: no key of it is used [pcscf-log-key]`,
    );
  });

  test('a log that is not there is refused', async () => {
    const { exitCode, stderr } = await ims(['decode', CAPTURE, '--pcscf-log', join(folder, 'none')]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('--pcscf-log: ');
  });
});

test('every option of the table is one of every command', () => {
  for (const { options } of COMMANDS)
    expect(options.map(({ name }) => name)).toEqual(
      expect.arrayContaining(KEY_INPUTS.map(({ option }) => option)),
    );
});
