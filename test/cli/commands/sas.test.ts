import { expect, test } from 'vitest';
import { fixture, labCaptures, truthOf } from '../../support/programs/lab.ts';
import { ims } from '../../support/programs/terminal.ts';

const CAPTURE = fixture('a29-v4-udp-rereg.sll2.pcap');

test('the SAs of both generations are those of the truth', async () => {
  const { exitCode, stdout } = await ims(['sas', '-T', 'json', CAPTURE]);
  expect(exitCode).toBe(0);
  const seen = stdout
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))
    .filter(({ type }) => type === 'sa');
  const capture = labCaptures().find(({ path }) => path === CAPTURE);
  if (capture === undefined) throw new Error('the fixture is missing');
  const text = (sa: Record<string, unknown>) =>
    [sa.name, sa.src, sa.srcPort, sa.dst, sa.dstPort, sa.spi, sa.alg, sa.ealg, sa.generation].join(' ');
  const expected = truthOf(capture).sas.map(sa =>
    text({ ...sa, srcPort: sa.sport, dstPort: sa.dport, generation: sa.set }),
  );
  expect(seen.map(text).sort()).toEqual(expected.sort());
  expect(seen.map(({ generation, state }) => `${generation} ${state}`).sort()).toEqual([
    ...Array(4).fill('1 old'),
    ...Array(4).fill('2 established'),
  ]);
});

test('the table has a row an SA', async () => {
  const { stdout } = await ims(['sas', CAPTURE]);
  expect(stdout.match(/established/g)?.length).toBe(4);
  expect(stdout.match(/│ old /g)?.length).toBe(4);
});

test('a capture without SAs says so', async () => {
  const { exitCode, stdout } = await ims(['sas', fixture('e01-v4-udp-kamailio-scscf.core.pcap')]);
  expect([exitCode, stdout]).toEqual([
    0,
    'No SAs: the capture has no 401 with Security-Server and no Security-Verify.\n',
  ]);
});
