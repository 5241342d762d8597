import { expect, test } from 'vitest';
import { coreScript } from '../../../support/access/core-script.ts';
import { coreFactsOf, rowsOf } from './core-facts-of.ts';

const ALL = await coreFactsOf(coreScript());

test('GTPv1-C: identities, APN, containers with their names', () => {
  expect(rowsOf(ALL, 'Create PDP Context Request')).toMatchObject({
    IMSI: '001011234567893',
    MSISDN: '441234',
    APN: 'ims',
    'PDN type': 'IPv4',
    'PCO containers asked for': '000CH P-CSCF IPv4',
    'P-CSCF asked for': 'IPv4',
    'Control plane tunnel': '10.0.0.1 0x0000001f',
  });
});

test('a refusal by its cause, and the bearers of a message that rides on it', () => {
  expect(rowsOf(ALL, 'Create Bearer Request')).toMatchObject({
    Message: 'Create Session Response | Create Bearer Request',
    Cause: 'GTPv2 cause 93 (APN access denied: no subscription)',
    'Bearer 1':
      'QCI 1, ARP priority 15, may not pre-empt others, may be pre-empted, guaranteed 40 kbit/s down, 30 kbit/s up, at most 20 kbit/s down, 10 kbit/s up',
  });
});

test('a container without a request of its own', () => {
  expect(rowsOf(ALL, 'Create Session Request')).toMatchObject({
    'PCO containers asked for': '0012H P-CSCF re-selection, 0010H MTU IPv4',
  });
});
