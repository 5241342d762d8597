import { expect, test } from 'vitest';
import { coreScript } from '../../../support/access/core-script.ts';
import { coreFactsOf, rowsOf } from './core-facts-of.ts';

const ALL = await coreFactsOf(coreScript());

test('the procedure, the ids of the phone, and NAS with its cause', () => {
  expect(ALL.find(({ names }) => names[0] === 'Attach reject')?.names).toEqual(['Attach reject']);
  expect(rowsOf(ALL, 'Attach reject')).toMatchObject({
    Procedure: 'DownlinkNASTransport',
    'UE id of the MME': '100',
    'UE id of the eNB': '1',
    'Cause of it': 'EMM cause 15 (No suitable cells in tracking area)',
  });
  expect(rowsOf(ALL, 'PDN connectivity reject')).toMatchObject({
    Cause: 'ESM cause 33 (Requested service option not subscribed)',
  });
});

test('5GS: a message of session management in a transport, and QoS flows without NAS', () => {
  const reject = ALL.find(({ names }) => names.includes('PDU session establishment reject'));
  expect(reject).toMatchObject({ protocol: 'NGAP (NAS)', kind: 'answer' });
  expect(reject?.names).toEqual(['DL NAS transport', 'PDU session establishment reject']);
  expect(rowsOf(ALL, 'PDUSessionResourceSetup')).toMatchObject({
    'Bearer 1': 'QCI 5, ARP priority 1, may not pre-empt others, may be pre-empted',
  });
});

test('a transaction joins a message to those of the same phone only', () => {
  const [reject] = ALL.filter(({ names }) => names.includes('PDN connectivity reject'));
  expect(reject?.joins).toEqual(['s1ap 10.40.0.1 10.40.0.2 1 transaction 3']);
});
