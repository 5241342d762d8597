import { expect, test } from 'vitest';
import { hostNames } from '../../../src/cli/inputs/host-names.ts';

test('addresses in canonical form, with or without a port', () => {
  const given = ['10.0.0.1=P-CSCF', '10.0.0.1:4060=I=1', 'FD10:0::1=phone', '[fd10::2]:5060= S '];
  expect([...hostNames(given)]).toEqual([
    ['10.0.0.1', 'P-CSCF'],
    ['10.0.0.1:4060', 'I=1'],
    ['fd10::1', 'phone'],
    ['[fd10::2]:5060', 'S'],
  ]);
});

test.each(['', 'x', '10.0.0.1', '=x', '10.0.0.1=', 'host=x', '10.0.0.1:x=y'])('%j is no name', text => {
  expect(() => hostNames([text])).toThrow(`--name: expected ADDRESS=NAME, found '${text}'`);
});
