import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openFile, writeFile } from '../../../src/cli/terminal/file-output.ts';
import { CommandError, EXIT, type Terminal } from '../../../src/cli/terminal/terminal.ts';

const terminal: Terminal = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() };
const bytes = (text: string) => new TextEncoder().encode(text);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a file appears when it is complete, and leaves the signals alone after that', async () => {
  const listeners = process.listenerCount('SIGINT');
  const path = join(folder, 'out');
  const file = openFile(path, 'the capture', terminal, { mode: 0o600 });
  file.write(bytes('one'));
  await file.pause();
  expect(existsSync(path)).toBe(false);
  expect(process.listenerCount('SIGINT')).toBe(listeners + 1);
  file.commit();
  file.abort();
  expect(readFileSync(path, 'utf8')).toBe('one');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(process.listenerCount('SIGINT')).toBe(listeners);
});

test('one that is given up leaves what was there', () => {
  const path = join(folder, 'out');
  writeFileSync(path, 'old');
  const file = openFile(path, 'the capture', terminal);
  file.write(bytes('new'));
  file.abort();
  expect([readFileSync(path, 'utf8'), readdirSync(folder)]).toEqual(['old', ['out']]);
});

test('pieces at once', async () => {
  const path = join(folder, 'out');
  await writeFile(path, 'the keys', [bytes('one'), bytes('two')], 0o600);
  expect([readFileSync(path, 'utf8'), statSync(path).mode & 0o777]).toEqual(['onetwo', 0o600]);
});

test('a folder that is not there: one line, and no listener stays', async () => {
  const listeners = process.listenerCount('SIGINT');
  const path = join(folder, 'none', 'out');
  const message = `${path}: the keys could not be written: no such folder`;
  expect(() => openFile(path, 'the keys', terminal)).toThrow(new CommandError(message, EXIT.UNREADABLE));
  await expect(writeFile(path, 'the keys', [])).rejects.toThrow(message);
  expect(process.listenerCount('SIGINT')).toBe(listeners);
});
