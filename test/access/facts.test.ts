import { expect, test } from 'vitest';
import { sessionMessage, tunnelKey } from '../../src/access/facts.ts';

test('a message has what is named, and nothing else', () => {
  const message = sessionMessage('gtpv2', 'Create Session Request', 'connect', 'request', { apn: 'ims' });
  expect(message).toMatchObject({
    carrier: 'gtpv2',
    part: 'request',
    apn: 'ims',
    imsi: null,
    ue: [],
    bearers: [],
  });
});

test('the end of a tunnel', () => {
  expect(tunnelKey('10.0.0.1', 31)).toBe('10.0.0.1 0x0000001f');
});
