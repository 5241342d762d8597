import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RegistrationFacts, ReportFacts } from '../../../src/output/report/report-data.ts';
import { carried } from '../../support/events/report.ts';
import { fixture } from '../../support/programs/lab.ts';
import { ims } from '../../support/programs/terminal.ts';

const CAPTURE = fixture('a04-v4-udp-aes-cbc-hmac-sha-1-96.sll2.pcap');
let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
  path = join(folder, 'report.html');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('writes a page in place of an older one, and says so', async () => {
  writeFileSync(path, 'older');
  const { exitCode, stdout, stderr } = await ims(['report', CAPTURE, '-o', path]);
  expect([exitCode, stdout]).toEqual([0, '']);
  expect(stderr).toContain(`ims-esp: ${path}: report written`);
  expect(stderr).toContain('42 SIP messages');
  const page = readFileSync(path, 'utf8');
  const [registrations] = carried<RegistrationFacts[]>([page], 'registrations');
  expect(registrations?.map(({ outcome, verdict }) => [outcome, verdict])).toEqual([
    ['registered', expect.stringMatching(/\w/)],
  ]);
  expect(readdirSync(folder)).toEqual(['report.html']);
});

test('the same to standard output, which -q leaves to the page', async () => {
  await ims(['report', CAPTURE, '-q', '-o', path]);
  const printed = await ims(['report', CAPTURE, '-q', '-o', '-']);
  expect(printed).toEqual({ exitCode: 0, stdout: readFileSync(path, 'utf8'), stderr: '' });
});

test('with keys it is for its owner only', async () => {
  writeFileSync(path, 'older', { mode: 0o644 });
  await ims(['report', CAPTURE, '-q', '--show-keys', '-o', path]);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(carried<ReportFacts>([readFileSync(path, 'utf8')], 'facts')[0]?.showsKeys).toBe(true);
});

test('issues are in the page and on standard error', async () => {
  const lossy = fixture('x01-v4-tcp-capture-drops.sll2.pcap');
  const { stderr } = await ims(['report', lossy, '-o', path]);
  const [facts] = carried<ReportFacts>([readFileSync(path, 'utf8')], 'facts');
  expect(facts?.issues.length).toBeGreaterThan(0);
  for (const { code } of facts?.issues ?? []) expect(stderr).toContain(`[${code}]`);
});

test('a capture that cannot be read leaves an older report alone', async () => {
  writeFileSync(path, 'older');
  const { exitCode } = await ims(['report', join(folder, 'none.pcap'), '-o', path]);
  expect([exitCode, readFileSync(path, 'utf8')]).toEqual([2, 'older']);
  expect(readdirSync(folder)).toEqual(['report.html']);
});

test('the page of a capture that is cut is written, and the exit code is 2', async () => {
  const cut = join(folder, 'cut.pcap');
  writeFileSync(cut, readFileSync(CAPTURE).subarray(0, -10));
  const { exitCode } = await ims(['report', cut, '-q', '-o', path]);
  expect([exitCode, existsSync(path)]).toEqual([2, true]);
});

test('--fail-on icv-bad', async () => {
  const wrong = fixture('b31-v4-udp-wrong-ik.sll2.pcap');
  expect((await ims(['report', wrong, '-q', '-o', path, '--fail-on', 'icv-bad'])).exitCode).toBe(3);
});

test.each([
  [['report', CAPTURE], 1, 'Missing required argument: output'],
  [
    ['report', CAPTURE, '-o', CAPTURE],
    1,
    `-o: ${CAPTURE}: expected a file that is not an input, found the input ${CAPTURE}`,
  ],
])('refused: %j', async (argv, code, message) => {
  const { exitCode, stderr } = await ims(argv);
  expect([exitCode, stderr]).toEqual([code, `ims-esp: ${message} (see ims-esp report --help)\n`]);
});

test('a folder that is not there: exit code 2, nothing behind', async () => {
  const { exitCode, stderr } = await ims([
    'report',
    CAPTURE,
    '-q',
    '-o',
    join(folder, 'none', 'report.html'),
  ]);
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/^ims-esp: .*: the report could not be written: .*\n$/);
  expect(readdirSync(folder)).toEqual([]);
});
