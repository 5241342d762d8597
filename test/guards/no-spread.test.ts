import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

/*
 * Each element of an array that is spread over the arguments of a call takes a place on the stack: with some 100,000 the
 * call throws a RangeError, and how many there are is decided by a capture or a file. So no array is spread but a list
 * that stands there as it is.
 */

const SOURCE = join(resolve(dirname(fileURLToPath(import.meta.url)), '../..'), 'src');

const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter(name => /\.[jt]s$/.test(name))
  .map(name => name.split(sep).join('/'))
  .sort();

/** The calls in a text that spread an array, or hand one over with `apply`. */
function spreads(text: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if ((ts.isCallExpression(node) || ts.isNewExpression(node)) && isWrong(node)) found.push(node.getText());
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('file.ts', text, ts.ScriptTarget.Latest, true));
  return found;
}

function isWrong(call: ts.CallExpression | ts.NewExpression): boolean {
  if (call.arguments?.some(one => ts.isSpreadElement(one) && !isWrittenOut(one.expression))) return true;
  const { expression } = call;
  if (!ts.isPropertyAccessExpression(expression) || expression.name.text !== 'apply') return false;
  // A method of ours may have that name; that of a function follows the name of a method, or is that of `Reflect`.
  const of = expression.expression;
  return ts.isPropertyAccessExpression(of) || of.getText() === 'Reflect';
}

/** A list whose elements are all there to be counted, or one of two such lists. */
function isWrittenOut(list: ts.Expression): boolean {
  if (ts.isParenthesizedExpression(list)) return isWrittenOut(list.expression);
  if (ts.isConditionalExpression(list)) return isWrittenOut(list.whenTrue) && isWrittenOut(list.whenFalse);
  return (
    ts.isArrayLiteralExpression(list) &&
    list.elements.every(one => !ts.isSpreadElement(one) || isWrittenOut(one.expression))
  );
}

describe('arrays spread over arguments', () => {
  test.each(files)('%s has none', file => {
    expect(spreads(readFileSync(join(SOURCE, file), 'utf8'))).toEqual([]);
  });

  test.each([
    'list.push(...other)',
    'parent.append(...nodes)',
    'Math.max(0, ...numbers)',
    'String.fromCharCode(...bytes.subarray(0, 5))',
    'list.concat(...lists)',
    'new Set(...lists)',
    'call(...[...list])',
    'call(...(is ? list : []))',
    'Math.max.apply(null, numbers)',
    'Reflect.apply(call, null, list)',
    'element("p", {}, nodes, ...nodes)',
  ])('are found: %s', text => {
    expect(spreads(text)).toEqual([text]);
  });

  test.each(['call(...(is ? [one] : []))', 'new Set([...list])', 'rule.apply(value)', '[...list, ...other]'])(
    'are allowed: %s',
    text => {
      expect(spreads(text)).toEqual([]);
    },
  );
});
