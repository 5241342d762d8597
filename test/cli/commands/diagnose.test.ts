import { describe, expect, test } from 'vitest';
import { fixture } from '../../support/programs/lab.ts';
import { ims } from '../../support/programs/terminal.ts';

const WRONG_IK = fixture('b31-v4-udp-wrong-ik.sll2.pcap');
const FINE = fixture('a04-v4-udp-aes-cbc-hmac-sha-1-96.sll2.pcap');
const NOTHING = fixture('README.md');

test('a failed registration: the verdict, where it broke, what to do', async () => {
  const { exitCode, stdout } = await ims(['diagnose', WRONG_IK]);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^001010000000001@ims\S* {2}UE 10\.10\.0\.2 /);
  expect(stdout).toMatch(/^FAILED {2}The REGISTER that answers the challenge has a bad ICV \(frame/m);
  expect(stdout).toContain('ERROR R12');
  expect(stdout).toMatch(/^ {4}fix {9}\S/m);
});

test('JSON: header, SAs, registration, findings, summary', async () => {
  const { stdout } = await ims(['diagnose', '-T', 'json', WRONG_IK]);
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line));
  const types = lines.map(({ type }) => type);
  expect([types[0], types.at(-1)]).toEqual(['header', 'summary']);
  expect(types).toEqual(expect.arrayContaining(['sa', 'registration', 'finding']));
  expect(lines.find(({ type }) => type === 'registration').outcome).toBe('failed');
  expect(lines.at(-1).registrations.failed).toBe(1);
});

describe('--fail-on', () => {
  test('failed: 3 for a failed registration, 0 for one that went well', async () => {
    expect((await ims(['diagnose', '--fail-on', 'failed', WRONG_IK])).exitCode).toBe(3);
    expect((await ims(['diagnose', '--fail-on', 'failed', FINE])).exitCode).toBe(0);
  });

  test('warning: 3 for a failed registration too, and 0 where there are notes only', async () => {
    expect((await ims(['diagnose', '--fail-on', 'warning', WRONG_IK])).exitCode).toBe(3);
    expect((await ims(['diagnose', '--fail-on', 'warning', FINE])).exitCode).toBe(0);
  });

  test('icv-bad as for the other commands', async () => {
    expect((await ims(['diagnose', '--fail-on', 'icv-bad', WRONG_IK])).exitCode).toBe(3);
  });

  test('an input that cannot be read goes first', async () => {
    expect((await ims(['diagnose', '--fail-on', 'failed', NOTHING])).exitCode).toBe(2);
  });
});

test('the timeline of one that went well is shown when it is the only one', async () => {
  const { stdout } = await ims(['diagnose', FINE]);
  expect(stdout).toMatch(/^REGISTERED {2}Registered for 600000 s/m);
  expect(stdout).toContain('UE to P-CSCF: REGISTER 1, 1736 octets over UDP (unprotected)');
});
