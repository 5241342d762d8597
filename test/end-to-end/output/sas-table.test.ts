import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { shellWord } from '../../../src/cli/terminal/shell-word.ts';
import { isBuilt } from '../../support/programs/built.ts';
import { canRecord, recorded } from '../../support/programs/recording.ts';
import { ROOT } from '../../support/programs/root.ts';

const PROGRAM = join(ROOT, 'bin/ims-esp.js');
const WITH_KEY = join(ROOT, 'fixtures/a04-v4-udp-aes-cbc-hmac-sha-1-96.sll2.pcap');
/** Of Gm alone, so that the keys are missing. */
const WITHOUT_KEY = join(ROOT, 'fixtures/e01-v4-udp-kamailio-scscf.eth.pcap');

let folder: string;
/** The same from after its 401 on. */
let late: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
  late = join(folder, 'late.pcap');
  const bytes = readFileSync(WITH_KEY);
  let at = 24;
  for (let frame = 1; frame < 29; frame++) at += 16 + bytes.readUInt32LE(at + 8);
  writeFileSync(late, Buffer.concat([bytes.subarray(0, 24), bytes.subarray(at)]));
});
afterAll(() => rmSync(folder, { recursive: true }));

function printed(...words: readonly string[]): string {
  return spawnSync(process.execPath, [PROGRAM, 'sas', ...words], { encoding: 'utf8' }).stdout;
}

/** The lines on standard output, or on both streams. */
function inTerminal(columns: number, ...words: readonly string[]): string[] {
  const command = [process.execPath, PROGRAM, 'sas', ...words].map(shellWord).join(' ');
  return recorded(
    ['sh', '-c', `stty cols ${columns}; ${command}${words.includes('-q') ? ' 2>/dev/null' : ''}`],
    ROOT,
  )
    .toString('utf8')
    .trimEnd()
    .split('\r\n');
}

describe.skipIf(!isBuilt || !canRecord)('sas in a terminal', () => {
  test.each([80, 120, 200])('has the columns that fit %i', columns => {
    for (const capture of [WITH_KEY, WITHOUT_KEY, late]) {
      const lines = inTerminal(columns, '-q', capture);
      expect(lines[0]).toMatch(/^┌/);
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
    }
    const [, head, , row] = inTerminal(columns, '-q', WITHOUT_KEY);
    expect(head).toContain('no key');
    expect(row).toContain('uc->ps');
  });

  test('says which are left out, and shows them with --wide', () => {
    expect(inTerminal(80, WITH_KEY).join('\n')).toMatch(/columns left out: .*, gaps.* \(--wide shows all\)/);
    expect(inTerminal(80, '-q', '--wide', WITH_KEY)).toEqual(printed('-q', WITH_KEY).trimEnd().split('\n'));
  });
});

describe.skipIf(!isBuilt)('sas in a pipe', () => {
  test('counts packets without a key apart', () => {
    const rows = printed('-q', '-T', 'csv', WITHOUT_KEY)
      .trimEnd()
      .split('\n')
      .map(line => line.split(','));
    const [head = [], ...sas] = rows;
    const count = (name: string) =>
      sas.map(row => Number(row[head.indexOf(name)])).reduce((sum, one) => sum + one, 0);
    expect(sas).toHaveLength(4);
    expect(count('noKey')).toBeGreaterThan(0);
    expect(count('noKey')).toBe(count('packets'));
    expect(printed('-q', WITHOUT_KEY)).toContain('│ no key │ unchecked │');
  });

  test('lists SPIs that no agreement names', () => {
    expect(printed('-q', late)).toMatch(
      /│ - +│ - +│ 10\.10\.0\.2 +│ 10\.10\.0\.1 +│ 0x79f51584 │.*│ no agreement │ none │/,
    );
    const lines = printed('-q', '-T', 'json', late)
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line));
    const spis = lines.filter(({ type }) => type === 'spi');
    expect(spis.map(({ spi }) => spi).sort()).toEqual(['0x79f51584', '0x7aabce06']);
    const packets = lines.at(-1).esp.packets;
    expect(spis.map(spi => spi.packets).reduce((sum: number, one: number) => sum + one, 0)).toBe(packets);
    expect(printed('-q', '-T', 'csv', late)).toMatch(/^,,10\.10\.0\.2,,10\.10\.0\.1,,0x79f51584,/m);
  });
});
