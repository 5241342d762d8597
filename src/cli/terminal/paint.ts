import type { Writable } from 'node:stream';
import { styleText } from 'node:util';
import type { Paint, Tone } from '../../output/text/tone.ts';

/** Values of `--color`. */
export const COLOURS = ['auto', 'always', 'never'] as const;
export type Colours = (typeof COLOURS)[number];

const STYLES: Record<Tone, Parameters<typeof styleText>[0]> = {
  good: 'green',
  bad: ['bold', 'red'],
  unchecked: 'yellow',
  clear: 'dim',
  heading: 'bold',
  dialog1: 'cyan',
  dialog2: 'magenta',
  dialog3: 'blue',
  dialog4: 'green',
  dialog5: 'yellow',
  dialog6: 'white',
};

/** Colours for a stream, or none: see `hasColours`. */
export function paintFor(stream: Writable & { readonly isTTY?: boolean }, colours: Colours = 'auto'): Paint {
  if (!hasColours(stream, colours, process.env)) return (_, text) => text;
  // Node would look at the stream itself, but some versions do not for an array of styles.
  return (tone, text) => styleText(STYLES[tone], text, { validateStream: false });
}

/**
 * With `auto`: `FORCE_COLOR`, as in Node itself, then `NO_COLOR` (no-color.org) and `TERM=dumb` decide; without them a
 * terminal gets colours, a file or a pipe none.
 */
export function hasColours(
  { isTTY }: { readonly isTTY?: boolean },
  colours: Colours,
  { FORCE_COLOR: force, NO_COLOR: no = '', TERM: term }: NodeJS.ProcessEnv,
): boolean {
  if (colours !== 'auto') return colours === 'always';
  if (force !== undefined) return force !== '0' && force !== 'false';
  return no === '' && term !== 'dumb' && isTTY === true;
}
