import { expect, test } from 'vitest';
import { sessionMessage } from '../../../../src/access/facts.ts';
import { NOTHING_SAID } from '../../../../src/access/nas/reading.ts';
import type { CoreEvent } from '../../../../src/analysis/events/core-event.ts';
import {
  nasIn,
  numberOf,
  ofFamily,
  sessionsIn,
  textOf,
  valuesOf,
} from '../../../../src/output/fields/core/core-field.ts';
import { fieldText } from '../../../../src/output/fields/field.ts';
import { CONTEXT } from '../../../support/events/field-values.ts';
import { sipEvent } from '../../../support/events/sip-event.ts';

const session = sessionMessage('ngap', 'x', 'connect', 'request');
const contained = { ...NOTHING_SAID, session };
const radio = {
  ...({ protocol: 'ngap', procedure: 46, coreId: 1, radioId: 2, pdu: null } as const),
  nas: [{ ...NOTHING_SAID, contained }],
};
const core = { core: radio } as unknown as CoreEvent;
const sip = sipEvent(['OPTIONS sip:a SIP/2.0']);

test('fields have values of core messages, SIP has none', () => {
  const fields = [
    [numberOf('n', 8, 'd', () => [5], 2), '0x05'],
    [textOf('t', 'd', () => ['\xc3\xbc']), 'ü'],
    [valuesOf('v', 'octets', 'd', () => ['\x01\xff']), '01ff'],
  ] as const;
  for (const [field, text] of fields) {
    expect(field.readCore(core, CONTEXT).map(value => fieldText(field, value))).toEqual([text]);
    expect(field.read(sip, CONTEXT)).toEqual([]);
    expect(field.description).toBe('d');
  }
});

test('NAS inside NAS counts', () => {
  expect(nasIn(radio)).toHaveLength(2);
  expect(sessionsIn(radio)).toEqual([session]);
  expect(sessionsIn({ protocol: 'gtpv2', messages: [] })).toEqual([]);
});

test('addresses of one family', () => {
  expect(ofFamily(['10.0.0.1', 'fd00::1'], 'ipv4')).toEqual(['10.0.0.1']);
  expect(ofFamily(['10.0.0.1', 'fd00::1'], 'ipv6')).toEqual(['fd00::1']);
});
