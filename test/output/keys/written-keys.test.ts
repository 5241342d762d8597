import { expect, test } from 'vitest';
import type { AnalysisResult } from '../../../src/analysis/analyse.ts';
import { WrittenKeys } from '../../../src/output/keys/written-keys.ts';

const NO_SETS = { sets: [] } as unknown as AnalysisResult;
const KEY = '00112233445566778899aabbccddeeff';

test.each([
  [401, `nonce="AA==",ck="${KEY}",ik="${KEY}"`, true],
  [401, 'nonce="AAAAck="', false],
  [401, 'nonce="AA=="', false],
  [200, `ck="${KEY}"`, false],
])('%i with %s: %s', (status, challenge, isFound) => {
  const keys = new WrittenKeys();
  const text = `SIP/2.0 ${status} x\r\nWWW-Authenticate: Digest ${challenge}\r\n\r\n`;
  keys.look({ status, bytes: Buffer.from(text, 'latin1') });
  expect(keys.areIn(NO_SETS)).toBe(isFound);
});

test('keys of the HSS are those of a set', () => {
  const result = { sets: [{ keys: [{ source: 'maa' }] }] } as unknown as AnalysisResult;
  expect(new WrittenKeys().areIn(result)).toBe(true);
});
