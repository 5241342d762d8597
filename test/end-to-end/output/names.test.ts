import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isBuilt } from '../../support/programs/built.ts';
import { ROOT } from '../../support/programs/root.ts';

const PROGRAM = join(ROOT, 'bin/ims-esp.js');
const CAPTURE = join(ROOT, 'fixtures/a04-v4-udp-aes-cbc-hmac-sha-1-96.sll2.pcap');

let folder: string;
let names: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
  names = join(folder, 'hosts');
  writeFileSync(names, '# lab\n10.10.0.2 phone ue1\n10.10.0.1 edge\u001b[2J<b> # P-CSCF\nno address\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The output of a command with the names. */
function named(...words: readonly string[]) {
  return spawnSync(process.execPath, [PROGRAM, ...words, '-q', '--names', names, CAPTURE], {
    encoding: 'utf8',
  });
}

describe.skipIf(!isBuilt)('--names', () => {
  test('decode and sas show them instead of addresses, with ports', () => {
    expect(named('decode').stdout).toMatch(/ phone:5060 +→ edge\\x1b\[2J<b>:5060 /);
    expect(named('sas').stdout).toMatch(/│ phone:31008 +│ edge\\x1b\[2J<b>:5063 +│/);
  });

  test('diagnose and facts show them beside addresses', () => {
    expect(named('diagnose').stdout).toContain(
      'UE phone (10.10.0.2)  P-CSCF edge\\x1b[2J<b> (10.10.0.1)  Call-ID',
    );
    expect(named('facts').stdout).toMatch(/UE address +phone \(10\.10\.0\.2\)\n/);
  });

  test('flow and report show them above addresses, escaped', () => {
    expect(named('flow').stdout).toMatch(/ edge\\x1b\[2J<b>\n +phone +10\.10\.0\.1 /);
    expect(named('flow', '-T', 'svg').stdout).toContain('&lt;b&gt;');
    const page = join(folder, 'r.html');
    named('report', '-o', page);
    const text = readFileSync(page, 'utf8');
    expect(text).toContain('"phone"');
    expect(text).not.toContain('[2J<b>');
  });

  test('--name of flow counts before them', () => {
    expect(named('flow', '--name', '10.10.0.2=mine').stdout).toMatch(
      / edge\\x1b\[2J<b>\n +mine +10\.10\.0\.1 /,
    );
  });

  test.each([['decode'], ['sas'], ['diagnose'], ['facts']])('%s -T json keeps addresses', command => {
    const { stdout } = named(command, '-T', 'json');
    expect(stdout).toContain('10.10.0.2');
    expect(
      stdout
        .replaceAll(names, '')
        .split('\n')
        .filter(line => !line.startsWith('{"type":"issue"'))
        .join('\n'),
    ).not.toContain('phone');
  });

  test('no output has a control character, and damaged lines are one issue with file and line', () => {
    for (const command of ['decode', 'sas', 'diagnose', 'facts', 'flow']) {
      const { stdout, stderr, status } = named(command);
      expect([command, status]).toEqual([command, 0]);
      expect(`${stdout}${stderr}`).not.toContain('\u001b');
      expect(stderr).toBe(
        `ims-esp: ${names}: line 4: expected an address and a name, found 'no address' [names-wrong]\n`,
      );
    }
  });
});
