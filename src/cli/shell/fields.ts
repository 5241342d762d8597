import { fieldNamed, fieldNames } from '../../output/fields/fields.ts';
import { suggestion } from '../../output/fields/nearest-name.ts';
import { globMatcher } from '../inputs/glob.ts';
import { CommandError, EXIT } from '../terminal/terminal.ts';

/**
 * A line for each field whose name matches: name, type of its values and, if the name does not say it, what it is, with
 * tabs between them. Upper and lower case are the same.
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
  return names.map(fieldLine).join('');
}

function fieldLine(name: string): string {
  const { kind, description } = fieldNamed(name) ?? {};
  return `${name}\t${kind}${description == null ? '' : `\t${description}`}\n`;
}
