import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { build } from 'rolldown';

/*
 * Bundles dist/, as tsc leaves it, into the program that bin/ runs: dist/program/. The library stays a file for each
 * source, so that those who use it can bundle it themselves. CommonJS, because Node starts it 15 ms sooner than modules.
 */
const DIST = resolve(import.meta.dirname, '../dist');
const { version } = JSON.parse(readFileSync(resolve(import.meta.dirname, '../package.json'), 'utf8'));

/** What `decode` loads to print text is one file, because each further one costs a fifth of a millisecond. */
const LOADED_BY_DECODE = [
  'cli/main.js',
  'cli/commands/decode.js',
  'output/text/text-lines.js',
  'ipsec/crypto/engine-node.js',
].map(inDist);

/** By itself: it is printed without the rest. */
const VERSION = inDist('cli/terminal/version.js');

/** By itself, so that the others do not set up the hashes of `@noble/hashes` that only this engine uses. */
const OTHER_ENGINE = inDist('ipsec/crypto/engine-noble.js');

/** Threads run these. */
const WORKERS = readdirSync(DIST, { recursive: true })
  .filter(name => name.endsWith('-worker.js') && !name.startsWith('program'))
  .map(inDist);

await build(programFrom(inDist('cli/entry.js')));
for (const file of [OTHER_ENGINE, ...WORKERS]) await build(oneFileFrom(file));

function programFrom(entry) {
  let loadedByDecode = null;
  const isLoadedByDecode = (id, graph) => {
    loadedByDecode ??= importedBy(LOADED_BY_DECODE, graph);
    return loadedByDecode.has(id) && id !== VERSION;
  };
  return {
    ...optionsFor(entry, 'ims-esp', {
      includeDependenciesRecursively: false,
      groups: [{ debugName: 'main', name: (id, graph) => (isLoadedByDecode(id, graph) ? 'main' : null) }],
    }),
    preserveEntrySignatures: false,
    plugins: [pageInside(), otherEngineOutside()],
  };
}

function oneFileFrom(entry) {
  return optionsFor(entry, basename(entry, '.js'), false);
}

function optionsFor(entry, name, codeSplitting) {
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
      dir: join(DIST, 'program'),
      format: 'cjs',
      minify: true,
      entryFileNames: '[name].cjs',
      chunkFileNames: '[name].cjs',
      codeSplitting,
    },
  };
}

function importedBy(entries, graph) {
  const found = new Set(entries);
  for (const id of found)
    for (const imported of graph.getModuleInfo(id)?.importedIds ?? []) found.add(imported);
  return found;
}

/** The files of the report's page as texts. */
function pageInside() {
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

function otherEngineOutside() {
  const name = basename(OTHER_ENGINE, '.js');
  return {
    name: 'other-engine-outside',
    resolveId: specifier =>
      specifier.endsWith(`/${name}.js`) ? { id: `./${name}.cjs`, external: true } : null,
  };
}

function inDist(path) {
  return join(DIST, path);
}
