import { describe, expect, test } from 'vitest';
import { answer } from '../../../src/cli/extcap/answers.ts';
import { KEY_INPUTS } from '../../../src/cli/inputs/key-inputs.ts';
import { ims } from '../../support/programs/terminal.ts';

describe('questions of Wireshark', () => {
  test.each([
    [
      ['--extcap-interfaces', '--extcap-version=4.0'],
      /^extcap \{version=1\.2\.3\}.*\ninterface \{value=ims-esp\}/,
    ],
    [['--extcap-dlts', '--extcap-interface', 'ims-esp'], /^dlt \{number=147\}/],
    [['--extcap-interface', 'ims-esp', '--extcap-capture-filter=udp'], /^no capture filter can be used here/],
  ])('%j', (argv, text) => {
    expect(answer(argv, '1.2.3')).toEqual({ text: expect.stringMatching(text), exitCode: 0 });
  });

  test('every kind of key file is an option, each with a number of its own', () => {
    const { text } = answer(['--extcap-config', '--extcap-interface=ims-esp'], '1.2.3');
    const lines = text.trimEnd().split('\n');
    expect(lines.map(line => /^arg \{number=(\d+)\}/.exec(line)?.[1])).toEqual(lines.map((_, i) => `${i}`));
    for (const { option } of KEY_INPUTS) expect(text).toContain(`{call=--${option}}`);
    // A brace in a text would end it.
    for (const line of lines) expect(line.replaceAll(/\{\w+=[^{}]*\}/g, '')).toBe('arg ');
  });

  test('a question that is none of Wireshark fails', async () => {
    expect(answer(['--extcap-nonsense'], '1.2.3')).toEqual({ text: '', exitCode: 1 });
    expect(await ims(['extcap', '--extcap-nonsense'])).toEqual({ exitCode: 1, stdout: '', stderr: '' });
  });
});
