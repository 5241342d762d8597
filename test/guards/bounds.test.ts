import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { boundConstants } from './bound-constants.ts';

const SOURCE = join(resolve(dirname(fileURLToPath(import.meta.url)), '..', '..'), 'src');

/** `Bytes of a name: why so many.`, as the docstring of a bound says. */
const UNIT_AND_REASON =
  /^[^:]*\b(?:addresses|agreements|algorithms|attempts|AVPs|bytes|challenges|characters|connections|entries|fragments|frames|headers|interfaces|issues|keys|kinds|legs|levels|messages|names|numbers|octets|packets|records|registrations|rows|SAs|seconds|segments|sets|stretches|strings|threads|times|trials|types|values|ways)\b[^:]*: .*\w{3}/i;

describe('a bound that stands where it is used', () => {
  const bounds = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts'))
    .flatMap(name =>
      boundConstants(readFileSync(join(SOURCE, name), 'utf8')).map(bound => ({ file: name, ...bound })),
    );

  test('there are some', () => {
    expect(bounds.length).toBeGreaterThan(50);
  });

  test.each(bounds)('$file $name says what it counts and why so many', ({ docstring }) => {
    expect(docstring.replace(/\/\*\*|\*\/|\n \*/g, '').trim()).toMatch(UNIT_AND_REASON);
  });
});

test('finds bounds by their name and by their use', () => {
  const text = `
    /** Frames: few. */
    const FRAMES_KEPT = 2 * 8;
    export const MAX_NAME = 64;
    const PLACES = 10;
    const OTHER = 7;
    const WORD = 'MAX';
    const table = new BoundedMap<string, number>(PLACES);`;
  expect(boundConstants(text)).toEqual([
    { name: 'FRAMES_KEPT', docstring: '/** Frames: few. */' },
    { name: 'MAX_NAME', docstring: '' },
    { name: 'PLACES', docstring: '' },
  ]);
});
