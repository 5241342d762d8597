import { expect, test } from 'vitest';
import type { Issue } from '../../../src/model/issue.ts';
import { DamageReport } from '../../../src/net/packet/damage-report.ts';

test('an Issue says where the damage is', () => {
  const issues: Issue[] = [];
  const report = new DamageReport(issue => issues.push(issue));
  report.damage('one', 'network', { file: 1, frame: 9 }, 14, 'text');
  expect(issues).toEqual([
    { code: 'one', layer: 'network', damage: true, file: 1, frame: 9, offset: 14, message: 'text' },
  ]);
});
