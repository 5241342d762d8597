import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { analyse } from 'scslre';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

/*
 * A regular expression that backtracks can take time that grows with the square of a text, or worse. scslre reads the
 * expression as an automaton and finds such pairs of loops; it finds a loop that is entered from every place, too.
 */

const SOURCE = join(resolve(dirname(fileURLToPath(import.meta.url)), '../..'), 'src');

interface Found {
  readonly file: string;
  readonly source: string;
  readonly flags: string;
}

const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter(name => name.endsWith('.ts'))
  .map(name => name.split(sep).join('/'))
  .sort();

const literals: Found[] = [];
const constructors: string[] = [];

for (const file of files) {
  const text = readFileSync(join(SOURCE, file), 'utf8');
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true), file);
}

function visit(node: ts.Node, file: string): void {
  if (ts.isRegularExpressionLiteral(node)) {
    const end = node.text.lastIndexOf('/');
    literals.push({ file, source: node.text.slice(1, end), flags: node.text.slice(end + 1) });
  }
  const called = ts.isNewExpression(node) || ts.isCallExpression(node) ? node.expression.getText() : '';
  if (called === 'RegExp') constructors.push(file);
  ts.forEachChild(node, child => visit(child, file));
}

/** What makes an expression super-linear, in words; empty if nothing does. */
function faults(source: string, flags: string): string[] {
  const { reports } = analyse({ source, flags });
  return reports.map(({ type, exponential }) => `${type}${exponential ? ', exponential' : ''}`);
}

describe('regular expressions', () => {
  test('are found', () => {
    expect(literals.length).toBeGreaterThan(50);
  });

  test.each(literals)('$file: /$source/$flags takes linear time', ({ source, flags }) => {
    expect(faults(source, flags)).toEqual([]);
  });

  test('are never built at run time', () => {
    expect(constructors).toEqual([]);
  });

  test.each([
    ['a loop in a loop', '^(a+)+$', ['Self, exponential']],
    ['two loops that trade', '^a*a*$', ['Trade']],
    ['a loop that every place begins', '\\s+$', ['Move']],
  ])('are caught: %s', (_, source, expected) => {
    expect(faults(source, '')).toEqual(expected);
  });
});
