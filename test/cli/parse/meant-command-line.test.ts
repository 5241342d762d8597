import { describe, expect, test } from 'vitest';
import { meantCommandLine } from '../../../src/cli/parse/meant-command-line.ts';
import { fixture } from '../../support/programs/lab.ts';

const CAPTURE = fixture('a04-v4-udp-aes-cbc-hmac-sha-1-96.sll2.pcap');

describe('what a command line stands for', () => {
  test.each([
    [[], ['--help']],
    [['help'], ['--help']],
    [
      ['help', 'decode'],
      ['decode', '--help'],
    ],
    [
      ['help', 'help'],
      ['help', '--help'],
    ],
    [['version'], ['--version']],
    [[CAPTURE], ['diagnose', CAPTURE]],
    [['-'], ['diagnose', '-']],
    [
      [CAPTURE, '-T', 'json'],
      ['diagnose', CAPTURE, '-T', 'json'],
    ],
    [
      ['-q', '-T', 'json', CAPTURE],
      ['diagnose', '-q', '-T', 'json', CAPTURE],
    ],
    [
      ['-r', CAPTURE],
      ['diagnose', '-r', CAPTURE],
    ],
  ])('%j: %j', (argv, meant) => {
    expect(meantCommandLine(argv).argv).toEqual(meant);
    expect(meantCommandLine(argv).isImplied).toBe(meant[0] === 'diagnose');
  });

  test.each([
    [['decode', CAPTURE]],
    [['-q', 'decode', CAPTURE]],
    [['--help']],
    [['--version']],
    [['no-such-file.pcap']],
    [['help', 'decod']],
    [['-q']],
  ])('%j: itself', argv => {
    expect(meantCommandLine(argv)).toEqual({ argv, isImplied: false });
  });
});
