import { expect, test } from 'vitest';
import type { CaptureFacts } from '../../../../src/diagnosis/cases/case.ts';
import { closedAgreements, strayBehind } from '../../../../src/diagnosis/evidence/silence/closed-esp.ts';
import { saSets } from '../../../support/captures/sa-set.ts';

const [set] = saSets({});
const stray = (source: string, read = 0) => ({ source, destination: '10.0.0.1', spi: 9, packets: 1, read });
const facts = (closed: number) =>
  ({
    activities: [{ set, sas: [{ sa: set?.sas[0], closed }] }],
    strayEsp: [stray('10.0.0.2'), stray('10.0.0.2', 1), stray('10.0.0.9')],
  }) as unknown as CaptureFacts;

test('ESP between ends whose other ESP is closed may have its 401 there', () => {
  expect(closedAgreements(facts(1))).toHaveLength(1);
  expect(strayBehind(facts(1)).closed).toEqual([stray('10.0.0.2')]);
  expect(strayBehind(facts(1)).nothing).toEqual([stray('10.0.0.2', 1), stray('10.0.0.9')]);
});

test('where all is open it is missing', () => {
  expect(closedAgreements(facts(0))).toEqual([]);
  expect(strayBehind(facts(0)).closed).toEqual([]);
});
