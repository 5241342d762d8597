import { expect, test } from 'vitest';
import { chargingIds } from '../../../src/sip/ims/charging-vector.ts';
import { sipEvent } from '../../support/events/sip-event.ts';

const of = (...values: string[]) =>
  chargingIds(
    sipEvent(['INVITE sip:a SIP/2.0', ...values.map(value => `P-Charging-Vector: ${value}`)]).message,
  );

test.each([
  ['icid-value=1234bc9876e;icid-generated-at=192.0.6.8;orig-ioi=home1.net', ['1234bc9876e']],
  [
    'orig-ioi=home1.net; ICID-Value = "AyretyU0dm+6O2IrT5tAFrbHLso=023551024"',
    ['AyretyU0dm+6O2IrT5tAFrbHLso=023551024'],
  ],
  ['icid-value="a;b"', ['a;b']],
  ['icid-value=', []],
  ['icid-value', []],
  ['icid-generated-at=x', []],
])('%s', (value, ids) => expect(of(value)).toEqual(ids));

test('none without the header', () => expect(of()).toEqual([]));
