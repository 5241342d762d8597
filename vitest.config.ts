import { readdirSync, readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { binaryModule } from './assembly/compile.js';

/** What `--mode quick` leaves out: whole captures, thousands of analyses, and all that starts a program. */
const SLOW_FOLDERS = ['attack', 'bench', 'bounds', 'end-to-end', 'fuzz'];
const SLOW_SUPPORT = /'[./]+\/support\/programs\/(browser|built|mounts|recording|tshark)\.ts'/;

function slowTests(): string[] {
  const files = readdirSync('test', { recursive: true, encoding: 'utf8' })
    .map(name => `test/${name.replaceAll('\\', '/')}`)
    .filter(name => name.endsWith('.test.ts') && SLOW_SUPPORT.test(readFileSync(name, 'utf8')));
  return [...SLOW_FOLDERS.map(name => `test/${name}/**`), ...files];
}

/** Short files last: a file of half a minute at the end would keep one core waiting. */
class SlowFirst extends BaseSequencer {
  override async sort(specifications: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(specifications);
    const isSlow = ({ moduleId }: TestSpecification) =>
      SLOW_FOLDERS.some(name => moduleId.includes(`/test/${name}/`));
    return [...sorted.filter(isSlow), ...sorted.filter(one => !isSlow(one))];
  }
}

/** Compiles `assembly/` when the first test imports its module: in the sources there is only its declaration. */
const assembly = {
  name: 'assembly',
  enforce: 'pre' as const,
  resolveId: (id: string) => (id === './binary.js' ? '\0binary' : null),
  load: (id: string) => (id === '\0binary' ? binaryModule() : null),
};

export default defineConfig(({ mode }) => ({
  plugins: [assembly],
  test: {
    include: ['test/**/*.test.ts'],
    exclude: mode === 'quick' ? slowTests() : [],
    // Files of one worker share its modules: to load them for each file anew takes a third more.
    isolate: false,
    // By default one core stays free, which is half of two.
    maxWorkers: '100%',
    sequence: { sequencer: SlowFirst },
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
}));
