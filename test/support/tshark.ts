import { execFileSync } from 'node:child_process';

/** Is tshark there? Where REQUIRE_TSHARK is set it must be. */
export function tsharkInstalled(): boolean {
  try {
    execFileSync('tshark', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    if (process.env.REQUIRE_TSHARK === '1')
      throw new Error('tshark is required here, but it is not installed');
    console.log('tshark is not installed: the comparison with it is skipped');
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
