import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { profileFiles, writeProfile } from '../../../src/output/wireshark/write-profile.ts';

const PROFILE = { esp_sa: 'sa → 1\n', preferences: 'pref: 1\n', decode_as_entries: 'as: 1\n', records: 1 };
const NEXT = { esp_sa: 'sa 2\n', preferences: 'pref: 2\n', decode_as_entries: 'as: 2\n', records: 1 };
const NAMES = ['decode_as_entries', 'esp_sa', 'preferences'] as const;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = (name: string) => join(folder, name);
const text = (name: string) => readFileSync(at(name), 'utf8');
const modeOf = (name: string) => statSync(at(name)).mode & 0o777;

test('makes the folder and the three files, and nothing else stays', () => {
  const target = join(folder, 'a', 'b');
  writeProfile(target, PROFILE);
  expect(readdirSync(target).sort()).toEqual([...NAMES]);
  expect(profileFiles(target).sort()).toEqual(NAMES.map(name => join(target, name)));
  expect(readFileSync(join(target, 'esp_sa'), 'utf8')).toMatch(/^# >>> .*\nsa → 1\n# <<< ims-esp <<<\n$/);
});

test('keys are for the owner only, also where a file was open to all before, and so is its copy', () => {
  writeFileSync(at('esp_sa'), 'older');
  chmodSync(at('esp_sa'), 0o666);
  writeProfile(folder, PROFILE);
  expect([modeOf('esp_sa'), modeOf('esp_sa.before-ims-esp')]).toEqual([0o600, 0o600]);
});

test('other files keep who may read them', () => {
  writeFileSync(at('preferences'), 'older\n');
  chmodSync(at('preferences'), 0o640);
  writeProfile(folder, PROFILE);
  expect([modeOf('preferences'), modeOf('preferences.before-ims-esp')]).toEqual([0o640, 0o640]);
});

describe("a user's profile", () => {
  const OWN = { esp_sa: 'mine \xe4', preferences: 'gui: x\n', decode_as_entries: '# mine\n' };
  beforeEach(() => {
    for (const name of NAMES) writeFileSync(at(name), OWN[name], 'latin1');
  });

  test('keeps its lines: SAs behind ours, the rest before, to the octet', () => {
    writeProfile(folder, PROFILE);
    expect(readFileSync(at('esp_sa'), 'latin1')).toMatch(/^# >>> .*\n(.*\n)+# <<< .*\nmine \xe4$/);
    expect(text('preferences')).toMatch(/^gui: x\n# >>> .*\npref: 1\n# <<< .*\n$/);
    expect(text('decode_as_entries')).toMatch(/^# mine\n# >>> .*\nas: 1\n# <<< .*\n$/);
  });

  test('is kept as it was, once and for all', () => {
    writeProfile(folder, PROFILE);
    writeProfile(folder, NEXT);
    // Everything of ours goes: to us it is a new file again.
    for (const name of NAMES) writeFileSync(at(name), 'changed\n');
    writeProfile(folder, NEXT);
    for (const name of NAMES) expect(readFileSync(at(`${name}.before-ims-esp`), 'latin1')).toBe(OWN[name]);
    expect(readdirSync(folder).length).toBe(6);
  });

  test('gets new lines of ours in place of the older, and the same ones leave it as it is', () => {
    writeProfile(folder, PROFILE);
    writeProfile(folder, NEXT);
    expect(text('preferences')).toMatch(/^gui: x\n# >>> .*\npref: 2\n# <<< .*\n$/);
    const before = NAMES.map(name => readFileSync(at(name), 'latin1'));
    writeProfile(folder, NEXT);
    expect(NAMES.map(name => readFileSync(at(name), 'latin1'))).toEqual(before);
  });

  test('that is kept elsewhere, under symbolic links, stays there', () => {
    mkdirSync(at('dotfiles'));
    writeFileSync(at('dotfiles/preferences'), 'linked: 1\n');
    rmSync(at('preferences'));
    symlinkSync(at('dotfiles/preferences'), at('preferences'));
    writeProfile(folder, PROFILE);
    expect(lstatSync(at('preferences')).isSymbolicLink()).toBe(true);
    expect(text('dotfiles/preferences')).toMatch(/^linked: 1\n# >>> /);
  });

  test('stays as it was if one of its files cannot be written', () => {
    rmSync(at('decode_as_entries'));
    mkdirSync(at('decode_as_entries'));
    expect(() => writeProfile(folder, PROFILE)).toThrow('decode_as_entries is not a regular file');
    expect(readdirSync(folder).sort()).toEqual([...NAMES]);
    expect(text('preferences')).toBe('gui: x\n');
  });
});

test('of a folder that was made and cannot be filled nothing stays', () => {
  writeFileSync(at('file'), '');
  expect(() => writeProfile(join(folder, 'file', 'x', 'y'), PROFILE)).toThrow('ENOTDIR');
  expect(() => writeProfile(join(folder, 'new', 'x'.repeat(300)), PROFILE)).toThrow('ENAMETOOLONG');
  expect(readdirSync(folder)).toEqual(['file']);
});
