import { expect, test } from 'vitest';
import type { SaSet } from '../../../src/model/security-association.ts';
import { saLabel, verdictText } from '../../../src/output/text/protection-text.ts';
import { recoveredSet, saSets } from '../../support/captures/sa-set.ts';

const [set] = saSets({}) as readonly [SaSet];
const packet = { spi: 4444, sequence: 9, icv: 'good', tunnel: false } as const;

test('an SA of an agreement by its name, any other by the SPI', () => {
  expect(saLabel({ ...packet, sa: set.sas[0] ?? null })).toBe('uc->ps');
  expect(saLabel({ ...packet, sa: recoveredSet().sas[0] ?? null })).toBe('0x0000115c');
  expect(saLabel({ ...packet, sa: null })).toBe('0x0000115c');
});

test('a bad ICV stands out', () => {
  expect([verdictText('good'), verdictText('bad'), verdictText('unchecked')]).toEqual([
    'good',
    'BAD',
    'unchecked',
  ]);
});
