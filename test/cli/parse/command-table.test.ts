import { describe, expect, test } from 'vitest';
import { ALL_COMMANDS, capturesOf, isShellCommand } from '../../../src/cli/parse/command-table.ts';

describe('the table of commands', () => {
  test.each(ALL_COMMANDS.map(row => [row.name, row] as const))(
    '%s: no name or letter twice',
    (_, { options }) => {
      const spellings = options.flatMap(({ name, letter }) => [name, letter ?? `no letter: ${name}`]);
      expect(new Set(spellings).size).toBe(spellings.length);
      // Those of the parser itself.
      for (const taken of ['help', 'h', 'version', 'v']) expect(spellings).not.toContain(taken);
    },
  );

  test('captures of -r come before the words', () => {
    expect(capturesOf(['c'], { 'read-file': ['a', 'b'] })).toEqual(['a', 'b', 'c']);
    expect(capturesOf([], {})).toEqual([]);
  });

  test('commands about the tool read no captures', () => {
    for (const { name, words } of ALL_COMMANDS)
      expect([name, isShellCommand({ name, words: [], options: {} } as never)]).toEqual([
        name,
        words.name !== 'file',
      ]);
  });
});
