import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isBuilt } from '../../support/programs/built.ts';
import { ROOT } from '../../support/programs/root.ts';
import { hasTshark, tsharkOutput } from '../../support/programs/tshark.ts';

const PROGRAM = join(ROOT, 'bin/ims-esp.js');
const TWO_PHONES = join(ROOT, 'fixtures/c01-v4-udp-two-ues.sll2.pcap');
/** The second phone alone uses its SAs then. */
const LATE = ['--from', '+1.2'];
/** Of the last four messages. */
const LAST = ['--from', '2026-11-21T00:41:14.428Z', '--to', '2026-11-21 01:41:15+01:00'];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function run(...words: readonly string[]) {
  return spawnSync(process.execPath, [PROGRAM, ...words], { encoding: 'utf8', maxBuffer: 1 << 28 });
}

describe.skipIf(!isBuilt)('--from and --to', () => {
  test('decode prints the messages of that time, decrypted with keys from before', () => {
    const { stdout, stderr } = run('decode', ...LAST, TWO_PHONES);
    expect([...stdout.matchAll(/^ *(\d+) /gm)].map(match => match[1])).toEqual(['237', '238', '239', '240']);
    expect(stdout).toContain('pc->us good');
    expect(stderr).toContain('outside of --from and --to: 190 SIP messages, 1 registration, 1 SA set\n');
  });

  test.each(['json', 'fields'])('decode -T %s prints the same', format => {
    const fields = format === 'fields' ? ['-e', 'frame.number'] : [];
    const { stdout } = run('decode', '-T', format, ...fields, ...LAST, TWO_PHONES);
    const lines = stdout.trimEnd().split('\n');
    const frames =
      format === 'fields'
        ? lines.map(Number)
        : lines
            .map(line => JSON.parse(line))
            .filter(({ type }) => type === 'sip')
            .map(({ frame }) => frame);
    expect(frames).toEqual([237, 238, 239, 240]);
    if (format === 'json')
      expect(JSON.parse(lines.at(-1) as string).leftOut).toMatchObject({ sip: 190, sets: 1 });
  });

  test.skipIf(!hasTshark)('decode -w writes the frames of that time', () => {
    const path = join(folder, 'part.pcapng');
    run('decode', '-q', ...LAST, '-w', path, TWO_PHONES);
    const fields = ['-T', 'fields', '-e', 'frame.number', '-e', 'sip.CSeq'];
    expect(tsharkOutput(folder, path, fields).trimEnd().split('\n')).toEqual(
      [1, 2, 3, 4].map(number => expect.stringMatching(new RegExp(`^${number}\t\\d+ BYE$`))),
    );
  });

  test.each([
    ['diagnose', /10\.10\.0\.3/],
    ['sas', /10\.10\.0\.3/],
    ['facts', /10\.10\.0\.3/],
    ['flow', /10\.10\.0\.3/],
  ])('%s leaves the other phone out', (command, mine) => {
    const { stdout, status } = run(command, ...LATE, TWO_PHONES);
    expect(status).toBe(0);
    expect(stdout).toMatch(mine);
    if (command !== 'flow') expect(stdout).not.toContain('10.10.0.2');
  });

  test('report, export and wireshark, too', () => {
    const [page, keys, profile] = ['r.html', 'keys.json', 'profile'].map(name => join(folder, name)) as [
      string,
      string,
      string,
    ];
    for (const words of [
      ['report', '-o', page],
      ['export', '--format', 'keys', '-o', keys],
      ['wireshark', '-d', profile],
    ]) {
      const { status, stdout } = run(...words, ...LATE, TWO_PHONES);
      expect(status).toBe(0);
      if (words[0] === 'wireshark') expect(stdout).toContain('4 SAs in esp_sa');
    }
    expect(
      JSON.parse(run('export', '--format', 'keys', '--show-keys', ...LATE, TWO_PHONES).stdout),
    ).toHaveLength(1);
  });

  test('--fail-on is about that time', () => {
    const failed = join(ROOT, 'fixtures/b31-v4-udp-wrong-ik.sll2.pcap');
    expect(run('diagnose', '--fail-on', 'failed', failed).status).toBe(3);
    expect(run('diagnose', '--fail-on', 'failed', '--from', '1h', failed).status).toBe(0);
  });

  test('a time that nothing was in says what is outside', () => {
    expect(run('diagnose', '--from', '1h', TWO_PHONES).stdout).toBe(
      'No registration in this time, but 2 outside of it.\n',
    );
    expect(run('sas', '--from', '1h', TWO_PHONES).stdout).toBe('No SAs in this time.\n');
    expect(run('facts', '--from', '1h', TWO_PHONES).stdout).toBe('No subscriber in this time.\n');
    expect(run('flow', '--from', '1h', TWO_PHONES).stdout).toContain(
      'No ladder: no such SIP message in this time.',
    );
  });

  test('what is no time is a usage error with a hint', () => {
    const { status, stderr } = run('decode', '--from', '30', TWO_PHONES);
    expect(status).toBe(1);
    expect(stderr).toBe(
      "ims-esp: --from: expected a time such as 2026-11-21T00:30:01, 1795221001.5, +30 or 2m, found '30'; 30 s after the first frame is +30 (see ims-esp decode --help)\n",
    );
  });
});
