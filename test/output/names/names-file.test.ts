import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseNames } from '../../../src/output/names/names-file.ts';

test('addresses and first names, as in /etc/hosts', () => {
  const { names, wrong } = parseNames(
    '\ufeff# lab\r\n10.4.128.21\tpcscf pcscf.ims  # the proxy\r\n\n 2001:DB8:0::1  ue1\nfe80::1%eth0 scscf\n10.4.128.21 other\n',
  );
  expect([...names]).toEqual([
    ['10.4.128.21', 'pcscf'],
    ['2001:db8::1', 'ue1'],
    ['fe80::1', 'scscf'],
  ]);
  expect(wrong).toBeNull();
});

test('damaged lines are counted, and the first is shown; the others are used', () => {
  const { names, wrong, wrongLines } = parseNames(
    '10.0.0.1 a\npcscf 10.0.0.2\n10.0.0.3\n300.0.0.1 x\n10.0.0.4 b\n',
  );
  expect([...names.values()]).toEqual(['a', 'b']);
  expect([wrong, wrongLines]).toEqual([{ line: 2, found: 'pcscf 10.0.0.2' }, 3]);
});

test('a name cannot steer a terminal', () => {
  expect(parseNames('10.0.0.1 a\u001b[2J\u202e').names.get('10.0.0.1')).toBe('a\\x1b[2J\\u202e');
});

test('any text is read', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), text => {
      const { names, wrongLines } = parseNames(text);
      expect(names.size + wrongLines).toBeLessThanOrEqual(text.split('\n').length);
    }),
  );
});
