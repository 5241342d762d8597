import { VERSION } from './terminal/version.ts';

const argv = process.argv.slice(2);

// Nobody reads the messages, or they cannot be kept: that is no reason to give up the work.
process.stderr.on('error', () => {});

if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-v')) {
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (code !== 'EPIPE') process.exitCode = 2;
  });
  process.stdout.write(`${VERSION}\n`);
} else {
  // Loaded only now: the command line parser takes longer to load than all the rest together.
  const { main } = await import('./main.ts');
  process.exitCode = await main(argv, {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
  });
}
