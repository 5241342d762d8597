import { describe, expect, test } from 'vitest';
import { canonicalHeaderName } from '../../src/sip/header-names.ts';

describe('canonicalHeaderName', () => {
  test('compact forms are written out in any case', () => {
    expect([...'vimftclskeoruxbajdny'].map(canonicalHeaderName)).toEqual([
      'via',
      'call-id',
      'contact',
      'from',
      'to',
      'content-type',
      'content-length',
      'subject',
      'supported',
      'content-encoding',
      'event',
      'refer-to',
      'allow-events',
      'session-expires',
      'referred-by',
      'accept-contact',
      'reject-contact',
      'request-disposition',
      'identity-info',
      'identity',
    ]);
    expect(canonicalHeaderName('V')).toBe('via');
  });

  test('other names become lower case', () => {
    expect(canonicalHeaderName('WWW-Authenticate')).toBe('www-authenticate');
    expect(canonicalHeaderName('z')).toBe('z');
    expect(canonicalHeaderName('constructor')).toBe('constructor');
  });
});
