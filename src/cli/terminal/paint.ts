import type { Writable } from 'node:stream';
import { styleText } from 'node:util';
import type { Paint, Tone } from '../../output/text/text-lines.ts';

const STYLES: Record<Tone, Parameters<typeof styleText>[0]> = {
  good: 'green',
  bad: ['bold', 'red'],
  unchecked: 'yellow',
  clear: 'dim',
  heading: 'bold',
};

/** Colours for a terminal; none for a file, a pipe, `NO_COLOR` or `TERM=dumb`. */
export function paintFor(stream: Writable & { readonly isTTY?: boolean }): Paint {
  if (stream.isTTY !== true) return (_, text) => text;
  return (tone, text) => styleText(STYLES[tone], text, { stream });
}
