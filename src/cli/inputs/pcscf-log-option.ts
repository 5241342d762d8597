import { readFile } from 'node:fs/promises';
import type { Issue } from '../../model/issue.ts';
import type { NonceKey } from '../../model/security-association.ts';
import { parsePcscfLog } from '../../registration/pcscf-log.ts';
import { CommandError, EXIT } from '../terminal/terminal.ts';

/** What logs of a P-CSCF show. */
export interface PcscfLogFiles {
  readonly keys: readonly NonceKey[];
  /** Lines with keys of which nothing can be made. */
  readonly issues: readonly Issue[];
}

/** Reads the files of `--pcscf-log`. A file that cannot be read, or shows no key at all, is refused. */
export async function readPcscfLogs(files: readonly string[]): Promise<PcscfLogFiles> {
  const keys: NonceKey[] = [];
  const issues: Issue[] = [];
  for (const file of files) {
    const log = parsePcscfLog(await textOf(file));
    const [first] = log.wrong;
    if (log.keys.length === 0)
      throw new CommandError(
        `--pcscf-log: ${file}: ${first === undefined ? 'no WWW-Authenticate with ck and ik was found' : `line ${first.line}: ${first.reason}`}`,
        EXIT.USAGE,
      );
    keys.push(...log.keys);
    issues.push(...log.wrong.map(({ line, reason }) => unreadable(`${file}: line ${line}: ${reason}`)));
  }
  return { keys, issues };
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'latin1');
  } catch (error) {
    throw new CommandError(`--pcscf-log: ${file}: ${(error as Error).message}`, EXIT.USAGE);
  }
}

function unreadable(message: string): Issue {
  return {
    code: 'pcscf-log-key',
    layer: 'sip',
    damage: false,
    file: null,
    frame: null,
    offset: null,
    message,
  };
}
