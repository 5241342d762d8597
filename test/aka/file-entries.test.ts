import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type EntryMembers, parseEntries } from '../../src/aka/file-entries.ts';
import { secret } from '../../src/bytes/secret-bytes.ts';

const SECRET = '465b5ce8b199b49faa5f0a2ee238a6bc';

const read = (members: EntryMembers) => ({
  name: members.text('name'),
  kind: members.word('kind', ['one', 'two']),
  count: members.number('count', [1, 2, 3], '1 to 3'),
  key: members.octets('key', [2, 4]),
  list: members.octetList('list', 2, 1),
  numbers: members.numberList('numbers', 2, 9),
});

describe('parseEntries', () => {
  test('reads members of every type; null and absent are the same', () => {
    const text =
      '\ufeff[{"name":"a","kind":"TWO","count":3,"key":"0xAbcd","list":["01","02"],"numbers":[0,9]},{"name":null}]';
    expect(parseEntries(text, read)).toEqual({
      entries: [
        {
          name: 'a',
          kind: 'two',
          count: 3,
          key: secret(Uint8Array.of(0xab, 0xcd)),
          list: [secret(Uint8Array.of(1)), secret(Uint8Array.of(2))],
          numbers: [0, 9],
        },
        { name: null, kind: null, count: null, key: null, list: null, numbers: null },
      ],
      unknown: [],
      wrong: null,
    });
  });

  test.each([
    ['{', { entry: null, line: 1, reason: 'JSON was expected' }],
    [`[\n{"key":"${SECRET}"}\n{}]`, { entry: null, line: 3, reason: 'JSON was expected' }],
    ['{}', { entry: null, line: null, reason: 'a list of entries in [ ] was expected' }],
    ['[{},[]]', { entry: 2, line: null, reason: 'an object in { } was expected' }],
    ['[{"name":""}]', { entry: 1, line: null, reason: 'name: a text was expected' }],
    ['[{"kind":"three"}]', { entry: 1, line: null, reason: 'kind: one or two was expected' }],
    ['[{"count":"1"}]', { entry: 1, line: null, reason: 'count: 1 to 3 was expected' }],
    ['[{"key":1234}]', { entry: 1, line: null, reason: 'key: 4 or 8 hex digits in quotes were expected' }],
    [
      '[{},{"key":"12345"}]',
      {
        entry: 2,
        line: null,
        reason:
          'key: 4 or 8 hex digits were expected, 5 characters were found, not all of them whole octets of hex',
      },
    ],
    [
      '[{"key":"123456"}]',
      { entry: 1, line: null, reason: 'key: 4 or 8 hex digits were expected, 6 characters were found' },
    ],
    ['[{"list":["01"]}]', { entry: 1, line: null, reason: 'list: a list of 2 was expected' }],
    [
      '[{"list":["01","0203"]}]',
      { entry: 1, line: null, reason: 'list2: 2 hex digits were expected, 4 characters were found' },
    ],
    [
      '[{"numbers":[1,10]}]',
      { entry: 1, line: null, reason: 'numbers: a list of 2 whole numbers from 0 to 9 was expected' },
    ],
  ])('%s is refused', (text, wrong) => {
    expect(parseEntries(text, read)).toEqual({ entries: null, unknown: null, wrong });
  });

  test('names members that nothing asked for, unless the name may be a key', () => {
    expect(parseEntries(`[{},{"kez":"1","${SECRET}":1}]`, read).unknown).toEqual([
      { entry: 2, name: "'kez'" },
      { entry: 2, name: 'a name of 32 characters' },
    ]);
  });

  test('is total, and no reason shows a value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        const { wrong } = parseEntries(JSON.stringify([{ name: value, key: value, list: value }]), read);
        expect(wrong?.reason ?? '').not.toContain(SECRET);
      }),
    );
    fc.assert(fc.property(fc.string(), text => void parseEntries(text, read)));
    for (const name of ['name', 'kind', 'count', 'key', 'list', 'numbers'])
      for (const value of [`${SECRET}zz`, [SECRET, SECRET], { [SECRET]: 1 }])
        expect(
          JSON.stringify(parseEntries(JSON.stringify([{ [name]: value }]), read).wrong ?? ''),
        ).not.toContain(SECRET);
    for (const text of [`[${SECRET}]`, `[{"key": ${SECRET}}]`, `${SECRET}`])
      expect(JSON.stringify(parseEntries(text, read).wrong)).not.toMatch(/465b/);
  });
});
