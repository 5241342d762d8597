import { expect, test } from 'vitest';
import { DECODE_FORMATS } from '../../../src/cli/commands/decode-formats.ts';
import { COMMANDS } from '../../../src/cli/parse/command-table.ts';
import { fixture } from '../../support/programs/lab.ts';
import { ims } from '../../support/programs/terminal.ts';

const CAPTURE = fixture('a04-v4-udp-aes-cbc-hmac-sha-1-96.sll2.pcap');

test('-T takes every format of the table, and no other', () => {
  const decode = COMMANDS.find(({ name }) => name === 'decode');
  const format = decode?.options.find(({ name }) => name === 'format');
  expect(format?.choices).toEqual(Object.keys(DECODE_FORMATS));
});

test('text is the format where none is asked for', async () => {
  const { stdout } = await ims(['decode', '-q', CAPTURE]);
  expect(stdout).not.toBe('');
  expect((await ims(['decode', '-q', '-T', 'text', CAPTURE])).stdout).toBe(stdout);
});

test('json begins with its header and ends with its summary', async () => {
  const lines = (await ims(['decode', '-q', '-T', 'json', CAPTURE])).stdout.trimEnd().split('\n');
  expect([lines[0], lines.at(-1)].map(line => JSON.parse(line ?? '').type)).toEqual(['header', 'summary']);
});

test('fields needs -e', async () => {
  const { exitCode, stderr } = await ims(['decode', '-T', 'fields', CAPTURE]);
  expect([exitCode, stderr]).toEqual([
    1,
    expect.stringContaining('-T fields: expected at least one -e FIELD'),
  ]);
});
