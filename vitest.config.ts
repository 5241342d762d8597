import { readdirSync, readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

/** What `--mode quick` leaves out: whole captures, thousands of analyses, and all that starts a program. */
const SLOW_FOLDERS = ['bench', 'bounds', 'end-to-end', 'fuzz'].map(name => `test/${name}/**`);
const SLOW_SUPPORT = /'[./]+\/support\/programs\/(browser|built|mounts|recording|tshark)\.ts'/;

function slowTests(): string[] {
  const files = readdirSync('test', { recursive: true, encoding: 'utf8' })
    .map(name => `test/${name.replaceAll('\\', '/')}`)
    .filter(name => name.endsWith('.test.ts') && SLOW_SUPPORT.test(readFileSync(name, 'utf8')));
  return [...SLOW_FOLDERS, ...files];
}

export default defineConfig(({ mode }) => ({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: mode === 'quick' ? slowTests() : [],
    // Files of one worker share its modules: to load them for each file anew takes a third more.
    isolate: false,
    // By default one core stays free, which is half of two.
    maxWorkers: '100%',
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
}));
