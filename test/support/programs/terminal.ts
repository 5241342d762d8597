import { PassThrough, Readable } from 'node:stream';
import { main } from '../../../src/cli/main.ts';

/** What one command line printed, and its exit code. */
export interface Printed {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a command line in this process.
 *
 * @param input standard input, in chunks of `chunk` bytes.
 */
export async function ims(
  argv: readonly string[],
  input: Uint8Array = new Uint8Array(0),
  chunk = Number.POSITIVE_INFINITY,
): Promise<Printed> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const [out, err] = [gather(stdout), gather(stderr)];
  const exitCode = await main(argv, {
    stdin: Readable.from(chunksOf(Buffer.from(input), chunk), { objectMode: false }),
    stdout,
    stderr,
  });
  stdout.end();
  stderr.end();
  return { exitCode, stdout: await out, stderr: await err };
}

function* chunksOf(input: Buffer, chunk: number): Generator<Buffer> {
  for (let at = 0; at < input.length; at += chunk) yield input.subarray(at, at + chunk);
}

async function gather(stream: PassThrough): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
