import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { toHex } from '../../../src/bytes/hex.ts';
import { fixture, keysOf, labCaptures, truthOf } from '../../support/programs/lab.ts';
import { ims } from '../../support/programs/terminal.ts';

const CAPTURE = fixture('a04-v4-udp-aes-cbc-hmac-sha-1-96.sll2.pcap');
const content = readFileSync(CAPTURE);

describe('inputs', () => {
  test('- is standard input', async () => {
    const [piped, read] = [await ims(['decode', '-'], content), await ims(['decode', CAPTURE])];
    expect(piped).toEqual(read);
    expect(piped.stdout.split('\n').length).toBe(43);
  });

  test('a cut capture prints what came before, one line with file, frame and offset, and exit code 2', async () => {
    const { exitCode, stdout, stderr } = await ims(['decode', '-'], content.subarray(0, 3000));
    expect(exitCode).toBe(2);
    expect(stdout.split('\n').length).toBe(2);
    expect(stderr.split('\n')[0]).toBe(
      'ims-esp: -: frame 3: offset 1880: expected 1261 bytes of frame data, found 1104 [truncated-file]',
    );
  });

  test.each([
    ['a missing file', ['decode', 'no-such.pcap'], 'no-such.pcap: no such file [unreadable-input]'],
    ['a foreign file', ['decode', fixture('README.md')], '[unknown-format]'],
    ['an empty file', ['decode', '-'], '[empty-file]'],
  ])('%s: one line, exit code 2', async (_, argv, message) => {
    const { exitCode, stdout, stderr } = await ims([...argv, '-q']);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr.trimEnd().split('\n').length).toBe(1);
  });
});

describe('keys', () => {
  const gm = labCaptures().find(({ name, kind }) => name.startsWith('c12') && kind === 's1u');
  if (gm === undefined) throw new Error('the fixture is missing');
  const [key] = keysOf(truthOf(gm));
  if (key === undefined) throw new Error('the truth has no key');
  const given = ['--ck', toHex(key.ck), '--ik', `0x${toHex(key.ik).toUpperCase()}`];

  test('--ck and --ik open agreements without keys, and a warning says what that means', async () => {
    const { stdout, stderr } = await ims(['decode', gm.path, ...given]);
    expect(stdout).toContain('uc->ps good');
    expect(stderr).toContain('other users of this machine can see keys on the command line');
  });

  test('no key appears in any output unless asked for', async () => {
    for (const argv of [['decode', '-V'], ['decode', '-T', 'json'], ['sas'], ['sas', '-T', 'json']]) {
      const { stdout, stderr } = await ims([...argv, gm.path, ...given]);
      expect(stdout + stderr).not.toMatch(new RegExp(`${toHex(key.ck)}|${toHex(key.ik)}`, 'i'));
    }
    expect((await ims(['sas', '--show-keys', gm.path, ...given])).stdout).toContain(toHex(key.ik));
  });
});

describe('--fail-on icv-bad', () => {
  const wrong = fixture('b31-v4-udp-wrong-ik.sll2.pcap');
  test.each(['decode', 'sas'])('%s ends with 3 if an ICV is bad, and prints the same', async command => {
    const [plain, strict] = [
      await ims([command, wrong]),
      await ims([command, wrong, '--fail-on', 'icv-bad']),
    ];
    expect([plain.exitCode, strict.exitCode]).toEqual([0, 3]);
    expect({ ...strict, exitCode: 0 }).toEqual(plain);
    expect((await ims([command, CAPTURE, '--fail-on', 'icv-bad'])).exitCode).toBe(0);
  });

  test('an input that cannot be read to its end comes first', async () => {
    const bytes = readFileSync(wrong);
    const cut = await ims(['sas', '-', '--fail-on', 'icv-bad'], bytes.subarray(0, bytes.length - 5));
    expect(cut.exitCode).toBe(2);
  });

  test('another condition is refused', async () => {
    expect((await ims(['sas', CAPTURE, '--fail-on', 'rain'])).exitCode).toBe(1);
  });
});
