import { describe, expect, test } from 'vitest';
import { PdnRecord } from '../../../src/access/connections/pdn-record.ts';
import { Subscriber } from '../../../src/access/connections/subscriber.ts';
import { NODE, placeAt } from '../../support/access/places.ts';

const record = (seconds: number) => new PdnRecord(placeAt(seconds, NODE.mme, NODE.sgw), { begun: true });

function phone(imsi: string | null, ...seconds: readonly number[]): Subscriber<PdnRecord> {
  const subscriber = new Subscriber<PdnRecord>();
  subscriber.imsi = imsi;
  for (const second of seconds) subscriber.add(record(second));
  return subscriber;
}

const times = (subscriber: Subscriber<PdnRecord>) => subscriber.connections.map(({ seconds }) => seconds);

describe('two phones that turn out to be one', () => {
  test('have what each had, whichever is asked', () => {
    const [one, other] = [phone('001010000000001', 1), phone(null, 2, 3)];
    other.guti = '001-01-0002-01-c0000b2a';
    other.imei = '3512345678901234';
    expect(one.unite(other)).toBe(true);
    for (const subscriber of [one, other]) {
      expect(times(subscriber)).toEqual([1, 2, 3]);
      expect(subscriber.root).toMatchObject({
        imsi: '001010000000001',
        guti: '001-01-0002-01-c0000b2a',
        imei: '3512345678901234',
      });
    }
    other.add(record(4));
    expect(times(one)).toEqual([1, 2, 3, 4]);
  });

  test('more than two too, and again without a change', () => {
    const [one, two, three] = [phone(null, 1), phone('001010000000001', 2), phone(null, 3)];
    two.unite(one);
    three.unite(two);
    expect(one.unite(three)).toBe(true);
    expect(times(one)).toEqual([3, 2, 1]);
    expect(one.root.imsi).toBe('001010000000001');
  });

  test('are not one with two IMSIs', () => {
    const [one, other] = [phone('001010000000001', 1), phone('001010000000002', 2)];
    expect(one.unite(other)).toBe(false);
    expect([times(one), times(other)]).toEqual([[1], [2]]);
  });
});

describe('connections', () => {
  test('are those that stand and are held', () => {
    const subscriber = phone(null, 1, 2, 3);
    const [first, , third] = subscriber.connections as PdnRecord[];
    if (first !== undefined) first.released = true;
    if (third !== undefined) third.isHeld = false;
    expect(times(subscriber)).toEqual([2]);
  });

  test('that became one are there once', () => {
    const subscriber = phone(null, 1, 2);
    const [first, second] = subscriber.connections as [PdnRecord, PdnRecord];
    first.absorb(second);
    expect(times(subscriber)).toEqual([1]);
  });

  test('are the latest sixteen', () => {
    const subscriber = phone(null, ...Array.from({ length: 20 }, (_, i) => i));
    expect(times(subscriber)).toEqual(Array.from({ length: 16 }, (_, i) => i + 4));
  });
});
