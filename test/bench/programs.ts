import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../support/programs/root.ts';
import type { Command } from './measure/process-run.ts';

const FIELDS = ['-T', 'fields', '-e', 'frame.number', '-e', 'sip.Method'];

/** What is measured of our program; `OUT` is a file that it may write. */
const OURS = {
  fields: { label: 'ims-esp -T fields', args: ['decode', ...FIELDS] },
  'one thread': { label: 'ims-esp -T fields --jobs 1', args: ['decode', '--jobs', '1', ...FIELDS] },
  'two threads': { label: 'ims-esp -T fields --jobs 2', args: ['decode', '--jobs', '2', ...FIELDS] },
  analyser: {
    label: '… --jobs 1 without the lane',
    args: ['decode', '--jobs', '1', ...FIELDS],
    environment: { IMS_ESP_LANE: '0' },
  },
  json: { label: 'ims-esp -T json', args: ['decode', '-T', 'json'] },
  text: { label: 'ims-esp decode', args: ['decode'] },
  diagnose: { label: 'ims-esp diagnose', args: ['diagnose'] },
  sas: { label: 'ims-esp sas', args: ['sas'] },
  flow: { label: 'ims-esp flow', args: ['flow'] },
  report: { label: 'ims-esp report', args: ['report', '-o', 'OUT'] },
  write: { label: 'ims-esp decode -w', args: ['decode', '-w', 'OUT'] },
} as const;

export type ProgramName = keyof typeof OURS;

export const PROGRAM_NAMES = Object.keys(OURS) as readonly ProgramName[];

/** A row of the tables. */
export interface Program {
  readonly label: string;
  readonly command: Command;
}

/** Our program on a capture, as it is installed, from the checkout in `root`. What it writes goes to `folder`. */
export function ourProgram(name: ProgramName, capture: string, folder: string, root = ROOT): Program {
  const { label, args, ...rest } = OURS[name];
  const given = args.map(word => (word === 'OUT' ? join(folder, 'written') : word));
  return { label, command: { ...imsEsp([...given, '-q', capture], root), ...rest } };
}

/** `ims-esp` with these arguments. */
export function imsEsp(args: readonly string[], root = ROOT): Command {
  return { program: process.execPath, args: [join(root, 'bin/ims-esp.js'), ...args] };
}

/** The same, but a file for each source, which profiles need. */
export function unbundled({ program, args: [, ...args] }: Command): Command {
  return { program, args: [join(ROOT, 'dist/cli/entry.js'), ...args] };
}

/** tshark with the profile that `ims-esp wireshark` writes for the capture, in a folder below `folder`. */
export function tsharkFields(capture: string, folder: string): Program {
  const profile = join(folder, 'wireshark');
  mkdirSync(profile, { recursive: true });
  const { program, args } = imsEsp(['wireshark', '-q', '-d', profile, capture]);
  execFileSync(program, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const command = {
    program: 'tshark',
    args: ['-n', '-r', capture, ...FIELDS],
    environment: { WIRESHARK_CONFIG_DIR: profile },
  };
  return { label: 'tshark -T fields', command };
}

/** The first line of `tshark --version`, or null where it is not installed. */
export function tsharkVersion(): string | null {
  try {
    const text = execFileSync('tshark', ['--version'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return text.split('\n')[0] ?? '';
  } catch {
    return null;
  }
}
