import { describe, expect, test } from 'vitest';
import { fromLatin1 } from '../../src/bytes/latin1.ts';
import { canonicalHeaderName, headerNameAt, SIP_NAMES } from '../../src/sip/header-names.ts';

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

describe('headerNameAt', () => {
  const nameIn = (text: string) => {
    const bytes = fromLatin1(`>${text}<`);
    return headerNameAt(bytes, 1, bytes.length - 1);
  };

  test('names in any case and with blanks are those of canonicalHeaderName', () => {
    for (const name of [
      ...SIP_NAMES,
      ...'vimftclskeoruxbajdnyz',
      'x-other',
      'via\u00c0',
      'v\u0049a',
      'call\rid',
    ]) {
      const written = name.replace(/(^|-)[a-z]/g, letters => letters.toUpperCase());
      for (const one of [name, written, name.toUpperCase(), `${written} \t`, ` ${written}`])
        expect(nameIn(one)).toBe(canonicalHeaderName(one.trim()));
    }
    expect(nameIn('')).toBe('');
  });
});
