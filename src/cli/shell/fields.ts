import { fieldNamed, fieldNames } from '../../output/fields/fields.ts';
import { suggestion } from '../../output/fields/nearest-name.ts';
import { globMatcher } from '../inputs/glob.ts';
import { CommandError, EXIT } from '../terminal/terminal.ts';

/**
 * A line for each field whose name matches: name, tab, type of its values. Upper and lower case are the same.
 *
 * @param pattern a part of a name, or a whole name with `*`, `?` and `[...]`; undefined for all.
 * @throws CommandError if nothing matches.
 */
export function fields(pattern: string | undefined): string {
  const wanted = (pattern ?? '').toLowerCase();
  const matches = globMatcher(wanted) ?? (name => name.includes(wanted));
  const names = fieldNames().filter(name => matches(name.toLowerCase()));
  if (names.length === 0)
    throw new CommandError(
      `fields: no name matches '${pattern}'${suggestion(wanted, fieldNames())}`,
      EXIT.USAGE,
    );
  return names.map(name => `${name}\t${fieldNamed(name)?.kind}\n`).join('');
}
