import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TIME_FORMATS } from '../../../src/output/time/time-column.ts';
import { isBuilt } from '../../support/programs/built.ts';
import { ROOT } from '../../support/programs/root.ts';
import { hasTshark, tsharkOutput } from '../../support/programs/tshark.ts';

const PROGRAM = join(ROOT, 'bin/ims-esp.js');
const CAPTURE = join(ROOT, 'fixtures/a04-v4-udp-aes-cbc-hmac-sha-1-96.sll2.pcap');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function printed(...words: readonly string[]): string {
  const { stdout } = spawnSync(process.execPath, [PROGRAM, ...words], {
    encoding: 'utf8',
    env: { ...process.env, TZ: 'Europe/Berlin' },
  });
  return stdout;
}

/** What stands between the frame number and the two ends. */
function timesIn(text: string): string[] {
  return [...text.matchAll(/^ *\d+ +(\S+(?: \d\d:\S+)?)/gm)].map(match => match[1] as string);
}

describe.skipIf(!isBuilt || !hasTshark)('times', () => {
  test.each(TIME_FORMATS.filter(format => format !== 'd'))('-t %s is as in tshark', format => {
    const frames = [...printed('decode', '-q', CAPTURE).matchAll(/^ *(\d+)/gm)].map(match => match[1]);
    expect(frames.length).toBeGreaterThan(40);
    const zone = process.env.TZ;
    process.env.TZ = 'Europe/Berlin';
    try {
      const filter = `frame.number in {${frames.join(',')}}`;
      const expected = timesIn(tsharkOutput(folder, CAPTURE, ['-t', format, '-Y', filter]));
      expect(timesIn(printed('decode', '-q', '-t', format, CAPTURE))).toEqual(expected);
    } finally {
      if (zone === undefined) delete process.env.TZ;
      else process.env.TZ = zone;
    }
  });
});

describe.skipIf(!isBuilt)('times of the other commands', () => {
  test('decode: d and dd are the same', () => {
    expect(printed('decode', '-q', '-t', 'd', CAPTURE)).toBe(printed('decode', '-q', '-t', 'dd', CAPTURE));
  });

  test('diagnose shows the steps of a registration at their times', () => {
    const text = printed('diagnose', '-q', '-t', 'ud', CAPTURE);
    expect(text).toMatch(/^2026-11-21 00:30:01\.305525 +2 · UE to P-CSCF: REGISTER 1/m);
  });

  test.each(['text', 'mermaid', 'svg'])('flow -T %s shows them beside the arrows', format => {
    const text = printed('flow', '-q', '-t', 'u', '-T', format, CAPTURE).replaceAll('#58;', ':');
    expect(text).toContain('00:30:01.305525');
    expect(text).not.toContain('00:30:01.305525 s');
    expect(printed('flow', '-q', '-T', format, CAPTURE)).toContain('0.000016');
  });

  test('another letter is a usage error with those that are known', () => {
    const { status, stderr } = spawnSync(process.execPath, [PROGRAM, 'decode', '-t', 'x', CAPTURE], {
      encoding: 'utf8',
    });
    expect(status).toBe(1);
    expect(stderr).toContain('"r", "a", "ad", "u", "ud", "d", "dd", "e"');
  });
});
