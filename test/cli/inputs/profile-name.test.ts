import { expect, test } from 'vitest';
import { profileNameProblem } from '../../../src/cli/inputs/profile-name.ts';

test.each(['ims', 'IMS trace 2', 'Zürich-5G_a.b', 'ims..old', '日本'])('%j is a name', name => {
  expect(profileNameProblem(name)).toBeNull();
});

test.each([
  '',
  '.',
  '..',
  '../up',
  '/etc',
  'a/b',
  'a\\b',
  '..\\up',
  'C:',
  'C:\\x',
  'a:stream',
  'a\0b',
  'a\nb',
  '\u001b[2J',
  'a\u009bm',
  '\u202eabc',
  'zero\u200bwidth',
  'what?',
  '*',
  '"x"',
  '<x>',
  'a|b',
  '.hidden',
  'ends.',
  ' x',
  'x ',
])('%j is none', name => {
  expect(profileNameProblem(name)).toBe(`expected a plain name, found '${name}'`);
});

test.each(['Default', 'default'])("%s is Wireshark's name for the folder itself", name => {
  expect(profileNameProblem(name)).toContain('leave out --profile');
});
