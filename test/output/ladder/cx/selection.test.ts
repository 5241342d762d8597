import { expect, test } from 'vitest';
import type { LadderCx } from '../../../../src/output/ladder/cx/cx.ts';
import { CxSelection } from '../../../../src/output/ladder/cx/selection.ts';
import { saidOnCx } from '../../../support/events/ladder.ts';

function select(cx: readonly LadderCx[], impis: readonly string[], capacity = 100) {
  const selection = new CxSelection({ impis, capacity });
  for (const one of cx) selection.add(one);
  return { kept: selection.messages.map(({ frame }) => frame), leftOut: selection.leftOut };
}

const CX = [
  saidOnCx('s', 'h', 'UAR', { frame: 1, userName: 'alice@ims', endToEnd: 1 }),
  saidOnCx('s', 'h', 'UAR', { frame: 2, userName: 'bob@ims', endToEnd: 2 }),
  saidOnCx('h', 's', 'UAA', { frame: 3, endToEnd: 2 }),
  saidOnCx('h', 's', 'UAA', { frame: 4, endToEnd: 1 }),
  saidOnCx('s', 'h', 'LIR', { frame: 5, publicIdentity: 'sip:alice', endToEnd: 3 }),
  saidOnCx('h', 's', 'MAA', { frame: 6, userName: 'alice@ims', endToEnd: 9 }),
];

test('without a wish all are kept, up to the bound', () => {
  expect(select(CX, [])).toEqual({ kept: [1, 2, 3, 4, 5, 6], leftOut: 0 });
  expect(select(CX, [], 4)).toEqual({ kept: [1, 2, 3, 4], leftOut: 2 });
});

test('those of other private identities, and answers to them, take no room', () => {
  expect(select(CX, ['alice'], 4)).toEqual({ kept: [1, 4, 5, 6], leftOut: 0 });
  expect(select(CX, ['bob@ims'])).toEqual({ kept: [2, 3, 5], leftOut: 0 });
});
