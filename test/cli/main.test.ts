import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/parse/command-table.ts';
import { fixture } from '../support/programs/lab.ts';
import { ims } from '../support/programs/terminal.ts';

const CAPTURE = fixture('a04-v4-udp-aes-cbc-hmac-sha-1-96.sll2.pcap');

describe('the command line', () => {
  test('--version prints the version of package.json', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(await ims(['--version'])).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: '' });
  });

  test('--help names every command', async () => {
    const { exitCode, stdout } = await ims(['--help']);
    expect(exitCode).toBe(0);
    for (const command of ['decode', 'sas', 'report', 'wireshark', 'export'])
      expect(stdout).toContain(`ims-esp ${command} [file..]`);
  });

  test.each([
    [['-q'], 'expected a command, found none'],
    [['decode'], 'expected a capture file, found none'],
    [['decod', 'x.pcap'], 'Did you mean decode?'],
    [['decode', '--foo', CAPTURE], 'Unknown argument: foo'],
    [
      ['decode', '-T', 'xml', CAPTURE],
      'Invalid values: Argument: format, Given: "xml", Choices: "text", "json", "fields"',
    ],
    [['decode', '-c', '0', CAPTURE], '-c: expected a whole number above 0'],
    [
      ['decode', '--ck', '00112233445566778899aabbccddeeff', CAPTURE],
      '--ck and --ik: expected both or none, found one',
    ],
    [['decode', '--ck', 'no', '--ik', 'no', CAPTURE], '--ck: expected 32 hex digits, found 2 characters'],
    [['decode', '-T', 'text', '-T', 'json', CAPTURE], '-T: expected once, found several times'],
    [['decode', '-', '-'], '-: expected standard input once, found it several times'],
    [['wireshark', CAPTURE], 'Missing required argument: directory'],
    [
      ['wireshark', CAPTURE, '-d', '/tmp/x', '--profile', '../up'],
      "--profile: expected a plain name, found '../up'",
    ],
  ])('%j is refused in one line', async (argv, message) => {
    const { exitCode, stdout, stderr } = await ims(argv);
    expect(exitCode).toBe(1);
    expect(stdout).toBe('');
    const help = COMMANDS.some(({ name }) => name === argv[0])
      ? `ims-esp ${argv[0]} --help`
      : 'ims-esp --help';
    expect(stderr).toBe(`ims-esp: ${message} (see ${help})\n`);
  });

  test('what is repeated of a word or a file cannot steer the terminal', async () => {
    const { exitCode, stderr } = await ims(['decode', CAPTURE, '-T', 'fields', '-e', 'sip.\u001b[2J']);
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining("no field is named 'sip.\\x1b[2J'")]);
  });

  test('a refused key is not repeated', async () => {
    const { stderr } = await ims(['decode', '--ck', 'b40ba9a3c58b2a05bbf0d987b21bf8', '--ik', '00', CAPTURE]);
    expect(stderr).not.toContain('b40ba9');
  });

  test('nor is one that went astray', async () => {
    const { exitCode, stderr } = await ims(['decode', '--ckb40ba9a3c58b2a05bbf0d987b21bf8cb', CAPTURE]);
    expect([exitCode, stderr]).toEqual([
      1,
      'ims-esp: Unknown argument: ck(hidden); did you mean --ck? (see ims-esp decode --help)\n',
    ]);
  });
});
