import {
  chmodSync,
  closeSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
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
import { isSameFile, WholeFile } from '../../../src/output/wireshark/whole-file.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
  path = join(folder, 'out.pcapng');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('WholeFile', () => {
  test('has its name only when it is complete', () => {
    writeFileSync(path, 'older');
    const file = new WholeFile(path);
    file.write(Buffer.from('one '));
    file.write(Buffer.from('two'));
    expect(readFileSync(path, 'utf8')).toBe('older');
    expect(readdirSync(folder).length).toBe(2);
    file.commit();
    file.abort();
    expect(readFileSync(path, 'utf8')).toBe('one two');
    expect(readdirSync(folder)).toEqual(['out.pcapng']);
    expect(() => file.write(Buffer.from('more'))).toThrow('closed');
  });

  test('follows a link to a file that does not exist yet, through other links', () => {
    mkdirSync(join(folder, 'real'));
    mkdirSync(join(folder, 'real/below'));
    symlinkSync('real/below', join(folder, 'linked'));
    symlinkSync('linked/next', path);
    symlinkSync('../target', join(folder, 'real/below/next'));
    const file = new WholeFile(path);
    file.write(Buffer.from('new'));
    file.commit();
    expect(lstatSync(path).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(folder, 'real/target'), 'utf8')).toBe('new');
    expect(readdirSync(folder).sort()).toEqual(['linked', 'out.pcapng', 'real']);
  });

  test('refuses links that lead to each other', () => {
    symlinkSync('other', path);
    symlinkSync('out.pcapng', join(folder, 'other'));
    expect(() => new WholeFile(path)).toThrow('ELOOP');
    expect(lstatSync(path).isSymbolicLink()).toBe(true);
  });

  test('given up, nothing stays and what was there before does', () => {
    writeFileSync(path, 'older');
    const file = new WholeFile(path);
    file.write(Buffer.from('half'));
    file.abort();
    file.abort();
    expect(readFileSync(path, 'utf8')).toBe('older');
    expect(readdirSync(folder)).toEqual(['out.pcapng']);
  });

  test('a name that cannot be taken at the end leaves nothing behind', () => {
    const file = new WholeFile(path);
    mkdirSync(path);
    expect(() => file.commit()).toThrow();
    file.abort();
    expect(readdirSync(folder)).toEqual(['out.pcapng']);
  });

  test('a symbolic link stays one, and permissions stay', () => {
    const target = join(folder, 'target');
    writeFileSync(target, 'older');
    chmodSync(target, 0o640);
    symlinkSync(target, path);
    const file = new WholeFile(path);
    file.write(Buffer.from('new'));
    file.commit();
    expect(lstatSync(path).isSymbolicLink()).toBe(true);
    expect(readFileSync(target, 'utf8')).toBe('new');
    expect(statSync(target).mode & 0o777).toBe(0o640);
  });

  test.skipIf(!existsSync('/dev/null'))('a device is written to and stays a device', () => {
    const file = new WholeFile('/dev/null');
    file.write(Buffer.from('gone'));
    file.commit();
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  test('a folder, or one that is missing, is refused', () => {
    expect(() => new WholeFile(folder)).toThrow('expected a file, found a folder');
    expect(() => new WholeFile(join(folder, 'missing', 'out'))).toThrow('ENOENT');
    expect(readdirSync(folder)).toEqual([]);
  });
});

test('one file under two names', () => {
  writeFileSync(path, 'x');
  symlinkSync(path, join(folder, 'soft'));
  linkSync(path, join(folder, 'hard'));
  writeFileSync(join(folder, 'other'), 'x');
  expect(isSameFile(path, join(folder, 'soft'))).toBe(true);
  expect(isSameFile(path, join(folder, 'hard'))).toBe(true);
  expect(isSameFile(path, join(folder, 'other'))).toBe(false);
  expect(isSameFile(path, join(folder, 'missing'))).toBe(false);
  const file = openSync(path, 'r');
  expect(isSameFile(join(folder, 'hard'), file)).toBe(true);
  expect(isSameFile(join(folder, 'other'), file)).toBe(false);
  closeSync(file);
  expect(isSameFile(join(folder, 'missing'), join(folder, 'missing'))).toBe(false);
});

test('permissions that are asked for hold from the beginning, also for a file that is replaced', () => {
  writeFileSync(path, 'older');
  chmodSync(path, 0o644);
  const file = new WholeFile(path, 0o600);
  const [temporary = ''] = readdirSync(folder).filter(name => name.endsWith('.tmp'));
  expect(statSync(join(folder, temporary)).mode & 0o777).toBe(0o600);
  file.commit();
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('who may use a file that is replaced stays, whatever the mask of the process takes away', () => {
  writeFileSync(path, 'older');
  chmodSync(path, 0o666);
  const file = new WholeFile(path);
  file.commit();
  expect(statSync(path).mode & 0o777).toBe(0o666);
});

test.skipIf(!existsSync('/dev/full'))('an error of writing closes the file', () => {
  const file = new WholeFile('/dev/full');
  expect(() => file.write(Buffer.from('x'))).toThrow('ENOSPC');
  expect(() => file.write(Buffer.from('x'))).toThrow('closed');
});

test('only a regular file is the same, where that is asked for', () => {
  writeFileSync(path, '');
  expect(isSameFile(path, path, 'regular')).toBe(true);
  expect([isSameFile(folder, folder), isSameFile(folder, folder, 'regular')]).toEqual([true, false]);
});

test('what is not a regular file is special', () => {
  writeFileSync(path, '');
  expect(['/dev/null', folder, path, `${path}.none`].map(WholeFile.isSpecial)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
