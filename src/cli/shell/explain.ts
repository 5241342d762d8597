import { RULES } from '../../diagnosis/rules/rule-book.ts';
import { suggestion } from '../../output/fields/nearest-name.ts';
import { ruleText } from '../../output/text/rule-text.ts';
import { CommandError, EXIT } from '../terminal/terminal.ts';

/**
 * What the rules with these names look for; without a name, a line for each rule there is.
 *
 * @throws CommandError if no rule has that name.
 */
export function explain(names: readonly string[], width: number): string {
  if (names.length === 0) return RULES.map(({ id, title }) => `${id}\t${title}\n`).join('');
  return names.map(name => ruleText(ruleNamed(name), width)).join('\n');
}

function ruleNamed(name: string) {
  const rule = RULES.find(({ id }) => id.toLowerCase() === name.toLowerCase());
  if (rule !== undefined) return rule;
  const hint = suggestion(
    name,
    RULES.map(({ id }) => id),
  );
  throw new CommandError(`explain: no rule is named '${name}'${hint}; ims-esp explain lists all`, EXIT.USAGE);
}
