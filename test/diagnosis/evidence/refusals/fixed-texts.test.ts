import { expect, test } from 'vitest';
import { FIXED_TEXTS } from '../../../../src/diagnosis/evidence/refusals/fixed-texts.ts';

test('a text with a title says what to do', () => {
  for (const { title, advice } of FIXED_TEXTS) expect(title === null).toBe(advice === null);
});

test('no text is a reason phrase of RFC 3261: they name no cause', () => {
  const plain = [
    'Bad Request',
    'Forbidden',
    'Not Found',
    'Request Timeout',
    'Temporarily Unavailable',
    'Loop Detected',
    'Too Many Hops',
    'Server Internal Error',
    'Service Unavailable',
    'Server Time-out',
    'Busy Everywhere',
    'Not Acceptable',
    'Security Agreement Required',
    'Interval Too Brief',
    'Bad Extension',
    'Precondition Failure',
  ];
  for (const phrase of plain)
    expect(
      FIXED_TEXTS.filter(({ says }) => says.test(phrase)).map(({ says }) => `${phrase}: ${says}`),
    ).toEqual([]);
});
