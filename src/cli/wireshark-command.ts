import { join } from 'node:path';
import { type WiresharkProfile, wiresharkProfiles } from '../output/wireshark-profile.ts';
import { writeProfile } from '../output/write-profile.ts';
import { BatchedOutput } from './batched-output.ts';
import { type CommonArguments, runAnalysis } from './run-analysis.ts';
import { CommandError, EXIT, type Terminal } from './terminal.ts';

/** Arguments of `ims-esp wireshark`. */
export interface WiresharkArguments extends CommonArguments {
  /** Wireshark's configuration folder, or a folder of its own. */
  readonly directory: string;
  /** Name of a profile below `directory`; without it the files go into `directory` itself. */
  readonly profile: string | undefined;
}

/** `ims-esp wireshark`: a profile with which Wireshark and tshark open the same capture. */
export async function wireshark(args: WiresharkArguments, terminal: Terminal): Promise<number> {
  checkProfileName(args.profile);
  const result = await runAnalysis(args, terminal, {});
  const output = new BatchedOutput(terminal.stdout);
  for (const [index, profile] of wiresharkProfiles(result.sets, result.summary.tcp.gaps > 0).entries()) {
    const name = profileName(args.profile, index);
    const folder = name === undefined ? args.directory : join(args.directory, 'profiles', name);
    await write(folder, profile);
    output.write(`${folder}: ${profile.records} SAs in esp_sa, with preferences and decode_as_entries\n`);
    output.write(`  ${useOf(args, name)}\n`);
  }
  await output.settle();
  return result.inputDamaged ? EXIT.UNREADABLE : EXIT.OK;
}

/** A profile name is one folder name: it must not lead out of the profiles folder. */
function checkProfileName(name: string | undefined): void {
  if (name === undefined) return;
  if (name === '' || name === '.' || name === '..' || /[/\\\0]/.test(name))
    throw new CommandError(`--profile: a plain name was expected, '${name}' was found`, EXIT.USAGE);
}

/** Older generations under the same SPI go to profiles of their own. */
function profileName(base: string | undefined, index: number): string | undefined {
  return index === 0 ? base : `${base ?? 'ims-esp'}-older-${index}`;
}

async function write(folder: string, profile: WiresharkProfile): Promise<void> {
  try {
    await writeProfile(folder, profile);
  } catch (error) {
    throw new CommandError(
      `${folder}: the profile could not be written: ${(error as Error).message}`,
      EXIT.UNREADABLE,
    );
  }
}

function useOf(args: WiresharkArguments, name: string | undefined): string {
  const select = name === undefined ? '' : ` -C ${name}`;
  return `WIRESHARK_CONFIG_DIR=${args.directory} tshark${select} -r ${args.file[0]}`;
}
