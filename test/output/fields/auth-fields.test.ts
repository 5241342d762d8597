import { describe, expect, test } from 'vitest';
import { AUTH_FIELDS } from '../../../src/output/fields/auth-fields.ts';
import { fieldValues } from '../../support/events/field-values.ts';
import { sipEvent } from '../../support/events/sip-event.ts';

const challenge = sipEvent([
  'SIP/2.0 401 Unauthorized',
  'WWW-Authenticate: Digest realm="r, \\"x\\"" , NONCE = "n=1",algorithm=AKAv1-MD5,ck="00",ik=11',
  'Proxy-Authenticate: Digest realm="p",, nonsense',
  'Authentication-Info: nextnonce="nn",qop=auth',
]);

describe('sip.auth.*: as written, of all digest headers', () => {
  test.each([
    ['sip.auth.scheme', ['Digest', 'Digest']],
    ['sip.auth.realm', ['"r, \\"x\\""', '"p"']],
    ['sip.auth.nonce', ['"n=1"']],
    ['sip.auth.algorithm', ['AKAv1-MD5']],
    ['sip.auth.nextnonce', ['"nn"']],
    ['sip.auth.qop', ['auth']],
    ['sip.auth.ck', ['"00"']],
    ['sip.auth.ik', ['11']],
    ['sip.auth.username', []],
  ])('%s', (name, values) => expect(fieldValues(name, challenge)).toEqual(values));

  test('the keys are marked as such', () => {
    expect(AUTH_FIELDS.filter(({ keys }) => keys === 'whole').map(({ name }) => name)).toEqual([
      'sip.auth.ck',
      'sip.auth.ik',
    ]);
  });
});
