import { describe, expect, test } from 'vitest';
import { fixture, keysOf, labCaptures, truthOf } from '../../support/programs/lab.ts';
import { ims } from '../../support/programs/terminal.ts';

const CAPTURE = fixture('a04-v4-udp-aes-cbc-hmac-sha-1-96.sll2.pcap');
const lab = labCaptures().find(({ path }) => path === CAPTURE);
if (lab === undefined) throw new Error('the fixture is missing');
const [key] = keysOf(truthOf(lab));
const CK = Buffer.from(key?.ck ?? []).toString('hex');

describe('facts', () => {
  test('text: a line for each fact, with its frame', async () => {
    const { exitCode, stdout } = await ims(['facts', '-q', CAPTURE]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^001010000000001@ims/);
    expect(stdout).toMatch(/\n {2}cell {12}3GPP-E-UTRAN-FDD, PLMN 001-01, TAC 0x0001, .* {2}\(frame 2\)\n/);
    expect(stdout).toMatch(/\n {2}CK and IK {7}in the 401 {2}\(frame 4\)\n/);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(110);
    expect(stdout).not.toContain(CK);
  });

  test('JSON: one object for each subscriber, with the frame of each member', async () => {
    const { stdout } = await ims(['facts', '-q', '-T', 'json', CAPTURE]);
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line));
    expect(lines.map(({ type }) => type)).toEqual(['header', 'subscriber', 'summary']);
    expect(lines[1]).toMatchObject({
      cell: { access: '3GPP-E-UTRAN-FDD', mcc: '001', mnc: '01', tac: '0001' },
      expiresAsked: 600_000,
      keysSeen: [{ source: '401', frame: 4 }],
      sas: 4,
      frames: { cell: 2, expiresAsked: 2 },
    });
    expect(stdout).not.toContain(CK);
    expect(lines[1]).not.toHaveProperty('keys');
  });

  test('keys only on demand', async () => {
    expect((await ims(['facts', '-q', '--show-keys', CAPTURE])).stdout).toContain(`CK ${CK}`);
    expect((await ims(['facts', '-q', '-T', 'json', '--show-keys', CAPTURE])).stdout).toContain(
      `"ck":"${CK}"`,
    );
  });

  test('several files: the file of each frame', async () => {
    const other = fixture('c01-v4-udp-two-ues.sll2.pcap');
    const { stdout } = await ims(['facts', '-q', '-T', 'json', CAPTURE, other]);
    const [subscriber] = stdout.split('\n').filter(line => line.includes('"subscriber"'));
    expect(JSON.parse(subscriber ?? '{}').files.cell).toMatch(/pcap$/);
  });

  test('a capture without a subscriber says so', async () => {
    const { exitCode, stdout } = await ims(['facts', '-q', fixture('b14-v4-udp-no-ealg.sll2.pcap')]);
    expect([exitCode, stdout.length > 0]).toEqual([0, true]);
  });
});
