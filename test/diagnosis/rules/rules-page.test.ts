import { expect, test } from 'vitest';
import { RULES } from '../../../src/diagnosis/rules/rule-book.ts';
import { rulesPage } from '../../support/events/rules-page.ts';

test('the list of rules is current (npm run rules)', async () => {
  await expect(rulesPage(RULES)).toMatchFileSnapshot('../../../src/diagnosis/RULES.md');
});

test('every letter is explained', () => {
  expect(rulesPage(RULES)).not.toContain('undefined');
});
