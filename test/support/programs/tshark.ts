import { execFileSync } from 'node:child_process';

/** True where tshark can act as referee. */
export const hasTshark = installed();

if (!hasTshark) {
  if (process.env.REQUIRE_TSHARK === '1') throw new Error('tshark is required here, but it is not installed');
  console.log('tshark is not installed: the comparison with it is skipped');
}

function installed(): boolean {
  try {
    execFileSync('tshark', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** What tshark prints on standard output, with the profile in `folder`. */
export function tsharkOutput(folder: string, capture: string, options: readonly string[]): string {
  return execFileSync('tshark', ['-n', '-r', capture, ...options], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, WIRESHARK_CONFIG_DIR: folder },
    maxBuffer: 1 << 28,
  });
}

/** One row of fields for each frame that tshark reads before it meets damage. */
export function tsharkFrames(capture: string, fields: readonly string[]): string[][] {
  let output: string;
  try {
    const args = ['-n', '-r', capture, '-T', 'fields', ...fields.flatMap(field => ['-e', field])];
    output = execFileSync('tshark', args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 1 << 28,
    });
  } catch (error) {
    output = (error as { stdout: string }).stdout;
  }
  return output
    .split('\n')
    .filter(line => line !== '')
    .map(line => line.split('\t'));
}
