import { expect, test } from 'vitest';
import { fileLabels, shortFileLabels } from '../../../src/output/text/file-labels.ts';

test('one file needs no label', () => {
  expect(fileLabels(['a.pcap'])).toEqual([]);
});

test('names without their folder, unless they are not distinct', () => {
  expect(fileLabels(['x/gm.pcap', 'y\\mw.pcap'])).toEqual(['gm.pcap:', 'mw.pcap:']);
  expect(fileLabels(['x/a', 'y/a'])).toEqual(['x/a:', 'y/a:']);
});

test('controls are escaped', () => {
  expect(fileLabels(['a\u001b', 'b'])[0]).toBe('a\\x1b:');
});

test('short labels leave out what all begin and end with, up to a separator', () => {
  expect(shortFileLabels(['x/run-gm1.pcap', 'y/run-gm2.pcap'])).toEqual(['gm1:', 'gm2:']);
  expect(shortFileLabels(['a-', 'a-b'])).toEqual(['a-:', 'a-b:']);
  expect(shortFileLabels(['one', 'two'])).toEqual(['one:', 'two:']);
  expect(shortFileLabels(['a.pcap'])).toEqual([]);
});
