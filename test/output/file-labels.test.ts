import { expect, test } from 'vitest';
import { fileLabels } from '../../src/output/file-labels.ts';

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
