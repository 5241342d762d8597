import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseGivenKeys } from '../../src/aka/key-file.ts';
import { parseUsims } from '../../src/aka/usim-file.ts';
import { fieldNames } from '../../src/output/fields/fields.ts';
import { displayFilter } from '../../src/output/filter/display-filter.ts';
import { isBuilt } from '../support/programs/built.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const README = readFileSync(resolve(ROOT, 'README.md'), 'utf8');

/** What a shell makes of `a.{b,c}`. */
function expanded(text: string): string[] {
  const match = /^([^{]*)\{([^}]*)\}(.*)$/.exec(text);
  if (match === null) return [text];
  const [, before = '', alternatives = '', after = ''] = match;
  return alternatives.split(',').flatMap(alternative => expanded(`${before}${alternative}${after}`));
}

describe('README', () => {
  test('lists the fields of -T fields, neither more nor less', () => {
    const section = README.slice(README.indexOf('### Fields'), README.indexOf('### Display filter'));
    const rows = section.split('\n').filter(line => line.startsWith('| '));
    const listed = rows.flatMap(row => [...row.matchAll(/`((?:frame|esp|sip|ims|\{)[^`]*\.[^`]*)`/g)]);
    expect(listed.flatMap(match => expanded(match[1] as string)).sort()).toEqual(fieldNames());
  });

  test('its pictures are there, and small', () => {
    const pictures = [...README.matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map(match => match[1] as string);
    expect(pictures.length).toBeGreaterThan(1);
    for (const picture of pictures) expect(statSync(resolve(ROOT, picture)).size).toBeLessThan(200_000);
  });

  test('its display filters are right', () => {
    const filters = [...README.matchAll(/ -Y '([^']+)'/g)].map(match => match[1] as string);
    expect(filters.length).toBeGreaterThan(4);
    for (const filter of filters) expect(() => displayFilter(filter)).not.toThrow();
  });

  test('its USIM and key files are understood', () => {
    const files = [...README.matchAll(/```json\n(.*?)```/gs)].map(match => match[1] as string);
    const [usims, keys] = [parseUsims(files[0] ?? ''), parseGivenKeys(files[1] ?? '')];
    expect([usims.entries?.length, usims.unknown, keys.entries?.length, keys.unknown]).toEqual([
      1,
      [],
      1,
      [],
    ]);
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

  test.skipIf(!isBuilt)('shows a ladder as it is printed', () => {
    const capture = 'fixtures/b31-v4-udp-wrong-ik.sll2.pcap';
    const argv = ['bin/ims-esp.js', 'flow', '-q', '--width', '90', capture];
    expect(README).toContain(execFileSync(process.execPath, argv, { cwd: ROOT, encoding: 'utf8' }).trimEnd());
  });

  test.skipIf(!isBuilt)('shows the SAs as they are printed', () => {
    const argv = ['bin/ims-esp.js', 'sas', '-q', 'fixtures/a04-v4-udp-aes-cbc-hmac-sha-1-96.sll2.pcap'];
    expect(README).toContain(execFileSync(process.execPath, argv, { cwd: ROOT, encoding: 'utf8' }).trimEnd());
  });
});
