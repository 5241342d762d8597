import { describe, expect, test } from 'vitest';
import { fieldValues } from '../../support/events/field-values.ts';
import { sipEvent } from '../../support/events/sip-event.ts';

const event = sipEvent([
  'OPTIONS sip:a SIP/2.0',
  'Via: one, two',
  'v: three',
  'SIP-ETag: e',
  'User-to-User: u',
  'b: <sip:r@x>',
  'Expires: 60',
  'Max-Forwards: seventy',
  'Retry-After: 5 (busy)',
  'Content-Length: 99999999999',
  'Accept:',
]);

describe('header fields', () => {
  test.each([
    ['sip.Via', ['one, two', 'three']],
    ['sip.ETag', ['e']],
    ['sip.uui', ['u']],
    ['sip.Referred-by', ['<sip:r@x>']],
    ['sip.Expires', ['60']],
    ['sip.Max-Forwards', []],
    ['sip.Retry-After', ['5']],
    ['sip.Content-Length', ['4294967295']],
    ['sip.Accept', ['']],
    ['sip.Subject', []],
  ])('%s', (name, values) => expect(fieldValues(name, event)).toEqual(values));
});
