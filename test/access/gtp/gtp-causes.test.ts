import { expect, test } from 'vitest';
import { gtpCause } from '../../../src/access/gtp/gtp-causes.ts';

test.each([
  ['gtpv2', 16, 'Request accepted'],
  ['gtpv1', 128, 'Request accepted'],
  ['gtpv1', 219, 'Missing or unknown APN'],
  ['gtpv2', 8, 'Reactivation requested'],
  ['gtpv2', 250, null],
] as const)('%s cause %i: %s', (kind, number, name) => {
  expect(gtpCause(kind, number)).toEqual({ kind, number, name });
});
