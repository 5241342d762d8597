import { describe, expect, test } from 'vitest';
import { fixture } from '../../support/programs/lab.ts';
import { ims } from '../../support/programs/terminal.ts';

const CAPTURE = fixture('b31-v4-udp-wrong-ik.sll2.pcap');

describe('commands about the tool', () => {
  test('bare ims-esp prints its usage, and is no success for a script', async () => {
    const { exitCode, stdout, stderr } = await ims([]);
    expect([exitCode, stderr]).toEqual([1, '']);
    expect(stdout).toContain('ims-esp decode [file..]');
  });

  test('help COMMAND is COMMAND --help, and version is --version', async () => {
    expect(await ims(['help', 'sas'])).toEqual(await ims(['sas', '--help']));
    expect(await ims(['version'])).toEqual(await ims(['--version']));
  });

  test.each([
    [['help', 'decod'], "help: no command is named 'decod'; did you mean 'decode'?"],
    [['version', '2'], 'version: expected nothing after it'],
    [['completion'], 'Not enough non-option arguments'],
    [['completion', 'tcsh'], 'Choices: "bash", "zsh", "fish"'],
    [['explain', 'R99'], "explain: no rule is named 'R99'"],
    [
      ['decode', '--formt', 'json', 'a.pcap'],
      'Unknown argument: formt; did you mean --format? (see ims-esp decode --help)',
    ],
    [['decode', '--show', 'a.pcap'], 'Unknown argument: show; did you mean --show-keys?'],
  ])('%j: %s', async (argv, message) => {
    const { exitCode, stdout, stderr } = await ims(argv);
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toContain(message);
  });

  test.each([[['explain', 'R12']], [['fields', 'spi']], [['completion', 'bash']]])(
    '%j prints',
    async argv => {
      const { exitCode, stdout, stderr } = await ims(argv);
      expect([exitCode, stderr]).toEqual([0, '']);
      expect(stdout).not.toBe('');
    },
  );

  test('a lone capture is diagnosed, and what else can be asked is said', async () => {
    const [alone, diagnosed] = [await ims([CAPTURE]), await ims(['diagnose', CAPTURE])];
    expect(alone.stdout).toBe(diagnosed.stdout);
    expect(alone.exitCode).toBe(diagnosed.exitCode);
    expect(alone.stderr).toContain('ims-esp decode ');
    expect(diagnosed.stderr).not.toContain('ims-esp decode ');
    expect((await ims(['-q', CAPTURE])).stderr).toBe('');
  });

  test('-r is a capture', async () => {
    expect(await ims(['decode', '-r', CAPTURE])).toEqual(await ims(['decode', CAPTURE]));
  });
});
