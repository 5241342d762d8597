import { basename } from 'node:path';
import { build } from 'rolldown';
import { inDist, optionsFor, pageInside, WORKERS } from './options.js';

/*
 * Bundles dist/, as tsc leaves it, into the program that bin/ runs: dist/program/. The library stays a file for each
 * source, so that those who use it can bundle it themselves. CommonJS, because Node starts it 15 ms sooner than modules.
 */
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

function importedBy(entries, graph) {
  const found = new Set(entries);
  for (const id of found)
    for (const imported of graph.getModuleInfo(id)?.importedIds ?? []) found.add(imported);
  return found;
}

function otherEngineOutside() {
  const name = basename(OTHER_ENGINE, '.js');
  return {
    name: 'other-engine-outside',
    resolveId: specifier =>
      specifier.endsWith(`/${name}.js`) ? { id: `./${name}.cjs`, external: true } : null,
  };
}
