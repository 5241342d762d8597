import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { inject } from 'postject';
import { build } from 'rolldown';
import { inDist, optionsFor, pageInside, WORKERS } from './options.js';

/*
 * Makes the program and the Node that runs this into one file (https://nodejs.org/api/single-executable-applications.html).
 * It needs dist/. The file goes to the folder that is given, or to build/executable.
 */
const FOLDER = resolve(process.argv[2] ?? join(import.meta.dirname, '../build/executable'));
/** Where Node looks for a program in itself. */
const SENTINEL = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';

const at = name => join(FOLDER, name);
const executable = at(process.platform === 'win32' ? 'ims-esp.exe' : 'ims-esp');
mkdirSync(FOLDER, { recursive: true });
await build(inFolder(optionsFor(inDist('cli/entry.js'), 'ims-esp', false), [pageInside(), workersInside()]));
writeFileSync(
  at('sea.json'),
  JSON.stringify({
    main: at('ims-esp.cjs'),
    output: at('sea.blob'),
    disableExperimentalSEAWarning: true,
    useCodeCache: true,
  }),
);
execFileSync(process.execPath, ['--experimental-sea-config', at('sea.json')], { stdio: 'ignore' });
copyFileSync(process.execPath, executable);
const isMac = process.platform === 'darwin';
// On macOS a changed program must be signed anew.
if (isMac) execFileSync('codesign', ['--remove-signature', executable]);
await inject(executable, 'NODE_SEA_BLOB', readFileSync(at('sea.blob')), {
  sentinelFuse: SENTINEL,
  ...(isMac && { machoSegmentName: 'NODE_SEA' }),
});
if (isMac) execFileSync('codesign', ['--sign', '-', executable]);

function inFolder(options, plugins) {
  return { ...options, plugins, output: { ...options.output, dir: FOLDER } };
}

/** Threads run a text of the program, because there is no file beside it. */
function workersInside() {
  const id = '\0worker-threads';
  return {
    name: 'workers-inside',
    resolveId: (name, importer) => (name === 'node:worker_threads' && importer !== id ? id : null),
    load(loaded) {
      if (loaded !== id) return null;
      const texts = WORKERS.map(file => basename(file, '.js')).map(name => [
        name,
        readFileSync(inDist(`program/${name}.cjs`), 'utf8'),
      ]);
      return `
        import { Worker as NodeWorker } from 'node:worker_threads';
        const TEXTS = ${JSON.stringify(texts)};
        export class Worker extends NodeWorker {
          constructor(file, options) {
            const [, text] = TEXTS.find(([name]) => file.pathname.includes('/' + name));
            super(text, { ...options, eval: true });
          }
        }`;
    },
  };
}
