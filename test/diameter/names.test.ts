import { expect, test } from 'vitest';
import { APPLICATIONS, commandName, isFailure, resultName } from '../../src/diameter/names.ts';

test('interfaces by their application', () => {
  expect([16777216, 16777236, 16777238, 4].map(id => APPLICATIONS.get(id))).toEqual([
    'Cx',
    'Rx',
    'Gx',
    undefined,
  ]);
});

test.each([
  [300, 'UAR', 'UAA'],
  [265, 'AAR', 'AAA'],
  [272, 'CCR', 'CCA'],
  [258, 'RAR', 'RAA'],
  [275, 'STR', 'STA'],
])('command %d is %s, and %s', (command, request, answer) => {
  expect([commandName(command, true), commandName(command, false)]).toEqual([request, answer]);
});

test('other commands have no name', () => {
  expect(commandName(280, true)).toBeNull();
});

test.each([
  ['Cx', 5001, true, 'DIAMETER_ERROR_USER_UNKNOWN'],
  ['Cx', 5001, false, 'DIAMETER_AVP_UNSUPPORTED'],
  ['Rx', 5001, true, null],
  ['Rx', 5065, true, 'IP-CAN_SESSION_NOT_AVAILABLE'],
  ['Gx', 5065, true, null],
  ['Gx', 5142, true, 'DIAMETER_PCC_RULE_EVENT'],
  ['Gx', 5012, false, 'DIAMETER_UNABLE_TO_COMPLY'],
  ['Rx', 3002, false, 'DIAMETER_UNABLE_TO_DELIVER'],
  ['Rx', 1, false, null],
] as const)('of %s %d (experimental: %s) is %s', (application, result, experimental, name) => {
  expect(resultName(application, result, experimental)).toBe(name);
});

test.each([
  [null, false],
  [2001, false],
  [2999, false],
  [3000, true],
  [3002, true],
  [5065, true],
])('is the result %s a failure: %s', (result, expected) => {
  expect(isFailure(result)).toBe(expected);
});
