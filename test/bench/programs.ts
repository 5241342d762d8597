import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from './process-run.ts';

/** The program as it is installed: bin/ and the compiled dist/. */
const PROGRAM = fileURLToPath(new URL('../../../bin/ims-esp.js', import.meta.url));

/** `ims-esp` with these arguments, and with these options of Node before them. */
export function imsEsp(args: readonly string[], nodeOptions: readonly string[] = []): Command {
  return { program: process.execPath, args: [...nodeOptions, PROGRAM, ...args] };
}

const FIELDS = ['-T', 'fields', '-e', 'frame.number', '-e', 'sip.Method'];

export function decodeFields(capture: string): Command {
  return imsEsp(['decode', '-q', ...FIELDS, capture]);
}

export function decodeJson(capture: string): Command {
  return imsEsp(['decode', '-q', '-T', 'json', capture]);
}

/** tshark with the profile that `ims-esp wireshark` writes for the capture, in a folder below `folder`. */
export function tsharkFields(capture: string, folder: string): Command {
  const profile = join(folder, 'wireshark');
  mkdirSync(profile, { recursive: true });
  const { program, args } = imsEsp(['wireshark', '-q', '-d', profile, capture]);
  execFileSync(program, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  return {
    program: 'tshark',
    args: ['-n', '-r', capture, ...FIELDS],
    environment: { WIRESHARK_CONFIG_DIR: profile },
  };
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
