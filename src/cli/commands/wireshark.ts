import { join } from 'node:path';
import { printable } from '../../bytes/printable.ts';
import { type WiresharkProfile, wiresharkProfiles } from '../../output/wireshark/profile.ts';
import { profileFiles, writeProfile } from '../../output/wireshark/write-profile.ts';
import { profileNameProblem } from '../inputs/profile-name.ts';
import { refuseInput } from '../inputs/refuse-input.ts';
import { BatchedOutput } from '../terminal/batched-output.ts';
import { cannotWrite } from '../terminal/cannot-write.ts';
import { uninterrupted } from '../terminal/on-interrupt.ts';
import { shellWord } from '../terminal/shell-word.ts';
import { CommandError, EXIT, type Terminal } from '../terminal/terminal.ts';
import { type CommonArguments, runAnalysis } from './run-analysis.ts';

/** Arguments of `ims-esp wireshark`. */
interface WiresharkArguments extends CommonArguments {
  /** Wireshark's configuration folder, or a folder of its own. */
  readonly directory: string;
  /** Name of a profile below `directory`; without it the files go directly into `directory`. */
  readonly profile: string | undefined;
}

/** `ims-esp wireshark`: a profile with which Wireshark and tshark decrypt the same capture. */
export async function wireshark(args: WiresharkArguments, terminal: Terminal): Promise<number> {
  const problem = args.profile === undefined ? null : profileNameProblem(args.profile);
  if (problem !== null) throw new CommandError(`--profile: ${problem}`, EXIT.USAGE);
  refuseInputs(folderOf(args, args.profile), args, terminal);
  const result = await runAnalysis(args, terminal, {});
  const output = new BatchedOutput(terminal.stdout);
  for (const [index, profile] of wiresharkProfiles(result.sets, result.summary.tcp.gaps > 0).entries()) {
    const name = profileName(args.profile, index);
    const folder = folderOf(args, name);
    refuseInputs(folder, args, terminal);
    await write(folder, profile);
    output.write(
      printable(`${folder}: ${profile.records} SAs in esp_sa, with preferences and decode_as_entries`),
    );
    output.write(`\n  ${printable(useOf(args, name))}\n`);
  }
  await output.finish();
  return result.inputDamaged ? EXIT.UNREADABLE : EXIT.OK;
}

/** Refuses to write over inputs. An esp_sa that is an input is allowed, because its lines are kept. */
function refuseInputs(folder: string, args: WiresharkArguments, terminal: Terminal): void {
  const keyFiles = (args.keyFiles ?? []).filter(({ option }) => option !== 'esp-sa');
  for (const path of profileFiles(folder)) refuseInput('-d', path, { ...args, keyFiles }, terminal);
}

function folderOf({ directory }: WiresharkArguments, name: string | undefined): string {
  return name === undefined ? directory : join(directory, 'profiles', name);
}

/** Older generations under the same SPI get their own profiles. */
function profileName(base: string | undefined, index: number): string | undefined {
  return index === 0 ? base : `${base ?? 'ims-esp'}-older-${index}`;
}

async function write(folder: string, profile: WiresharkProfile): Promise<void> {
  try {
    await uninterrupted(() => writeProfile(folder, profile));
  } catch (error) {
    throw cannotWrite(folder, 'the profile', error);
  }
}

/** A shell command that uses the profile. */
function useOf(args: WiresharkArguments, name: string | undefined): string {
  const select = name === undefined ? '' : ` -C ${shellWord(name)}`;
  const [file = ''] = args.file;
  return `WIRESHARK_CONFIG_DIR=${shellWord(args.directory)} tshark${select} -r ${shellWord(file)}`;
}
