import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The repository, also for tests that were compiled into a folder of it. */
export const ROOT = rootAbove(import.meta.dirname);

function rootAbove(folder: string): string {
  return existsSync(join(folder, 'fixtures')) ? folder : rootAbove(dirname(folder));
}
