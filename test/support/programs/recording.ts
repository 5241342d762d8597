import { execFileSync, spawnSync } from 'node:child_process';
import { shellWord } from '../../../src/cli/terminal/shell-word.ts';

/** Can `script` of util-linux record what reaches a terminal? */
export const canRecord = isUtilLinux();

if (!canRecord) console.log('script of util-linux is missing: what reaches a terminal is not recorded');

function isUtilLinux(): boolean {
  try {
    return execFileSync('script', ['--version'], { encoding: 'utf8' }).includes('util-linux');
  } catch {
    return false;
  }
}

/** The octets that reach a terminal which a command writes to, with standard output and standard error. */
export function recorded(argv: readonly string[], cwd: string): Buffer {
  const command = argv.map(shellWord).join(' ');
  const { stdout } = spawnSync('script', ['-qec', command, '/dev/null'], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      TERM: 'xterm-256color',
      LC_ALL: 'C.UTF-8',
      NO_COLOR: undefined,
      FORCE_COLOR: undefined,
    },
    maxBuffer: 1 << 26,
  });
  return stdout;
}
