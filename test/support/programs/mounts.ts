import { execFileSync, spawnSync } from 'node:child_process';

/** How to run a command with mounts of its own: as root, or as one in a user namespace; null where neither is allowed. */
const UNSHARE = [['-m'], ['-rm']].find(canMount) ?? null;

/** True where a file system of our own can be mounted for a test. */
export const hasMounts = UNSHARE !== null;

if (!hasMounts) {
  if (process.env.REQUIRE_MOUNTS === '1') throw new Error('mounts are required here, but not allowed');
  console.log('nothing can be mounted here: tests with a full disk and a read-only folder are skipped');
}

function canMount(options: string[]): boolean {
  try {
    execFileSync('unshare', [...options, 'sh', '-c', 'mount -t tmpfs none /mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** What a command left behind. */
export interface Aftermath {
  readonly exitCode: number;
  readonly stderr: string;
  /** Paths and contents of the files in the folder. */
  readonly files: string;
}

/**
 * Runs a command while a small file system of its own is mounted on `folder`.
 *
 * @param prepare shell commands that run in the folder before.
 */
export function runMounted(folder: string, prepare: string, argv: readonly string[]): Aftermath {
  const script = `
    mount -t tmpfs -o size=16k none "$0" && cd "$0" && { ${prepare}; } 2>/dev/null
    "$@" >/dev/null
    code=$?
    find . -type d ! -name . ; find . -type f ! -name fill -exec grep -H . {} +
    exit $code`;
  const options = [...(UNSHARE ?? []), 'sh', '-c', script, folder, ...argv];
  const { status, stdout, stderr } = spawnSync('unshare', options, { encoding: 'utf8' });
  return { exitCode: status ?? -1, stderr, files: stdout };
}
