import { expect, test } from 'vitest';
import { isSnoopMagic, readSnoopFileHeader } from '../../../src/capture/snoop/snoop-header.ts';
import { snoopFile } from '../../support/captures/snoop-file.ts';

test('the magic number, the version and the datalink type', () => {
  const file = snoopFile([], { datalink: 8, version: 3 });
  expect(isSnoopMagic(file)).toBe(true);
  expect(isSnoopMagic(Uint8Array.of(0x73, 0x6e, 0x6f, 0x70))).toBe(false);
  expect(readSnoopFileHeader(file)).toEqual({ isSnoop: true, version: 3, datalink: 8, linkType: null });
  expect(readSnoopFileHeader(snoopFile([])).linkType).toBe(1);
});
