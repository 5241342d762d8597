import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './root.ts';

/** The compiled code: threads and processes run it, as Node 20 runs no TypeScript. `npm test` builds it first. */
export const BUILT = join(ROOT, 'dist');

export const isBuilt = existsSync(join(BUILT, 'cli/entry.js'));

if (!isBuilt) console.log('dist/ is missing: tests of threads and processes are skipped, run npm test');
