import { VERSION } from './terminal/version.ts';

const argv = process.argv.slice(2);

// If standard error is closed or full, its lines are lost, but the work goes on.
process.stderr.on('error', () => {});

if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-v')) {
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (code !== 'EPIPE') process.exitCode = 2;
  });
  process.stdout.write(`${VERSION}\n`);
} else {
  // Loaded only now: the command line parser takes longer to load than everything else together.
  const { main } = await import('./main.ts');
  process.exitCode = await main(argv, {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
  });
}
