import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { boundConstants } from './bound-constants.ts';

const SOURCE = join(resolve(dirname(fileURLToPath(import.meta.url)), '..', '..'), 'src');

/** What bounds count. */
const UNIT =
  /\b(?:address|agreement|algorithm|attempt|AVP|byte|challenge|character|connection|entry|entrie|fragment|frame|header|interface|issue|key|kind|leg|level|message|name|number|octet|packet|record|registration|row|SA|second|segment|set|stretch|stretche|string|text|thread|time|trial|type|value|way)s?\b|\bhow often\b/i;

/** Why so many: what follows the first clause, or the document that says so. */
const REASON = /(?:[:;] |\. [A-Z]|, as ).*\w{3}|\((?:RFC|TS|IEEE) /;

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
    const text = docstring.replace(/\/\*\*|\*\/|\n \*/g, '').trim();
    expect(text).toMatch(UNIT);
    expect(text).toMatch(REASON);
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
