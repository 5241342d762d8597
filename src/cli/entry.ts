import { writeSync } from 'node:fs';
import { keepCompiled } from './terminal/compile-cache.ts';
import { VERSION } from './terminal/version.ts';

const argv = process.argv.slice(2);

if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-v')) printVersion();
else {
  keepCompiled(process.env, process.platform);
  // If standard error is closed or full, its lines are lost, but the work goes on.
  process.stderr.on('error', () => {});
  // Loaded only now, because the version needs none of it.
  import('./main.ts')
    .then(({ main }) => main(argv, { stdin: process.stdin, stdout: process.stdout, stderr: process.stderr }))
    .then(exitCode => {
      process.exitCode = exitCode;
    });
}

/** Without the stream of the process, which takes longer to set up than everything else here. */
function printVersion(): void {
  try {
    writeSync(1, `${VERSION}\n`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') process.exitCode = 2;
  }
}
