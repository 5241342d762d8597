import { describe, expect, test } from 'vitest';
import { fixture } from '../../../support/programs/lab.ts';
import { ims } from '../../../support/programs/terminal.ts';

const GOOD = fixture('a04-v4-udp-aes-cbc-hmac-sha-1-96.sll2.pcap');
const BAD = fixture('b31-v4-udp-wrong-ik.sll2.pcap');

const linesOf = (stdout: string) =>
  stdout
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line));

test('a registration that works beside one that fails', async () => {
  const { exitCode, stdout, stderr } = await ims(['compare', GOOD, BAD]);
  expect([exitCode, stderr]).toEqual([0, '']);
  const at = (text: string) => stdout.indexOf(text);
  expect(stdout).toMatch(
    /^good {2}001010000000001@.*\n {6}registered: .*\nbad {3}001010000000001@.*\n {6}failed: /,
  );
  // The whole message comes before the headers of others.
  expect(at('the whole message: 200 OK')).toBeLessThan(at('Allow: REFER'));
  expect(at('Only the good one has')).toBeLessThan(at('Only the bad one has'));
  expect(stdout).toContain('  REGISTER 1 (frames 2 and 1)\n');
  expect(stdout).toContain('    Security-Client: ipsec-3gpp alg=hmac-md5-96 ealg=null mod=trans prot=esp\n');
  expect(stdout).toMatch(/^The steps: good {41,43}bad$/m);
  expect(stdout).toMatch(/^0\.000985 5 agreement: UE offers 6 mechanisms.* < *$/m);
});

test('JSON has the same differences, and the other way round they change sides', async () => {
  const there = linesOf((await ims(['compare', '-T', 'json', GOOD, BAD])).stdout);
  const back = linesOf((await ims(['compare', '-T', 'json', BAD, GOOD])).stdout);
  const of = (lines: { type: string; kind?: string }[], kind: string) =>
    lines.filter(line => line.type === 'difference' && line.kind === kind);
  expect(there[0]).toMatchObject({ type: 'header', files: [GOOD, BAD] });
  expect(of(there, 'missing').length).toBeGreaterThan(10);
  expect(of(back, 'added').length).toBe(of(there, 'missing').length);
  expect(of(back, 'missing').length).toBe(of(there, 'added').length);
  expect(there.filter(({ type }) => type === 'side')).toMatchObject([
    { side: 'good', outcome: 'registered', status: 200 },
    { side: 'bad', outcome: 'failed', status: 401 },
  ]);
});

test('CSV has a row for each difference', async () => {
  const json = linesOf((await ims(['compare', '-T', 'json', GOOD, BAD])).stdout);
  const rows = (await ims(['compare', '-T', 'csv', GOOD, BAD])).stdout.trimEnd().split('\n');
  expect(rows[0]).toBe('kind,message,item,good,bad,goodFrame,badFrame');
  expect(rows.length - 1).toBe(json.filter(({ type }) => type === 'difference').length);
});

test('a registration beside itself is no comparison', async () => {
  const { exitCode, stderr, stdout } = await ims(['compare', GOOD, GOOD]);
  expect([exitCode, stdout]).toEqual([2, '']);
  expect(stderr).toContain('expected a good and a bad one, found only one');
});

describe('which ones', () => {
  test('two of one capture, by their Call-IDs', async () => {
    const decoded = linesOf((await ims(['decode', '-q', '-T', 'json', GOOD])).stdout);
    const calls = [
      ...new Set(
        decoded
          .filter(({ type, request }) => type === 'sip' && request === 'INVITE')
          .map(line => line.callId),
      ),
    ];
    expect(calls.length).toBeGreaterThan(0);
    const { exitCode, stdout } = await ims(['compare', '-T', 'json', GOOD, '--bad', calls[0]]);
    expect(exitCode).toBe(0);
    expect(linesOf(stdout).filter(({ type }) => type === 'side')).toMatchObject([
      { kind: 'registration' },
      { kind: 'call', callId: calls[0], status: 200 },
    ]);
  });

  test('one that is not there, and nothing to compare', async () => {
    expect(await ims(['compare', GOOD, BAD, '--bad', 'nobody'])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('expected nobody, found none'),
    });
    expect(await ims(['compare', BAD])).toMatchObject({ exitCode: 2, stdout: '' });
    expect(await ims(['compare', GOOD, BAD, GOOD])).toMatchObject({ exitCode: 1, stdout: '' });
  });
});

test('a key is not shown, wherever it stands', async () => {
  const { stdout } = await ims(['compare', '-T', 'json', GOOD, BAD]);
  const shown = await ims(['export', '-q', '--format', 'keys', '--show-keys', GOOD]);
  const [{ ck, ik }] = JSON.parse(shown.stdout);
  for (const key of [ck, ik]) expect(stdout).not.toContain(key);
});
