import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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

  test('a wrong line: file, line number and reason, no key, exit code 1', async () => {
    const path = file(`# keys\n${TEXT.replace('IPv4', 'IPv5')}`);
    const { exitCode, stdout, stderr } = await ims(['decode', CAPTURE, '--esp-sa', path]);
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toContain(
      `--esp-sa: ${path}: line 2: protocol: IPv4 or IPv6 was expected, 'IPv5' was found`,
    );
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

  test('a wrong line: file, line number and reason, no key, exit code 1', async () => {
    const path = file(`\n${xfrmText(kernel).replace(/enc cbc\(aes\) 0x../, 'enc cbc(aes) 0x')}`);
    const { exitCode, stdout, stderr } = await ims(['decode', CAPTURE, '--xfrm', path]);
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toContain(
      `--xfrm: ${path}: line 6: cbc(aes): a key of 16 or 24 or 32 octets was expected, 15 were found`,
    );
  });

  test('an algorithm that is not supported is named', async () => {
    const path = file(xfrmText(kernel).replaceAll('cbc(aes)', 'cbc(camellia)'));
    const { exitCode, stderr } = await ims(['decode', CAPTURE, '--xfrm', path]);
    expect(exitCode).toBe(0);
    expect(stderr).toContain(`${path}: line 1: cbc(camellia) is not supported`);
    expect(stderr).toContain('[xfrm-unsupported]');
  });
});
