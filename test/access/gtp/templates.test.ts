import { expect, test } from 'vitest';
import { readGtpv2 } from '../../../src/access/gtp/gtpv2.ts';
import { templateHash } from '../../../src/access/gtp/templates.ts';
import { element, gtpElement, gtpv2 } from '../../support/access/access-packets.ts';

const { bearer, ebi, fteid, qos } = gtpElement;
const template = (octet: number) => element(84, [0x21, octet, 1, 2]);

function hashOf(...elements: readonly Uint8Array[]): number | null {
  const bytes = gtpv2(95, { sequence: 1 }, ebi(5), ...elements);
  const [message] = readGtpv2(bytes, 0, bytes.length);
  return message === undefined ? null : templateHash(message);
}

test('is the same whatever else a gateway changes', () => {
  const onS5 = bearer(ebi(0), template(7), fteid('10.0.0.4', 0x51), qos(1));
  const onS11 = bearer(ebi(0), template(7), fteid('10.0.0.3', 0x61));
  expect(hashOf(onS5)).toBe(hashOf(onS11));
  expect(hashOf(onS5, bearer(ebi(0)))).toBe(hashOf(onS11));
});

test('is another for other templates, and for the same in another order', () => {
  const [one, other] = [bearer(ebi(0), template(7)), bearer(ebi(0), template(8))];
  expect(hashOf(one)).not.toBe(hashOf(other));
  expect(hashOf(one, other)).not.toBe(hashOf(other, one));
  expect(hashOf(one)).not.toBe(hashOf(one, one));
});

test('is none without a template, also if one stands outside a bearer', () => {
  expect(hashOf(bearer(ebi(0), qos(1)))).toBeNull();
  expect(hashOf(template(7))).toBeNull();
});
