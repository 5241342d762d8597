import { readFileSync } from 'node:fs';
import type { CaptureInput } from '../../../src/analysis/input/capture-bytes.ts';
import { fromHex } from '../../../src/bytes/hex.ts';

/**
 * A capture file with octets replaced wherever they stand, by as many others; both as hex.
 *
 * @throws Error if they are not there, or not as many.
 */
export function altered(path: string, changes: Readonly<Record<string, string>>): CaptureInput {
  const bytes = Uint8Array.from(readFileSync(path));
  for (const [from, to] of Object.entries(changes)) replace(bytes, fromHex(from), fromHex(to));
  return { name: path, stream: new Blob([bytes]).stream() };
}

function replace(bytes: Uint8Array, from: Uint8Array | null, to: Uint8Array | null): void {
  if (from === null || to === null || from.length !== to.length)
    throw new Error('expected hex of one length');
  const all = Buffer.from(bytes.buffer);
  let at = all.indexOf(from);
  if (at < 0) throw new Error(`expected ${Buffer.from(from).toString('hex')}, found it nowhere`);
  for (; at >= 0; at = all.indexOf(from, at + to.length)) bytes.set(to, at);
}
