import { describe, expect, test } from 'vitest';
import { fieldNamed, fieldNames } from '../../../src/output/fields/fields.ts';

describe('fields', () => {
  test('are found by their exact names', () => {
    expect(fieldNamed('sip.Method')?.kind).toBe('text');
    expect(fieldNamed('ip.addr')?.kind).toBe('ipv4');
    expect(fieldNamed('sip.method')).toBeNull();
    expect(fieldNamed('')).toBeNull();
  });

  test('their names are sorted, and each is there once', () => {
    const names = fieldNames();
    expect(names).toEqual([...new Set(names)].sort());
    expect(names.length).toBeGreaterThan(150);
    for (const name of names) expect(fieldNamed(name)?.name).toBe(name);
  });
});
