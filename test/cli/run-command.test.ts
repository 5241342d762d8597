import { expect, test } from 'vitest';
import { fixture } from '../support/programs/lab.ts';
import { ims } from '../support/programs/terminal.ts';

const CAPTURE = fixture('a04-v4-udp-aes-cbc-hmac-sha-1-96.sll2.pcap');

test.each([
  [['decode', '-q', CAPTURE], 42],
  [['decode', '-q', '-c', '5', CAPTURE], 4],
  [['decode', '-q', '-T', 'json', CAPTURE], 49],
  [['sas', '-q', CAPTURE], 8],
])('%j prints its lines', async (argv, lines) => {
  const { exitCode, stdout } = await ims(argv);
  expect([exitCode, stdout.trimEnd().split('\n').length]).toEqual([0, lines]);
});
