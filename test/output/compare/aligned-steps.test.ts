import fc from 'fast-check';
import { expect, test } from 'vitest';
import { alignedSteps, type SideStep } from '../../../src/output/compare/aligned-steps.ts';

const step = (text: string, seconds = 0): SideStep => ({ seconds, nanoseconds: 0, frame: 1, text });

test('steps that differ only in numbers, addresses and nonces are a pair', () => {
  const good = [
    'REGISTER 1, 1134 octets from 10.0.0.2',
    '401, nonce uLN2rEHY…',
    'agreement, SPI 0x79f51584',
    '200 "OK"',
  ];
  const bad = ['REGISTER 4, 900 octets from 2001:db8::1', '401, nonce C874w1nx…', '403 "Forbidden"'];
  const pairs = alignedSteps(
    good.map(text => step(text)),
    bad.map(text => step(text)),
  );
  expect(
    pairs.map(pair => [pair.good?.text.slice(0, 3) ?? null, pair.bad?.text.slice(0, 3) ?? null]),
  ).toEqual([
    ['REG', 'REG'],
    ['401', '401'],
    ['agr', null],
    ['200', null],
    [null, '403'],
  ]);
});

test('every step is there once, in its order', () => {
  const steps = fc.array(
    fc.constantFrom('a', 'b', 'c').map(text => step(text)),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(steps, steps, (good, bad) => {
      const pairs = alignedSteps(good, bad);
      expect(pairs.flatMap(pair => pair.good ?? [])).toEqual(good);
      expect(pairs.flatMap(pair => pair.bad ?? [])).toEqual(bad);
      for (const pair of pairs) if (pair.good && pair.bad) expect(pair.good.text).toBe(pair.bad.text);
    }),
  );
});
