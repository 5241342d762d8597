import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isBuilt } from '../support/programs/built.ts';
import { fixture, truthOf } from '../support/programs/lab.ts';
import { ROOT } from '../support/programs/root.ts';

const GOOD = fixture('a04-v4-udp-aes-cbc-hmac-sha-1-96.sll2.pcap');
const FAILED = fixture('b31-v4-udp-wrong-ik.sll2.pcap');
/** Only Gm: the keys must come from elsewhere. */
const GM = fixture('a16-v6-udp-aes-cbc-hmac-sha-1-96.eth.pcap');

describe.skipIf(!isBuilt)('examples/', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'ims-esp-examples-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const tried = new Set<string>();
  function run(name: string, ...argv: string[]): string {
    tried.add(name);
    return execFileSync(process.execPath, [join(ROOT, 'examples', name), ...argv], { encoding: 'utf8' });
  }

  test('count-protected.js', () => {
    expect(run('count-protected.js', GOOD)).toMatch(/^uc->ps: \d+$/m);
    expect(run('count-protected.js', GOOD)).toMatch(/^19 of 42 messages inside ESP$/m);
  });

  test('print-findings.js', () => {
    expect(run('print-findings.js', FAILED)).toMatch(/: failed: .*\n {2}error R12 .*frames 6 7 8 9$/m);
  });

  test('decrypt-capture.js', () => {
    const output = join(folder, 'decrypted.pcapng');
    expect(run('decrypt-capture.js', GOOD, output)).toBe('21 of 56 frames decrypted\n');
    const summary = run('count-protected.js', output);
    expect(summary).toMatch(/^0 of 42 messages inside ESP$/m);
  });

  test('wireshark-profile.js', () => {
    const profile = join(folder, 'profile');
    expect(run('wireshark-profile.js', GOOD, profile)).toBe('1 SA sets, 21 of 21 ESP packets verified\n');
    expect(readdirSync(profile).sort()).toEqual(['decode_as_entries', 'esp_sa', 'preferences']);
  });

  test('wireshark-profile.js, with keys from a file', () => {
    const keyFile = join(folder, 'keys.json');
    const [sa] = truthOf({ path: GM, name: 'a16-v6-udp-aes-cbc-hmac-sha-1-96', kind: 'eth' }).sas;
    writeFileSync(keyFile, JSON.stringify([{ ck: sa?.ck, ik: sa?.ik }]));
    const printed = run('wireshark-profile.js', GM, join(folder, 'other'), keyFile);
    expect(printed).toMatch(/^1 SA sets, (\d+) of \1 ESP packets verified$/m);
    expect(existsSync(join(folder, 'other', 'esp_sa'))).toBe(true);
  });

  test('all of them were tried', () => {
    const programs = readdirSync(join(ROOT, 'examples')).filter(name => name.endsWith('.js'));
    expect([...tried].sort()).toEqual(programs.sort());
  });
});
