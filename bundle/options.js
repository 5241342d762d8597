import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const DIST = resolve(import.meta.dirname, '../dist');
const { version } = JSON.parse(readFileSync(resolve(import.meta.dirname, '../package.json'), 'utf8'));

/** Threads run these. */
export const WORKERS = readdirSync(DIST, { recursive: true })
  .filter(name => name.endsWith('-worker.js') && !name.startsWith('program'))
  .map(inDist);

/** One bundle from a file of dist/. */
export function optionsFor(entry, name, codeSplitting) {
  return {
    input: { [name]: entry },
    platform: 'node',
    external: /^node:/,
    transform: { define: { IMS_ESP_VERSION: JSON.stringify(version) } },
    onLog: (level, log, print) => {
      // yargs can extend a configuration file, which nothing here asks of it.
      if (log.code !== 'EMPTY_IMPORT_META' || !log.id?.includes('/yargs/')) print(level, log);
    },
    output: {
      dir: inDist('program'),
      format: 'cjs',
      minify: true,
      entryFileNames: '[name].cjs',
      chunkFileNames: '[name].cjs',
      codeSplitting,
    },
  };
}

/** The files of the report's page as texts. */
export function pageInside() {
  const folder = inDist('output/report/page');
  return {
    name: 'page-inside',
    load(id) {
      if (id !== inDist('output/report/page-file.js')) return null;
      const files = readdirSync(folder).map(name => [name, readFileSync(join(folder, name), 'utf8')]);
      const texts = JSON.stringify(Object.fromEntries(files));
      return `const FILES = ${texts};\nexport const pageFile = name => FILES[name];`;
    },
  };
}

export function inDist(path) {
  return join(DIST, path);
}
