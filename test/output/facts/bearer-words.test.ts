import { expect, test } from 'vitest';
import { bearerWords } from '../../../src/output/facts/bearer-words.ts';

test('what is known of a bearer, and nothing else', () => {
  expect(bearerWords({ qci: 5, arp: null, guaranteed: null, maximum: null })).toEqual(['QCI 5']);
  const arp = { priority: 2, capability: true, vulnerability: false };
  const rates = { downKbps: 49, upKbps: 41 };
  expect(bearerWords({ qci: null, arp, guaranteed: rates, maximum: null })).toEqual([
    'ARP priority 2, may pre-empt others, may not be pre-empted',
    'guaranteed 49 kbit/s down, 41 kbit/s up',
  ]);
});
