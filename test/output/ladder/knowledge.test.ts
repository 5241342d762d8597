import { expect, test } from 'vitest';
import { ladderKnowledge } from '../../../src/output/ladder/knowledge.ts';
import { fixture, run } from '../../support/programs/lab.ts';

const WRONG_IK = fixture('b31-v4-udp-wrong-ik.sll2.pcap');

test('outcome and findings are those of the diagnosis', async () => {
  const result = await run([WRONG_IK], { diagnose: true });
  const { registrations, sets, outcomes, findings } = ladderKnowledge(result, result.diagnosis);
  expect([registrations, sets]).toEqual([result.registrations, result.sets]);
  expect([...(outcomes?.values() ?? [])]).toEqual(['failed']);
  expect(findings.map(({ rule }) => rule)).toContain('R12');
});

test('without a diagnosis there are none', async () => {
  const { outcomes, findings } = ladderKnowledge(await run([WRONG_IK]), null);
  expect([outcomes?.size, findings]).toEqual([0, []]);
});
