import { expect, test } from 'vitest';
import { causeText } from '../../src/access/pdn.ts';

test.each([
  [
    { kind: 'esm', number: 50, name: 'PDN type IPv4 only allowed' },
    'ESM cause 50 (PDN type IPv4 only allowed)',
  ],
  [{ kind: '5gmm', number: 91, name: null }, '5GMM cause 91'],
  [
    { kind: 'gtpv2', number: 92, name: 'User authentication failed' },
    'GTPv2 cause 92 (User authentication failed)',
  ],
] as const)('%o', (cause, text) => {
  expect(causeText(cause)).toBe(text);
});
