import { expect, test } from 'vitest';
import { isHttp2 } from '../../src/access/http2.ts';
import { join, latin1 } from '../support/captures/packets.ts';

const PREFACE = latin1('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
// SETTINGS, which a client sends with its preface.
const SETTINGS = [0, 0, 0, 4, 0, 0, 0, 0, 0];

test('the preface of a client shows HTTP/2', () => {
  const bytes = join([9], PREFACE, SETTINGS);
  expect(isHttp2(bytes, 1, bytes.length)).toBe(true);
  expect(isHttp2(bytes, 0, bytes.length)).toBe(false);
});

test.each([
  ['half of it', PREFACE.subarray(0, 23)],
  ['HTTP/1.1', latin1('POST /npcf-policyauthorization/v1/app-sessions HTTP/1.1\r\n')],
  ['what a server begins with', join(SETTINGS, SETTINGS, SETTINGS)],
])('%s does not', (_, bytes) => {
  expect(isHttp2(bytes, 0, bytes.length)).toBe(false);
});
