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
      issues: [],
    });
  });

  test.each([
    ['{', 'line 1', 'expected JSON'],
    [`[\n{"key":"${SECRET}"}\n{}]`, 'line 3', 'expected JSON'],
    ['{}', '', 'expected a list of entries in [ ]'],
    ['[[]]', 'entry 1', 'expected an object in { }'],
    ['[{"name":""}]', 'entry 1', 'name: expected a string that is not empty'],
    ['[{"kind":"three"}]', 'entry 1', 'kind: expected one or two'],
    ['[{"count":"1"}]', 'entry 1', 'count: expected 1 to 3'],
    ['[{"key":1234}]', 'entry 1', 'key: expected 4 or 8 hex digits in quotes'],
    [
      '[{"key":"12345"}]',
      'entry 1',
      'key: expected 4 or 8 hex digits, found 5 characters that are not whole octets of hex',
    ],
    ['[{"key":"123456"}]', 'entry 1', 'key: expected 4 or 8 hex digits, found 6 characters'],
    ['[{"list":["01"]}]', 'entry 1', 'list: expected a list of 2'],
    ['[{"list":["01","0203"]}]', 'entry 1', 'list2: expected 2 hex digits, found 4 characters'],
    ['[{"numbers":[1,10]}]', 'entry 1', 'numbers: expected a list of 2 whole numbers from 0 to 9'],
  ])('%s is refused', (text, place, reason) => {
    expect(parseEntries(text, read)).toEqual({ entries: [], issues: [{ place, kind: 'wrong', reason }] });
  });

  test('a wrong entry is one issue and loses no other', () => {
    const { entries, issues } = parseEntries('[{"name":"a"},{"name":1,"kez":1},[],{"name":"b"}]', read);
    expect(entries.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(issues).toEqual([
      { place: 'entry 2', kind: 'wrong', reason: 'name: expected a string that is not empty' },
      { place: 'entry 3', kind: 'wrong', reason: 'expected an object in { }' },
    ]);
  });

  test('a file of 200,000 entries, right and wrong', () => {
    const text = `[${'{"name":"a"},{"name":1},'.repeat(100_000)}{}]`;
    const { entries, issues } = parseEntries(text, read);
    expect([entries.length, issues.length]).toEqual([100_001, 100_000]);
  });

  test('names members that nothing asked for, unless the name may be a key', () => {
    expect(parseEntries(`[{},{"kez":"1","${SECRET}":1}]`, read).issues).toEqual([
      { place: 'entry 2', kind: 'ignored', reason: "'kez' has no meaning here and is ignored" },
      {
        place: 'entry 2',
        kind: 'ignored',
        reason: 'a name of 32 characters has no meaning here and is ignored',
      },
    ]);
  });

  test('is total, and no reason shows a value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        const { issues } = parseEntries(JSON.stringify([{ name: value, key: value, list: value }]), read);
        expect(JSON.stringify(issues)).not.toContain(SECRET);
      }),
    );
    fc.assert(fc.property(fc.string(), text => void parseEntries(text, read)));
    for (const name of ['name', 'kind', 'count', 'key', 'list', 'numbers'])
      for (const value of [`${SECRET}zz`, [SECRET, SECRET], { [SECRET]: 1 }])
        expect(JSON.stringify(parseEntries(JSON.stringify([{ [name]: value }]), read).issues)).not.toContain(
          SECRET,
        );
    for (const text of [`[${SECRET}]`, `[{"key": ${SECRET}}]`, `${SECRET}`])
      expect(JSON.stringify(parseEntries(text, read).issues)).not.toMatch(/465b/);
  });
});
