import { expect, test } from 'vitest';
import { RULES } from '../../../src/diagnosis/rules/rule-book.ts';
import { ruleText } from '../../../src/output/text/rule-text.ts';

test.each(RULES.map(rule => [rule.id, rule] as const))('%s: every text of the rule is there', (_, rule) => {
  const words = ruleText(rule, 80).replaceAll(/\s+/g, ' ');
  const texts = [
    rule.id,
    rule.title,
    rule.term,
    rule.evidence,
    rule.advice,
    rule.settle ?? '',
    rule.certain ?? 'never',
  ];
  for (const text of texts) expect(words).toContain(text.replaceAll(/\s+/g, ' '));
});
