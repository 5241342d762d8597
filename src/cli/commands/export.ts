import type { AnalysisResult } from '../../analysis/analyse.ts';
import type { SaSet } from '../../model/security-association.ts';
import { WholeFile } from '../../output/wireshark/whole-file.ts';
import { refuseInput } from '../inputs/refuse-input.ts';
import { BatchedOutput } from '../terminal/batched-output.ts';
import { writeFile } from '../terminal/file-output.ts';
import { CommandError, EXIT, note, type Terminal } from '../terminal/terminal.ts';
import { type CommandSink, type CommonArguments, conclude, runAnalysis } from './run-analysis.ts';

/** Arguments of `ims-esp export`. */
interface ExportArguments extends CommonArguments {
  readonly format: 'keys' | 'ip-xfrm' | 'setkey';
  /** File to write; standard output if absent or `-`. */
  readonly output: string | undefined;
}

/** The exported text, and what it lacks. */
interface Exported {
  readonly text: string;
  readonly about: string;
  readonly left: readonly string[];
}

/** `ims-esp export`: the keys of the capture, or the SAs with their keys for the kernels of both ends. */
export async function exportKeys(args: ExportArguments, terminal: Terminal): Promise<number> {
  const path = args.output === '-' ? undefined : args.output;
  if (path === undefined && !args.showKeys)
    throw new CommandError(
      'export: expected -o FILE, or --show-keys to write keys to standard output',
      EXIT.USAGE,
    );
  if (path !== undefined) checkOutput(path, args, terminal);
  const tunnels = new Set<SaSet>();
  const sink: CommandSink = {
    sip: ({ origin: { protection } }) => {
      if (protection?.tunnel === true && protection.sa !== null) tunnels.add(protection.sa.set);
    },
  };
  const result = await runAnalysis(args, terminal, sink, { hearsAll: true });
  const { text, about, left } = await exportOf(args.format, result, tunnels);
  if (path === undefined) {
    const output = new BatchedOutput(terminal.stdout);
    output.write(text);
    await output.finish();
  } else {
    // Readable only by its owner, also if it replaces a file with other permissions.
    await writeFile(path, 'the keys', [new TextEncoder().encode(text)], 0o600);
  }
  const exitCode = conclude(result, args, terminal);
  for (const line of left) note(terminal, `left out: ${line}`);
  if (!args.quiet) note(terminal, path === undefined ? about : `${path}: ${about}`);
  return exitCode;
}

/** Loads the code of a format only when it is used. */
async function exportOf(
  format: ExportArguments['format'],
  result: AnalysisResult,
  tunnels: ReadonlySet<SaSet>,
): Promise<Exported> {
  if (format === 'keys') {
    const { keyList } = await import('../../output/export/key-list.ts');
    const { text, count, left } = keyList(result);
    return { text, about: `${count} key${count === 1 ? '' : 's'} (CK and IK)`, left };
  }
  const { exportedSas } = await import('../../output/export/exported-sas.ts');
  const { hasXfrmName, ipXfrmScript } = await import('../../output/export/ip-xfrm-script.ts');
  const { hasSetkeyName, setkeyScript } = await import('../../output/export/setkey-script.ts');
  const [hasName, script] =
    format === 'ip-xfrm' ? [hasXfrmName, ipXfrmScript] : [hasSetkeyName, setkeyScript];
  const all = exportedSas(result.sets, tunnels, hasName);
  const hosts = `${all.hosts.length} host${all.hosts.length === 1 ? '' : 's'}`;
  return { text: script(all), about: `${all.count} SAs for ${hosts}`, left: all.left };
}

/** Refuses an input. Refuses a pipe or a device too, because others may read it, so writing there shows keys. */
function checkOutput(path: string, args: ExportArguments, terminal: Terminal): void {
  refuseInput('-o', path, args, terminal);
  if (!args.showKeys && WholeFile.isSpecial(path))
    throw new CommandError(
      `-o: expected a regular file, found ${path}: give --show-keys to write keys there`,
      EXIT.USAGE,
    );
}
