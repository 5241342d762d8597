import type { Issue } from '../../model/issue.ts';
import { HostNames } from '../../output/names/host-names.ts';
import { parseNames } from '../../output/names/names-file.ts';
import { boundedText } from './bounded-text.ts';

/** The names of all files, and what is wrong with them: one issue for each file. */
interface FoundNames {
  readonly hosts: HostNames;
  readonly issues: readonly Issue[];
}

/** Most octets of a file of names: a million lines take less. */
const MOST_OCTETS = 64 * 1024 ** 2;

/**
 * Reads the files of `--names`. The first name of an address counts. A damaged line is left out; a file that cannot be
 * read is an issue with `damage`, as something was given that is not used.
 *
 * @throws CommandError for a file that does not exist.
 */
export async function readNames(paths: readonly string[]): Promise<FoundNames> {
  const all = new Map<string, string>();
  const issues: Issue[] = [];
  for (const path of paths) {
    const text = await boundedText('names', path, 'utf8', MOST_OCTETS);
    if (text instanceof Error) {
      issues.push(issueOf(`--names: ${path}: ${text.message}: no name of it is used`, true));
      continue;
    }
    const { names, wrong, wrongLines } = parseNames(text);
    for (const [address, name] of names) if (!all.has(address)) all.set(address, name);
    if (wrong === null) continue;
    const more = wrongLines === 1 ? '' : ` (and ${wrongLines - 1} more such lines)`;
    issues.push(
      issueOf(
        `${path}: line ${wrong.line}: expected an address and a name, found '${wrong.found}'${more}`,
        false,
      ),
    );
  }
  return { hosts: new HostNames(all), issues };
}

function issueOf(message: string, damage: boolean): Issue {
  return { code: 'names-wrong', layer: 'input', damage, file: null, frame: null, offset: null, message };
}
