import { expect, test } from 'vitest';
import { buildLadders, buildOneLadder, type Ladder } from '../../../src/output/ladder/ladder.ts';
import { ladderFacts } from '../../../src/output/report/ladder-facts.ts';
import { finding, ladderContext, said, saidOnCx } from '../../support/events/ladder.ts';

const LADDER = buildLadders(
  [
    said('10.0.0.2', '10.0.0.1', 'REGISTER', { frame: 1, message: 40 }),
    said('10.0.0.1', '10.0.0.2', '403 Forbidden', { frame: 2, message: 41, callId: 'a@ue' }),
    said('10.0.0.2', '10.0.0.1', 'REGISTER', { frame: 3, message: 42, fingerprint: 'x', vias: 1 }),
  ],
  ladderContext({ findings: [finding([2])] }),
).ladders[0] as Ladder;

test('arrows name their messages and hosts, and what is found of them', () => {
  const { hosts, arrows, findings, callId } = ladderFacts(LADDER, () => null);
  expect(callId).toBe('a@ue');
  expect(hosts.map(([, ...addresses]) => addresses)).toEqual([['10.0.0.2'], expect.anything()]);
  expect(arrows.map(([message, from, to]) => [message, from, to])).toEqual([
    [40, 0, 1],
    [41, 1, 0],
    [42, 0, 1],
  ]);
  expect(arrows.map(([, , , , kind, , , , rules]) => [kind, rules.length])).toEqual([
    ['request', 0],
    ['failure', 1],
    ['request', 0],
  ]);
  expect(findings).toHaveLength(1);
});

test('a message of Cx has no index, but its frame and time', () => {
  const cx = [saidOnCx('10.0.0.3:40000', '10.0.0.4:3868', 'MAR', { frame: 7, nanoseconds: 1_500_000 })];
  const [ladder] = buildOneLadder([], ladderContext({ cx })).ladders;
  const arrow = (place: number | null) => [
    ...[['7', '0.001500', 'Diameter (Cx)', place], 0, 1, 'MAR', 'request', '', null, 0, []],
  ];
  expect(ladderFacts(ladder as Ladder, () => null).arrows).toEqual([arrow(null)]);
  const asked: unknown[] = [];
  const placeOf = (...about: unknown[]) => asked.push(about) - 1;
  expect(ladderFacts(ladder as Ladder, placeOf).arrows).toEqual([arrow(0)]);
  expect(asked).toEqual([[{ file: 0, frame: 7 }, 'Diameter (Cx)', 'MAR']]);
});
