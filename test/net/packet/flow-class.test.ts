import { expect, test } from 'vitest';
import { flowClass } from '../../../src/net/packet/flow-class.ts';
import { PROTECTION } from '../support.ts';

test('clear, protected, and protected with a bad ICV are three classes', () => {
  expect(flowClass(null)).toBe(0);
  expect(flowClass(PROTECTION)).toBe(1);
  expect(flowClass({ ...PROTECTION, icv: 'unchecked' })).toBe(1);
  expect(flowClass({ ...PROTECTION, icv: 'bad' })).toBe(2);
});
