import { expect, test } from 'vitest';
import type { EspEvent } from '../../../src/analysis/events/esp-event.ts';
import { UnagreedSpis } from '../../../src/output/sas/unagreed-spis.ts';
import { saSets } from '../../support/captures/sa-set.ts';

function packet(parts: Partial<EspEvent>): EspEvent {
  return {
    file: 0,
    frame: 1,
    seconds: 0,
    nanoseconds: 0,
    source: '10.0.0.9',
    destination: '10.0.0.1',
    spi: 7,
    sequence: 1,
    sa: null,
    outcome: 'unknown-spi',
    icvBad: false,
    ...parts,
  };
}

test('packets of an SPI are counted, and copies apart', () => {
  const spis = new UnagreedSpis();
  spis.note(packet({ frame: 3 }));
  spis.note(packet({ frame: 4, outcome: 'duplicate' }));
  spis.note(packet({ frame: 5 }));
  spis.note(packet({ frame: 6, spi: 8, outcome: 'no-key' }));
  expect(spis.without([])).toEqual([
    {
      source: '10.0.0.9',
      destination: '10.0.0.1',
      spi: 7,
      packets: 2,
      duplicates: 1,
      firstFrame: 3,
      lastFrame: 5,
    },
    {
      source: '10.0.0.9',
      destination: '10.0.0.1',
      spi: 8,
      packets: 1,
      duplicates: 0,
      firstFrame: 6,
      lastFrame: 6,
    },
  ]);
});

test('an SPI that has an SA later is not among them', () => {
  const spis = new UnagreedSpis();
  const sets = saSets({});
  const [sa] = sets[0]?.sas ?? [];
  if (sa === undefined) throw new Error('the SA is missing');
  const its = { destination: sa.destination, spi: sa.spi };
  spis.note(packet(its));
  spis.note(packet({}));
  expect(spis.without(sets).map(({ spi }) => spi)).toEqual([7]);
  spis.note(packet({ ...its, sa, outcome: 'decoded' }));
  expect(spis.without([]).map(({ spi }) => spi)).toEqual([7]);
});

test('what was read without an agreement, such as ESP NULL, is not closed', () => {
  const spis = new UnagreedSpis();
  spis.note(packet({ outcome: 'decoded' }));
  expect(spis.without([])).toEqual([]);
});
