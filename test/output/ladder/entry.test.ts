import { expect, test } from 'vitest';
import { coreOfPdn, type LadderCore } from '../../../src/output/ladder/core/core.ts';
import type { LadderCx } from '../../../src/output/ladder/cx/cx.ts';
import { isSip } from '../../../src/output/ladder/entry.ts';
import type { LadderMessage } from '../../../src/output/ladder/message.ts';
import { coreStep } from '../../support/events/core-steps.ts';

test('SIP is what is neither Cx nor of the core', () => {
  expect(isSip({ method: 'REGISTER', callId: 'a' } as LadderMessage)).toBe(true);
  expect(isSip({ endToEnd: 1 } as LadderCx)).toBe(false);
  expect(isSip(coreOfPdn({ steps: [coreStep({})], lookup: null })[0] as LadderCore)).toBe(false);
});
