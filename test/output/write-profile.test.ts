import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeProfile } from '../../src/output/write-profile.ts';

const PROFILE = { esp_sa: 'sa\n', preferences: 'pref\n', decode_as_entries: 'as\n', records: 1 };
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('makes the folder and the three files, and nothing else stays', async () => {
  const target = join(folder, 'a', 'b');
  await writeProfile(target, PROFILE);
  expect(readdirSync(target).sort()).toEqual(['decode_as_entries', 'esp_sa', 'preferences']);
  expect(readFileSync(join(target, 'esp_sa'), 'utf8')).toBe('sa\n');
});

test('keys are for the owner only, also where a file was open to all before', async () => {
  writeFileSync(join(folder, 'esp_sa'), 'older', { mode: 0o666 });
  await writeProfile(folder, PROFILE);
  expect(statSync(join(folder, 'esp_sa')).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(folder, 'esp_sa'), 'utf8')).toBe('sa\n');
});
