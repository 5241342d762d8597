import { describe, expect, test } from 'vitest';
import { fields } from '../../../src/cli/shell/fields.ts';
import { fieldNames } from '../../../src/output/fields/fields.ts';

describe('fields', () => {
  test('lists all with their types', () => {
    expect(fields(undefined).trimEnd().split('\n')).toHaveLength(fieldNames().length);
    expect(fields(undefined)).toContain('sip.Status-Code\tnumber\n');
  });

  test.each([
    ['STATUS-code', 'sip.Status-Code\tnumber\n'],
    ['esp.icv*', 'esp.icv_bad\tboolean\nesp.icv_good\tboolean\n'],
    ['sip.cseq.???', 'sip.CSeq.seq\tnumber\n'],
    ['DNS.aaaa', 'dns.aaaa\tipv6\taddress of a name\n'],
  ])('%s', (pattern, text) => {
    expect(fields(pattern)).toBe(text);
  });

  test('says that nothing matches', () => {
    expect(() => fields('sip.Metod')).toThrow(
      "fields: no name matches 'sip.Metod'; did you mean 'sip.Method'?",
    );
  });
});
