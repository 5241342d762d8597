import { createReadStream } from 'node:fs';
import { CommandError, EXIT } from '../terminal/terminal.ts';

/**
 * The text of a file that an option names; an error if the file exists, but cannot be read or has more octets.
 *
 * @throws CommandError for a file that does not exist: its name is wrong.
 */
export async function boundedText(
  option: string,
  path: string,
  encoding: BufferEncoding,
  mostOctets: number,
): Promise<string | Error> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > mostOctets) throw new Error(`expected ${mostOctets} bytes at most, found more`);
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new CommandError(`--${option}: ${path}: ${message}`, EXIT.USAGE);
    return error as Error;
  }
  return Buffer.concat(chunks).toString(encoding);
}
