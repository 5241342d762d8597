import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Host, install } from '../../../src/cli/extcap/install.ts';

describe('extcap install', () => {
  let folder: string;
  let host: Host;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
    host = { platform: 'linux', environment: { HOME: folder }, program: ['/node', "/it's/ims-esp.js"] };
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('puts the launcher into the folder of the user, and puts it there again', () => {
    const path = join(folder, '.local/lib/wireshark/extcap/ims-esp');
    for (let time = 0; time < 2; time++) {
      expect(install(undefined, host)).toContain(`${path}: written.`);
      expect(statSync(path).mode & 0o777).toBe(0o755);
    }
    expect(readFileSync(path, 'utf8')).toContain(`exec /node '/it'\\''s/ims-esp.js' "$@"`);
  });

  test('a folder that is given, and that of the environment, come first', () => {
    const [given, named] = [join(folder, 'given'), join(folder, 'named')];
    const environment = { HOME: folder, WIRESHARK_EXTCAP_DIR: named };
    expect(install(given, { ...host, environment })).toContain(join(given, 'ims-esp'));
    expect(install(undefined, { ...host, environment })).toContain(join(named, 'ims-esp'));
  });

  test('another file is not replaced, and a folder that cannot be is one line', () => {
    const other = join(folder, 'ims-esp');
    writeFileSync(other, 'precious');
    expect(() => install(folder, host)).toThrow(
      `extcap: ${other}: expected no file or an older launcher, found another file`,
    );
    expect(readFileSync(other, 'utf8')).toBe('precious');
    expect(() => install(other, host)).toThrow(/^extcap: .*ims-esp\/ims-esp: E(?:NOTDIR|EXIST)/);
  });

  test('Windows gets another way', () => {
    expect(() => install(folder, { ...host, platform: 'win32' })).toThrow('| wireshark -k -i -');
  });
});
