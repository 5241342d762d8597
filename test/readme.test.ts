import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fieldNames } from '../src/output/fields.ts';
import { isBuilt } from './support/built.ts';

const ROOT = resolve(import.meta.dirname, '..');
const README = readFileSync(resolve(ROOT, 'README.md'), 'utf8');

describe('README', () => {
  test('names every field of -T fields', () => {
    expect(fieldNames().filter(name => !README.includes(`\`${name}\``))).toEqual([]);
  });

  test.skipIf(!isBuilt)('shows what the first command prints', () => {
    const [, command = ''] = /&& node (bin\/ims-esp\.js decode \S+)$/m.exec(README) ?? [];
    const printed = execFileSync(process.execPath, command.split(' '), {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const beginning = printed.split('\n').slice(0, 12).join('\n');
    expect(README).toContain(beginning);
  });

  test.skipIf(!isBuilt)('shows the SAs as they are printed', () => {
    const argv = ['bin/ims-esp.js', 'sas', '-q', 'fixtures/a04-v4-udp-aes-cbc-hmac-sha-1-96.sll2.pcap'];
    expect(README).toContain(execFileSync(process.execPath, argv, { cwd: ROOT, encoding: 'utf8' }).trimEnd());
  });
});
