import { expect, test } from 'vitest';
import { captionOf, findingLines, shortened } from '../../../../src/output/ladder/formats/words.ts';
import { buildLadders, type LadderArrow } from '../../../../src/output/ladder/ladder.ts';
import { finding, ladderContext, said } from '../../../support/events/ladder.ts';

function arrow(more: Partial<LadderArrow>): LadderArrow {
  const { ladders } = buildLadders([said('10.0.0.2', '10.0.0.1', 'REGISTER')], ladderContext());
  return { ...(ladders[0]?.arrows[0] as LadderArrow), ...more };
}

test('the caption names SA and verdict, repetition and cut', () => {
  expect(captionOf(arrow({}))).toBe('');
  expect(captionOf(arrow({ protection: { sa: 'uc->ps', icv: 'bad' }, cut: true }))).toBe('uc->ps BAD, cut');
  expect(captionOf(arrow({ repeats: 'b:12' }))).toBe('repeats b:12');
  expect(captionOf(arrow({ shows: [finding([1]), finding([2])] }))).toBe('R05');
});

test('the paragraphs of a finding', () => {
  expect(findingLines(finding([1], { settle: 'Give --usim.', detail: '' }))).toEqual([
    'R05 error, certain: The answer is wrong',
    'Compare K and OPc.',
    'To confirm: Give --usim.',
  ]);
});

test('shortening keeps to the width, even to none', () => {
  expect([shortened('abc', 3), shortened('abcd', 3), shortened('abc', 1), shortened('abc', 0)]).toEqual([
    'abc',
    'ab…',
    '…',
    '',
  ]);
});
