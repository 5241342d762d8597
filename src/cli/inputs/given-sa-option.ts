import { readFile } from 'node:fs/promises';
import { type EspSaFile, parseEspSa, type UnsupportedLine } from '../../ipsec/given/esp-sa-file.ts';
import { parseXfrmStates } from '../../ipsec/given/xfrm-states.ts';
import type { Issue } from '../../model/issue.ts';
import type { GivenSa } from '../../model/security-association.ts';
import { CommandError, EXIT } from '../terminal/terminal.ts';

/** What files with SAs hold. */
export interface GivenSaFiles {
  readonly sas: readonly GivenSa[];
  /** Lines whose algorithm is not supported. */
  readonly issues: readonly Issue[];
}

/** The options that name such files, with what reads them. */
const OPTIONS: Readonly<
  Record<'--esp-sa' | '--xfrm', { readonly code: string; parse(text: string): EspSaFile }>
> = {
  '--esp-sa': { code: 'esp-sa-unsupported', parse: parseEspSa },
  '--xfrm': { code: 'xfrm-unsupported', parse: parseXfrmStates },
};

/** Reads the files of an option, whose SAs are joined. A file that cannot be read or understood is refused. */
export async function readGivenSaFiles(
  option: keyof typeof OPTIONS,
  files: readonly string[],
): Promise<GivenSaFiles> {
  const { code, parse } = OPTIONS[option];
  const sas: GivenSa[] = [];
  const issues: Issue[] = [];
  for (const file of files) {
    const parsed = parse(await textOf(option, file));
    if (parsed.sas === null)
      throw new CommandError(
        `${option}: ${file}: line ${parsed.wrong.line}: ${parsed.wrong.reason}`,
        EXIT.USAGE,
      );
    sas.push(...parsed.sas);
    issues.push(...parsed.unsupported.map(line => unsupportedIssue(code, file, line)));
  }
  return { sas, issues };
}

async function textOf(option: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'latin1');
  } catch (error) {
    throw new CommandError(`${option}: ${file}: ${(error as Error).message}`, EXIT.USAGE);
  }
}

function unsupportedIssue(code: string, file: string, { line, algorithm }: UnsupportedLine): Issue {
  return {
    code,
    layer: 'esp',
    damage: false,
    file: null,
    frame: null,
    offset: null,
    message: `${file}: line ${line}: ${algorithm} is not supported, packets of this SA stay closed`,
  };
}
