import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../support/programs/root.ts';

/** Another commit, built in a folder below `folder`, while `use` runs. */
export async function withCheckout(
  ref: string,
  folder: string,
  use: (root: string) => Promise<void>,
): Promise<void> {
  const root = join(folder, 'checkout');
  execute(ROOT, 'git', 'worktree', 'add', '--detach', root, ref);
  try {
    execute(root, 'npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund');
    execute(root, 'npm', 'run', 'build');
    await use(root);
  } finally {
    execute(ROOT, 'git', 'worktree', 'remove', '--force', root);
  }
}

/** What it prints goes to standard error, because standard output is for the tables. */
function execute(cwd: string, program: string, ...args: string[]): void {
  execFileSync(program, args, { cwd, stdio: ['ignore', process.stderr, 'inherit'] });
}
