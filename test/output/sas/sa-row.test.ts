import { expect, test } from 'vitest';
import { COLUMNS, saRow, spiRow } from '../../../src/output/sas/sa-row.ts';
import { saSets } from '../../support/captures/sa-set.ts';

test('each row has every column, and keys only on demand', () => {
  const [set] = saSets({});
  const [sa] = set?.sas ?? [];
  if (set === undefined || sa === undefined) throw new Error('the set is missing');
  expect(Object.keys(saRow(set, sa, false))).toEqual([...COLUMNS]);
  expect(saRow(set, sa, false)).toMatchObject({ SA: 'uc->ps', 'encryption key': '-', frames: '-' });
  expect(saRow(set, sa, true)['encryption key']).toMatch(/^[0-9a-f]{32}$/);
  const unagreed = {
    source: 'a',
    destination: 'b',
    spi: 7,
    packets: 2,
    duplicates: 0,
    firstFrame: 1,
    lastFrame: 3,
  };
  expect(Object.keys(spiRow(unagreed))).toEqual([...COLUMNS]);
  expect(spiRow(unagreed)).toMatchObject({ SPI: '0x00000007', 'no key': '2', frames: '1–3' });
});
