import { expect, test } from 'vitest';
import { packetText } from '../../../src/output/report/packet-text.ts';

test('UTF-8 where it is UTF-8', () => {
  expect(packetText('Ã¤ â\u0086\u0092', false)).toBe('ä →');
  expect(packetText('ä \u00ff', false)).toBe('ä \u00ff');
});

test('keys only on demand', () => {
  const text = 'nonce="n", ck="00112233", ik=44';
  expect(packetText(text, false)).toBe('nonce="n", ck=(hidden), ik=(hidden)');
  expect(packetText(text, true)).toBe(text);
});
