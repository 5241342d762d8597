import { describe, expect, test } from 'vitest';
import { fullParse } from '../../../src/cli/parse/full-parse.ts';

describe('the parser that explains', () => {
  test('gives the text of help, and no command', async () => {
    const { command, text } = await fullParse(['decode', '--help']);
    expect(command).toBeNull();
    expect(text).toContain('--show-keys');
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });

  test('understands rarer ways to write an option', async () => {
    const { command } = await fullParse(['decode', '--quiet=true', '--no-verbose', 'a.pcap', '-']);
    expect(command).toMatchObject({
      name: 'decode',
      words: ['a.pcap', '-'],
      options: { quiet: true, verbose: false },
    });
  });

  test.each([
    ['-Tjson', { format: 'json' }],
    ['-VTjson', { verbose: true, format: 'json' }],
    ['-w-h', { write: '-h' }],
    ['-w=out', { write: 'out' }],
    ['-c5', { count: 5 }],
  ])('takes the value of %s', async (word, options) => {
    expect((await fullParse(['decode', 'a.pcap', word])).command?.options).toEqual(options);
  });

  test('after -- each word is a file', async () => {
    const { command } = await fullParse(['decode', '-V', 'a.pcap', '--', '-Tjson', '5', '-']);
    expect(command).toEqual({
      name: 'decode',
      words: ['a.pcap', '-Tjson', '5', '-'],
      options: { verbose: true },
    });
  });

  test('names what is wrong in one line', async () => {
    await expect(fullParse(['sas', '-T', 'fields', 'a.pcap'])).rejects.toThrow(
      'Invalid values: Argument: format, Given: "fields", Choices: "text", "json"',
    );
  });
});
