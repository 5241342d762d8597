import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fullParse } from '../../../src/cli/parse/full-parse.ts';
import { quickParse } from '../../../src/cli/parse/quick-parse.ts';

const LINES: readonly string[][] = [
  ['decode', 'a.pcap'],
  ['decode', '-', 'b.pcap', '-T', 'json'],
  ['decode', '-T', 'fields', '-e', 'frame.number', '-e', 'sip.Method', '-E', 'separator=,', 'a.pcap'],
  ['decode', '-Y', 'sip.Method == "REGISTER" && !esp', 'a.pcap'],
  ['decode', '-qV', '--count', '7', '--jobs', '2', 'a.pcap'],
  ['decode', '--ck', '00', '--ik=11', '--crypto', 'noble', 'a.pcap', 'b.pcap'],
  ['sas', '--show-keys', 'a.pcap'],
  ['decode', '--xfrm', 'a', '--xfrm=b', '--pcscf-log', 'c', '--fail-on', 'icv-bad', 'a.pcap'],
  ['export', '--format', 'keys', '-o', '-', 'a.pcap'],
  ['wireshark', 'a.pcap', '-d', 'folder', '--profile', 'ims'],
];

describe('the quick parser', () => {
  test.each(LINES.map(line => [line.join(' '), line] as const))(
    '%s: the same as the full one',
    async (_, line) => {
      expect(quickParse(line)).toEqual((await fullParse(line)).command);
      expect(quickParse(line)).not.toBeNull();
    },
  );

  test.each([
    [],
    ['--help'],
    ['decode'],
    ['decode', '--help', 'a.pcap'],
    ['decod', 'a.pcap'],
    ['decode', '--foo', 'a.pcap'],
    ['decode', '-T', 'xml', 'a.pcap'],
    ['decode', '-c', '0', 'a.pcap'],
    ['decode', '-c', '1', '-c', '2', 'a.pcap'],
    ['decode', '--no-quiet', 'a.pcap'],
    ['decode', '--', 'a.pcap'],
    ['wireshark', 'a.pcap'],
  ])('%j %j %j %j: left to the parser that explains', (...line) => {
    expect(quickParse(line.filter(word => word !== undefined))).toBeNull();
  });

  test('whatever it understands, the full one understands alike', async () => {
    const word = fc.constantFrom(
      'a',
      '-',
      '-q',
      '-V',
      '-T',
      '-Tjson',
      '-Vwout',
      '-V-',
      '-w-',
      '-w=x',
      'json',
      'text',
      '-c',
      '3',
      '-e',
      'x',
      '--quiet',
      '--ck',
      'ff',
      '--show-keys',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(word, { maxLength: 6 }), async words => {
        const quick = quickParse(['decode', ...words]);
        if (quick === null) return;
        expect((await fullParse(['decode', ...words])).command).toEqual(quick);
      }),
      { seed: 1, numRuns: 200 },
    );
  });
});
