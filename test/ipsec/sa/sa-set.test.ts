import { expect, test } from 'vitest';
import { createSaSet } from '../../../src/ipsec/sa/sa-set.ts';
import { ENDS, SUITE } from '../../support/captures/sa-set.ts';

const PARAMETERS = { ...ENDS, nonce: 'N', agreed: [SUITE], offered: [], keys: [] };

test('the four SAs of TS 33.203 §7.1: each SPI is that of the receiver', () => {
  const set = createSaSet(PARAMETERS, 3, 2);
  expect(
    set.sas.map(sa => [sa.name, sa.source, sa.sourcePort, sa.destination, sa.destinationPort, sa.spi]),
  ).toEqual([
    ['uc->ps', '10.0.0.2', 5062, '10.0.0.1', 5068, 4444],
    ['pc->us', '10.0.0.1', 5066, '10.0.0.2', 5064, 2222],
    ['ps->uc', '10.0.0.1', 5068, '10.0.0.2', 5062, 1111],
    ['us->pc', '10.0.0.2', 5064, '10.0.0.1', 5066, 3333],
  ]);
});

test('an SPI of 0 is not known and makes no SA', () => {
  const ue = { ...ENDS.ue, portS: 0, spiC: 0, spiS: 0 };
  const set = createSaSet({ ...PARAMETERS, ue }, 1, 1);
  expect(set.sas.map(sa => sa.name)).toEqual(['uc->ps', 'us->pc']);
});

test('a new set is temporary, proved by nothing and has counted nothing', () => {
  const set = createSaSet(PARAMETERS, 3, 2);
  expect(set).toMatchObject({
    id: 3,
    generation: 2,
    nonce: 'N',
    state: 'temporary',
    used: null,
    key: null,
    keys: [],
  });
  for (const sa of set.sas) {
    expect(sa.set).toBe(set);
    expect(sa).toMatchObject({ packets: 0, icvGood: 0, firstSequence: 0, firstFrame: null });
  }
});
