import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generate } from '../../bench/captures/generator.ts';
import { isBuilt } from '../../support/programs/built.ts';
import { fixture } from '../../support/programs/lab.ts';
import { ROOT } from '../../support/programs/root.ts';

const CAPTURE = fixture('a04-v4-udp-aes-cbc-hmac-sha-1-96.sll2.pcap');

describe.skipIf(!isBuilt || platform() !== 'linux')('the executable', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
    execFileSync(process.execPath, [join(ROOT, 'bundle/executable.js'), folder], { stdio: 'ignore' });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function run(program: string, before: readonly string[], argv: readonly string[]): string {
    // Without PATH there is no other Node.
    const env = { HOME: folder, PATH: '' };
    return execFileSync(program, [...before, ...argv], { cwd: folder, env, encoding: 'utf8' });
  }
  const executable = (...argv: string[]) => run(join(folder, 'ims-esp'), [], argv);
  const installed = (...argv: string[]) => run(process.execPath, [join(ROOT, 'bin/ims-esp.js')], argv);

  test.each([
    ['--version'],
    ['--help'],
    ['decode', '-q', CAPTURE],
    ['decode', '-q', '--crypto', 'noble', '-T', 'json', CAPTURE],
    ['decode', '-q', '-Y', 'sip.Method matches "^REG"', CAPTURE],
    ['decode', '-q', '-w', '-', CAPTURE],
    ['diagnose', '-q', CAPTURE],
    ['flow', '-q', '-T', 'svg', CAPTURE],
    ['sas', '-q', CAPTURE],
    ['export', '-q', '--format', 'ip-xfrm', '--show-keys', CAPTURE],
  ])('does the same as the installed program: %s %s %s %s', (...argv) => {
    expect(executable(...argv)).toBe(installed(...argv));
  });

  test('writes the same report', () => {
    executable('report', '-q', '-o', 'one.html', CAPTURE);
    installed('report', '-q', '-o', 'other.html', CAPTURE);
    const [one, other] = ['one.html', 'other.html'].map(name => readFileSync(join(folder, name), 'utf8'));
    expect(one).toBe(other);
    expect(one).toContain('</html>');
  });

  test('starts threads, which have no file of their own', () => {
    const large = join(folder, 'large.pcap');
    const suite = { alg: 'hmac-sha-1-96', ealg: 'aes-cbc' };
    generate({ ues: 1, pairs: 15_000, suite, family: 4, transport: 'udp' }, large);
    const fields = ['decode', '-q', '-T', 'fields', '-e', 'frame.number', '-e', 'sip.Method', large];
    expect(executable(...fields, '--jobs', '2')).toBe(executable(...fields, '--jobs', '1'));
  });
});
