import { describe, expect, test } from 'vitest';
import { fromHex } from '../../src/bytes/hex.ts';
import { nameForeignFormat, unpackingAdvice } from '../../src/capture/foreign.ts';

function name(hex: string): string | null {
  return nameForeignFormat(fromHex(hex) as Uint8Array);
}

describe('nameForeignFormat', () => {
  test.each([
    ['1f8b0800', 'gzip'],
    ['28b52ffd', 'zstd'],
    ['425a6839', 'bzip2'],
    ['fd377a58', 'xz'],
    ['04224d18', 'lz4'],
    ['504b0304', 'zip'],
    ['474d4255', 'Network Monitor 2'],
    ['52545353', 'Network Monitor 1'],
  ])('%s', (hex, expected) => {
    expect(name(hex)).toContain(expected);
  });

  test.each([
    ['425a6839', ': unpack it with `bzip2 -dc FILE | ims-esp decode -`'],
    ['fd377a58', ': unpack it with `xz -dc FILE | ims-esp decode -`'],
    ['04224d18', ': unpack it with `lz4 -dc FILE | ims-esp decode -`'],
    ['504b0304', ''],
  ])('the command that unpacks %s', (hex, expected) => {
    expect(unpackingAdvice(name(hex) ?? '')).toBe(expected);
  });

  test('ERF by the shape of its first record', () => {
    expect(name('000000803f2e1d65 02 04 0050 0000 003c'.replaceAll(' ', ''))).toContain('ERF');
  });

  test.each([
    ['fewer than 16 bytes', '000000803f2e1d65020400500000'],
    ['a time before 2000', '000000803f2e1d05 02 04 0050 0000 003c'],
    ['an unknown record type', '000000803f2e1d65 70 04 0050 0000 003c'],
    ['a record length that is no multiple of 8', '000000803f2e1d65 02 04 0051 0000 003c'],
    ['nothing on the wire', '000000803f2e1d65 02 04 0050 0000 0000'],
    ['text', '5245474953544552207369703a696d73'],
  ])('not ERF: %s', (_why, hex) => {
    expect(name(hex.replaceAll(' ', ''))).toBeNull();
  });
});
