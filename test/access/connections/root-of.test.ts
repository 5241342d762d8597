import { expect, test } from 'vitest';
import { type Part, rootOf } from '../../../src/access/connections/root-of.ts';

interface Node extends Part<Node> {
  readonly name: number;
}

/** Each became a part of the next. */
function row(length: number): Node[] {
  const nodes: Node[] = Array.from({ length }, (_, name) => ({ name, into: null }));
  for (const [i, node] of nodes.entries()) node.into = nodes[i + 1] ?? null;
  return nodes;
}

test('one that stands for itself is its own root', () => {
  const [alone] = row(1) as [Node];
  expect(rootOf(alone)).toBe(alone);
});

test.each([2, 3, 4, 7, 100])('the root of all in a row of %d is the last', length => {
  const nodes = row(length);
  for (const node of nodes) expect(rootOf(node).name).toBe(length - 1);
});

test('a long row is short the next time', () => {
  const nodes = row(100_000);
  const [first] = nodes as [Node];
  const steps = () => {
    let count = 0;
    for (let node = first; node.into !== null; node = node.into) count++;
    return count;
  };
  for (let i = 0; i < 17; i++) rootOf(first);
  expect(steps()).toBe(1);
});
