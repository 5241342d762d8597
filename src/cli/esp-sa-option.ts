import { readFile } from 'node:fs/promises';
import { parseEspSa, type UnsupportedLine } from '../ipsec/esp-sa-file.ts';
import type { Issue } from '../model/issue.ts';
import type { GivenSa } from '../model/security-association.ts';
import { CommandError, EXIT } from './terminal.ts';

/** What the files of `--esp-sa` hold. */
export interface EspSaFiles {
  readonly sas: readonly GivenSa[];
  /** Lines whose algorithm is not supported. */
  readonly issues: readonly Issue[];
}

/** Reads Wireshark's `esp_sa` files, whose SAs are joined. A file that cannot be read or understood is refused. */
export async function readEspSaFiles(files: readonly string[]): Promise<EspSaFiles> {
  const sas: GivenSa[] = [];
  const issues: Issue[] = [];
  for (const file of files) {
    const parsed = parseEspSa(await textOf(file));
    if (parsed.sas === null)
      throw new CommandError(
        `--esp-sa: ${file}: line ${parsed.wrong.line}: ${parsed.wrong.reason}`,
        EXIT.USAGE,
      );
    sas.push(...parsed.sas);
    issues.push(...parsed.unsupported.map(line => unsupportedIssue(file, line)));
  }
  return { sas, issues };
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'latin1');
  } catch (error) {
    throw new CommandError(`--esp-sa: ${file}: ${(error as Error).message}`, EXIT.USAGE);
  }
}

function unsupportedIssue(file: string, { line, algorithm }: UnsupportedLine): Issue {
  return {
    code: 'esp-sa-unsupported',
    layer: 'esp',
    damage: false,
    file: null,
    frame: null,
    offset: null,
    message: `${file}: line ${line}: ${algorithm} is not supported, packets of this SA stay closed`,
  };
}
