import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PerReader } from '../../../src/access/s1ap-ngap/per-reader.ts';

const reader = (hex: string) => new PerReader(Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex')));

describe('aligned PER', () => {
  test('bits, then octets from the next boundary', () => {
    const per = reader('a5 0102');
    expect([per.bits(3), per.flag(), per.twoOctets(), per.failed]).toEqual([5, false, 0x0102, false]);
  });

  test.each([
    ['02 aabb', 'aabb'],
    ['8002 aabb', 'aabb'],
    [`8080 ${'cc'.repeat(128)}`, 'cc'.repeat(128)],
    // One fragment of 16,384 octets, then two.
    [`c1 ${'dd'.repeat(16_384)} 02 aabb`, `${'dd'.repeat(16_384)}aabb`],
  ])('an octet string %#', (hex, value) => {
    const per = reader(hex);
    expect(Buffer.from(per.octetString()).toString('hex')).toBe(value);
    expect(per.failed).toBe(false);
  });

  test('a wide number has its length before it', () => {
    expect(reader('00 07').wideNumber(2)).toBe(7);
    expect(reader('c0 12345678').wideNumber(2)).toBe(0x12345678);
  });

  test('additions are skipped', () => {
    // A small number: 1, so two places, of which the second is present; then one more octet.
    const per = reader('02 80 02 aabb ff');
    per.skipAdditions();
    expect([per.octet(), per.failed]).toEqual([0xff, false]);
  });

  test.each([
    ['', (per: PerReader) => per.bits(1)],
    ['80', (per: PerReader) => per.octets(2)],
    ['05 aa', (per: PerReader) => per.octetString()],
    ['c1 aa', (per: PerReader) => per.octetString()],
    ['ff', (per: PerReader) => per.octetString()],
  ])('beyond the end of %j it has failed, and stays so', (hex, read) => {
    const per = reader(hex);
    read(per);
    expect(per.failed).toBe(true);
    expect([per.octet(), per.octetString().length, per.failed]).toEqual([0, 0, true]);
  });

  test('any octets are read to an end', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), bytes => {
        const per = new PerReader(bytes);
        for (let i = 0; i < 100 && !per.failed; i++) per.octetString();
        expect(per.failed).toBe(true);
      }),
    );
  });
});
