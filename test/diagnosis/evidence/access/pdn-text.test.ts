import { expect, test } from 'vitest';
import type { Pdn } from '../../../../src/access/pdn.ts';
import { familiesText, lookupText, pdnText } from '../../../../src/diagnosis/evidence/access/pdn-text.ts';
import { pdn } from '../../../support/access/pdns.ts';

const frame = (number: number) => ({ file: 0, frame: number });
const TYPE = { kind: 'esm', number: 50, name: 'PDN type IPv4 only allowed' } as const;

test.each<[Partial<Pdn>, string]>([
  [{}, 'PDN ims: asked for P-CSCF IPv4, given 10.0.0.2; UE 10.0.0.1; QCI 5; frames 1–2'],
  [
    { isFiveGs: true, apn: 'internet', pcscf: [], qci: 9 },
    'PDU session internet: asked for P-CSCF IPv4, none given; UE 10.0.0.1; 5QI 9; frames 1–2',
  ],
  [
    { pcscfAsked: [], pcscf: [], frames: [frame(4)] },
    'PDN ims: asked for no P-CSCF; UE 10.0.0.1; QCI 5; frame 4',
  ],
  [
    { pcscfAsked: [], imsSignalling: true, pcscf: [] },
    'PDN ims: asked for IMS signalling, not for a P-CSCF; UE 10.0.0.1; QCI 5; frames 1–2',
  ],
  [
    { pcscfAsked: ['ipv4', 'ipv6'], pdnTypeAsked: 'ipv4v6', cause: TYPE },
    'PDN ims: asked for P-CSCF IPv4 and IPv6, given 10.0.0.2; IPv4v6 asked, IPv4 given, ESM cause 50 (PDN type IPv4 only allowed); UE 10.0.0.1; QCI 5; frames 1–2',
  ],
  [
    { result: 'rejected', ue: [], qci: null, pcscf: [], cause: { kind: 'esm', number: 27, name: null } },
    'PDN ims: asked for P-CSCF IPv4; rejected, ESM cause 27; frames 1–2',
  ],
  [
    { result: 'unanswered', apn: null, ue: [], qci: null },
    'PDN of an unknown APN: asked for P-CSCF IPv4; not answered; frames 1–2',
  ],
  [{ begun: false }, 'PDN ims: given 10.0.0.2; UE 10.0.0.1; QCI 5; frames 1–2'],
  [{ begun: false, pcscf: [] }, 'PDN ims: set up before the capture; UE 10.0.0.1; QCI 5; frames 1–2'],
])('%o', (members, text) => {
  expect(pdnText(pdn(members))).toBe(text);
});

test.each<[NonNullable<Pdn['lookup']>, Partial<Pdn>, string]>([
  [
    { name: 'pcscf.ims', type: 'A', code: 'NXDOMAIN', answers: ['CNAME x'], server: '8.8.8.8' },
    {},
    'DNS A pcscf.ims: NXDOMAIN, CNAME x; frames 1–2',
  ],
  [
    { name: 'pcscf.ims', type: 'A', code: 'NOERROR', answers: ['A 10.0.0.2'], server: '8.8.8.8' },
    {},
    'DNS A pcscf.ims: A 10.0.0.2; frames 1–2',
  ],
  [
    { name: 'pcscf.ims', type: 'A', code: 'NXDOMAIN', answers: [], server: '8.8.8.8' },
    {},
    'DNS A pcscf.ims: NXDOMAIN, nothing found; frames 1–2',
  ],
  [
    { name: 'pcscf.ims', type: 'A', code: null, answers: [], server: '8.8.8.8' },
    {},
    'DNS A pcscf.ims: no answer; frames 1–2',
  ],
  [
    { name: null, type: 'DHCPv4', code: 'ACK', answers: [], server: '10.0.0.9' },
    { pcscfNames: ['p.example'] },
    'DHCPv4 of 10.0.0.9: 10.0.0.2, p.example; frames 1–2',
  ],
  [
    { name: null, type: 'IKE_SA_INIT', code: null, answers: [], server: '10.0.0.9' },
    {},
    'IKE with 10.0.0.9: the P-CSCF addresses that it gives are encrypted; frames 1–2',
  ],
])('a question: %o', (lookup, members, text) => {
  expect(lookupText(pdn({ lookup, ...members }))).toBe(text);
});

test('a connection is no question', () => {
  expect(lookupText(pdn())).toBe(pdnText(pdn()));
  expect(familiesText(['ipv6'])).toBe('IPv6');
});
