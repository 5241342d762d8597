import { describe, expect, test } from 'vitest';
import { explain } from '../../../src/cli/shell/explain.ts';
import { RULES } from '../../../src/diagnosis/rules/rule-book.ts';

describe('explain', () => {
  test('says what a rule looks for, in lines that fit', () => {
    const text = explain(['r12', 'G1'], 60);
    expect(text).toMatch(/^R12 No known key verifies the UE's ICVs\n/);
    expect(text).toContain('\nG1 ');
    expect(text).toContain('  fix         Compare K, OPc');
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(60);
  });

  test('lists all rules', () => {
    const lines = explain([], 80).trimEnd().split('\n');
    expect(lines.map(line => line.split('\t')[0])).toEqual(RULES.map(({ id }) => id));
  });

  test('says which rule it does not know', () => {
    expect(() => explain(['R123'], 80)).toThrow("explain: no rule is named 'R123'; did you mean 'R12'?");
  });
});
