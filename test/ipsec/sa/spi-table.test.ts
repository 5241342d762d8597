import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SpiTable } from '../../../src/ipsec/sa/spi-table.ts';

describe('SpiTable', () => {
  test('finds by address and SPI, wherever the address stands in the buffer', () => {
    const table = new SpiTable();
    const entry = table.add(Uint8Array.of(9, 10, 0, 0, 1), 1, 4, 7);
    expect(table.find(Uint8Array.of(10, 0, 0, 1), 0, 4, 7)).toBe(entry);
    expect(table.find(Uint8Array.of(10, 0, 0, 1), 0, 4, 8)).toBeNull();
    expect(table.find(Uint8Array.of(10, 0, 0, 2), 0, 4, 7)).toBeNull();
  });

  test('an IPv4 address is not the beginning of an IPv6 address', () => {
    const table = new SpiTable();
    const six = new Uint8Array(16).fill(1);
    table.add(six, 0, 4, 7);
    expect(table.find(six, 0, 16, 7)).toBeNull();
  });

  test('copies the address', () => {
    const table = new SpiTable();
    const buffer = Uint8Array.of(10, 0, 0, 1);
    const entry = table.add(buffer, 0, 4, 7);
    buffer.fill(0);
    expect(table.find(Uint8Array.of(10, 0, 0, 1), 0, 4, 7)).toBe(entry);
  });

  test('behaves as a map through thousands of entries', () => {
    const operation = fc.record({ spi: fc.nat(3000), remove: fc.boolean() });
    fc.assert(
      fc.property(fc.array(operation, { minLength: 500, maxLength: 2000 }), operations => {
        const table = new SpiTable();
        const model = new Set<number>();
        const address = new Uint8Array(16).fill(3);
        for (const { spi, remove } of operations) {
          const entry = table.find(address, 0, 16, spi);
          expect(entry !== null).toBe(model.has(spi));
          if (entry === null) {
            table.add(address, 0, 16, spi);
            model.add(spi);
          } else if (remove) {
            table.remove(entry);
            table.remove(entry);
            model.delete(spi);
          }
          expect(table.size).toBe(model.size);
        }
      }),
      { seed: 1, numRuns: 20 },
    );
  });
});
