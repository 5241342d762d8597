import { expect, test } from 'vitest';
import { DamageLog, noLosses } from '../../src/capture/damage.ts';
import type { Issue } from '../../src/model/issue.ts';

const PLACE = { code: 'caplen-too-large', frame: 4, offset: 100, message: 'expected x, found y' };

function log(): {
  damage: DamageLog;
  issues: Issue[];
  losses: { bytesSkipped: number; resynchronisations: number };
} {
  const issues: Issue[] = [];
  const losses = noLosses();
  return { damage: new DamageLog(2, issue => issues.push(issue), losses), issues, losses };
}

test('says and counts what was skipped', () => {
  const { damage, issues, losses } = log();
  expect(damage.resumed(PLACE, 150)).toBe(true);
  damage.lost({ ...PLACE, offset: 200 }, 230);
  damage.note(PLACE);
  expect(losses).toEqual({ bytesSkipped: 80, resynchronisations: 1 });
  expect(issues.map(({ message }) => message)).toEqual([
    'expected x, found y; 50 bytes skipped, reading resumes at 150',
    'expected x, found y; the last 30 bytes of the file are lost',
    'expected x, found y',
  ]);
  expect(issues[0]).toMatchObject({
    code: PLACE.code,
    layer: 'capture',
    damage: true,
    file: 2,
    frame: 4,
    offset: 100,
  });
});

test('a file with too much damage is given up', () => {
  const { damage, issues } = log();
  for (let i = 1; i < 1000; i++) expect(damage.resumed(PLACE, 150)).toBe(true);
  expect(damage.resumed(PLACE, 150)).toBe(false);
  expect(issues.at(-1)).toMatchObject({ code: 'too-damaged', frame: null, offset: 150 });
});
