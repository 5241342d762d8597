import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fixture } from '../../support/programs/lab.ts';
import { ims, type Printed } from '../../support/programs/terminal.ts';

const CAPTURES = [
  'a04-v4-udp-aes-cbc-hmac-sha-1-96.sll2.pcap',
  'b31-v4-udp-wrong-ik.sll2.pcap',
  'field/b2bua-esp-unanswered.pcap',
];

/** Call-ID and outcome of each registration in JSON lines, and the counts of the summary. */
function outcomesIn({ stdout }: Printed): unknown[] {
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line));
  return [
    ...lines.filter(({ type }) => type === 'registration').map(({ callId, outcome }) => [callId, outcome]),
    lines.find(({ type }) => type === 'summary')?.registrations,
  ];
}

test.each(CAPTURES)('%s: decode and diagnose give the same outcomes, also from a pipe', async file => {
  const diagnosed = outcomesIn(await ims(['diagnose', '-q', '-T', 'json', fixture(file)]));
  expect(outcomesIn(await ims(['decode', '-q', '-T', 'json', fixture(file)]))).toEqual(diagnosed);
  const piped = await ims(['decode', '-q', '-T', 'json', '-'], readFileSync(fixture(file)));
  expect(outcomesIn(piped)).toEqual(diagnosed);
  const sas = outcomesIn(await ims(['sas', '-q', '-T', 'json', fixture(file)]));
  expect(sas.at(-1)).toEqual(diagnosed.at(-1));
  const ladder = await ims(['flow', '-q', fixture(file)]);
  for (const [, outcome] of diagnosed.slice(0, -1) as [string, string][])
    expect(ladder.stdout).toContain(`Registration (${outcome})`);
});

test('a summary without a diagnosis says no outcome that only a diagnosis knows', async () => {
  const { stderr } = await ims(['decode', fixture('b31-v4-udp-wrong-ik.sll2.pcap')]);
  expect(stderr).toContain('registrations: 1 open (diagnose says why)');
  const diagnosed = await ims(['diagnose', fixture('b31-v4-udp-wrong-ik.sll2.pcap')]);
  expect(diagnosed.stderr).toContain('registrations: 1 failed');
});
