import { expect, test } from 'vitest';
import { RefusedEsp } from '../../../src/analysis/frames/refused-esp.ts';
import type { SaSet, SecurityAssociation } from '../../../src/model/security-association.ts';
import { packetOf } from '../../support/captures/esp-packets.ts';
import { KEY, SUITE, saSets } from '../../support/captures/sa-set.ts';

function refusing(packets: number, set = saSets({})[0] as SaSet) {
  const refused = new RefusedEsp(1e6);
  const sa = set.sas[0] as SecurityAssociation;
  for (let i = 1; i <= packets; i++) refused.hold(packetOf(sa, SUITE, KEY, i), sa.spi, sa);
  const take = (isRight: () => boolean) => [...refused.take(sa.destination, sa.spi, isRight)];
  return { refused, sa, take };
}

test('gives out, once, the packets that are right now, with the SA that counted them', () => {
  const { take, sa, refused } = refusing(3);
  expect(take(() => false)).toEqual([]);
  let turn = 0;
  expect(take(() => turn++ !== 1).map(([, countedOn]) => countedOn)).toEqual([sa, sa]);
  expect(take(() => true).length).toBe(1);
  expect([take(() => true).length, refused.bytes]).toEqual([0, 0]);
});

test('keeps the first packets of an SPI', () => {
  expect(refusing(100).take(() => true).length).toBe(32);
});

test('keeps none of an SA that a key has proved', () => {
  const set = saSets({})[0] as SaSet;
  set.key = KEY;
  expect(refusing(3, set).refused.bytes).toBe(0);
});

test('tells the keys that came after the first packet', () => {
  const set = saSets({})[0] as SaSet;
  const { refused } = refusing(1, set);
  expect(refused.untriedKeys(set)).toEqual([]);
  const late = { ...KEY, ck: new Uint8Array(16) };
  set.keys.unshift(late);
  expect([refused.untriedKeys(set), refused.untriedKeys(set)]).toEqual([[late], []]);
});
