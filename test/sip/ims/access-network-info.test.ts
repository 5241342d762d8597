import { expect, test } from 'vitest';
import { parseAccessNetwork } from '../../../src/sip/ims/access-network-info.ts';

const NONE = { mcc: null, mnc: null, tac: null, cell: null };

/* Forms of TS 24.229 §7.2A.4. */
test.each([
  [
    '3GPP-E-UTRAN-FDD; utran-cell-id-3gpp=001010001000019b',
    { access: '3GPP-E-UTRAN-FDD', mcc: '001', mnc: '01', tac: '0001', cell: '000019b' },
  ],
  [
    '3gpp-e-utran-tdd;utran-cell-id-3gpp="3102600A1B00019C3";local-time-zone=UTC',
    { access: '3GPP-E-UTRAN-TDD', mcc: '310', mnc: '260', tac: '0a1b', cell: '00019c3' },
  ],
  [
    '3GPP-NR-FDD;utran-cell-id-3gpp=99970000001000066c000',
    { access: '3GPP-NR-FDD', mcc: '999', mnc: '700', tac: '000010', cell: '00066c000' },
  ],
  [
    '3GPP-NR-TDD;utran-cell-id-3gpp=99970000001000066c00',
    { access: '3GPP-NR-TDD', mcc: '999', mnc: '70', tac: '000001', cell: '000066c00' },
  ],
  [
    '3GPP-UTRAN-FDD;utran-cell-id-3gpp=2620112340abcdef',
    { access: '3GPP-UTRAN-FDD', mcc: '262', mnc: '01', tac: '1234', cell: '0abcdef' },
  ],
  [
    '3GPP-GERAN;cgi-3gpp=2620112345678',
    { access: '3GPP-GERAN', mcc: '262', mnc: '01', tac: '1234', cell: '5678' },
  ],
  ['IEEE-802.11;i-wlan-node-id=001122334455', { access: 'IEEE-802.11', ...NONE }],
  // Of another length, no digits, or nothing: nothing is guessed.
  ['3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=00101000100', { access: '3GPP-E-UTRAN-FDD', ...NONE }],
  ['3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=0010x0001000019b', { access: '3GPP-E-UTRAN-FDD', ...NONE }],
  ['3GPP-E-UTRAN-FDD', { access: '3GPP-E-UTRAN-FDD', ...NONE }],
])('%s', (value, network) => {
  expect(parseAccessNetwork(value)).toEqual(network);
});

test('nothing is no access', () => {
  expect(parseAccessNetwork(' ; x=1')).toBeNull();
});
