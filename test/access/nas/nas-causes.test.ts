import { expect, test } from 'vitest';
import { nasCause } from '../../../src/access/nas/nas-causes.ts';

test.each([
  ['esm', 27, 'Missing or unknown APN'],
  ['5gsm', 27, 'Missing or unknown DNN'],
  ['esm', 33, 'Requested service option not subscribed'],
  ['5gsm', 51, 'PDU session type IPv6 only allowed'],
  ['emm', 15, 'No suitable cells in tracking area'],
  ['5gmm', 91, 'DNN not supported or not subscribed in the slice'],
  ['esm', 200, null],
] as const)('%s cause %i: %s', (kind, number, name) => {
  expect(nasCause(kind, number)).toEqual({ kind, number, name });
});
