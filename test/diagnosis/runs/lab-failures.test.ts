import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { analyse } from '../../../src/analysis/analyse.ts';
import { allFindings } from '../../../src/diagnosis/all-findings.ts';
import { SHARED } from '../../support/programs/lab.ts';

const FOLDER = join(SHARED, 'lab', 'failures');

/** What must be named above a note: the rule, how sure, and frames of the proof that it shows. */
const CAUSES: readonly (readonly [run: string, finding: string, frames: number[]])[] = [
  ['f01-v4-udp-restart', 'R34 warning likely', [14, 19, 47, 48, 53, 54, 60, 63, 64, 68]],
  ['f03-v4-udp-fragments-lost', 'G7 warning likely', [8, 9, 10, 11, 20, 33]],
  ['f05-v4-udp-icmp-prohibited', 'R11 error certain', [6, 7, 8, 9, 10, 11, 12, 13, 20, 21]],
  ['f07-v4-udp-pcscf-down', 'G1 error certain', [3, 5]],
  ['f11-v4-udp-address-changed', 'R36 warning likely', [40, 41, 43, 46, 47]],
  ['f17-v4-udp-wrong-k', 'F4 error likely', [5, 6]],
  ['f25-v4-udp-nat-port-not-followed', 'G9 warning certain', [52, 56, 57, 60, 61, 65, 66, 69, 70, 79, 80]],
  ['f27-v4-udp-sas-removed', 'R34 warning likely', [14, 31, 32, 33, 34, 35, 36, 38]],
  ['f29-v4-tcp-mt-reset', 'G10 warning certain', [31, 42, 48, 49]],
  ['f31-v6-udp-contact-other-64', 'G11 warning likely', [1, 7, 11, 13]],
  ['f35-v4-udp-pcscf-dead', 'R34 warning certain', [10, 37, 38, 39, 40, 45, 46, 48]],
  ['f38-v4-udp-200-never', 'R16 error likely', [7, 11, 12, 14, 26, 60]],
];

const HEALTHY = [
  'f09-v4-udp-200-lost',
  'f21-v4-udp-same-spis',
  'f23-v4-udp-both-sets',
  'f37-v4-udp-nat-port-followed',
];

async function graveOf(run: string) {
  const { diagnosis } = await analyse([{ name: join(FOLDER, `${run}.sll2.pcap`) }], { diagnose: true });
  return allFindings(diagnosis).filter(({ severity }) => severity !== 'note');
}

describe.skipIf(!existsSync(FOLDER))('failures in the lab', () => {
  test.each(CAUSES)('%s: %s', async (run, expected, frames) => {
    const [rule, severity, confidence] = expected.split(' ');
    const finding = (await graveOf(run)).find(one => one.rule === rule);
    expect(finding).toMatchObject({ severity, confidence });
    expect(finding?.frames.map(({ frame }) => frame)).toEqual(expect.arrayContaining(frames));
  });

  test.each(HEALTHY)('%s: nothing above a note', async run => {
    expect(await graveOf(run)).toEqual([]);
  });

  test('a UE that has refused AUTN is not called silent as well', async () => {
    expect((await graveOf('f17-v4-udp-wrong-k')).map(({ rule }) => rule)).not.toContain('R01');
  });
});
