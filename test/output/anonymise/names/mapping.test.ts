import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Mapping } from '../../../../src/output/anonymise/names/mapping.ts';

const mapping = new Mapping(Buffer.from('one secret'));
const form = (text: string) => text.replace(/\d/g, '0').replace(/[a-z]/g, 'a').replace(/[A-Z]/g, 'A');
const mapped = (bytes: Uint8Array) => {
  const copy = bytes.slice();
  mapping.octets(copy);
  return Buffer.from(copy).toString('hex');
};

describe('words', () => {
  test('keep their form, and lose every letter and digit', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9A-Za-z]{1,20}$/), word => {
        const other = mapping.word(word);
        expect(form(other)).toBe(form(word));
        for (let i = 0; i < word.length; i++) expect(other[i]).not.toBe(word[i]);
      }),
    );
  });

  test('of hex digits stay so, and upper case is the same word as lower case', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9a-f]{1,20}$/), word => {
        expect(mapping.word(word)).toMatch(/^[0-9a-f]+$/);
        expect(mapping.word(word.toUpperCase())).toBe(mapping.word(word).toUpperCase());
      }),
    );
  });

  test('all numbers of four digits have replacements of their own', () => {
    const all = Array.from({ length: 10_000 }, (_, i) => mapping.word(`${i}`.padStart(4, '0')));
    expect(new Set(all).size).toBe(10_000);
  });

  test('with one beginning have replacements with one beginning', () => {
    expect(mapping.word('001010000000001').slice(0, 5)).toBe(mapping.word('00101'));
  });

  test('depend on nothing but the secret', () => {
    expect(new Mapping(Buffer.from('one secret')).word('alice1')).toBe(mapping.word('alice1'));
    const others = ['a', 'b', 'c'].map(secret => new Mapping(Buffer.from(secret)).word('001010000000001'));
    expect(new Set([...others, mapping.word('001010000000001')]).size).toBe(4);
  });

  test('in UTF-8 stay in UTF-8', () => {
    const other = mapping.word(Buffer.from('Zoë日本', 'utf8').toString('latin1'));
    const decoder = new TextDecoder('utf-8', { fatal: true });
    expect([...decoder.decode(Buffer.from(other, 'latin1'))]).toHaveLength(5);
  });
});

describe('octets', () => {
  test('of one beginning keep one beginning, others differ', () => {
    const bytes = fc.uint8Array({ minLength: 16, maxLength: 16 });
    fc.assert(
      fc.property(bytes, bytes, (rand, autn) => {
        expect(mapped(Buffer.concat([rand, autn])).slice(0, 32)).toBe(mapped(rand));
        expect(mapped(rand) === mapped(autn)).toBe(Buffer.compare(rand, autn) === 0);
      }),
    );
  });

  test('that are overwritten depend on the name', () => {
    const blot = (name: string) => {
      const bytes = new Uint8Array(40);
      mapping.blot(bytes, 4, 40, name);
      return Buffer.from(bytes).toString('hex');
    };
    expect(blot('a')).toBe(blot('a'));
    expect(blot('a')).not.toBe(blot('b'));
    expect(blot('a').slice(0, 8)).toBe('00000000');
  });
});
