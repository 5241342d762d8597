import { describe, expect, test } from 'vitest';
import type { PdnStep } from '../../../../src/access/pdn.ts';
import type { PolicyEvent } from '../../../../src/analysis/events/policy-event.ts';
import {
  coreOfMobility,
  coreOfPdn,
  coreOfPolicy,
  isCore,
  nameGtpNodes,
} from '../../../../src/output/ladder/core/core.ts';
import { coreStep } from '../../../support/events/core-steps.ts';
import { mobilityEvent } from '../../../support/events/mobility-event.ts';

const entriesOf = (...steps: readonly PdnStep[]) => coreOfPdn({ steps, lookup: null });
const roles = (entries: ReturnType<typeof entriesOf>) => entries.map(({ from, to }) => [from.role, to.role]);

describe('messages of the access network in a ladder', () => {
  test('NAS goes between base station and MME or AMF, in the direction of its kind', () => {
    const entries = entriesOf(
      coreStep({ carrier: 's1ap', name: 'PDN connectivity request' }),
      coreStep({ carrier: 's1ap', name: 'Activate default EPS bearer context request', part: 'accept' }),
      coreStep({ carrier: 'ngap', name: 'PDU session establishment request' }),
      coreStep({ carrier: 'ngap', name: 'PDU session establishment accept', part: 'accept' }),
    );
    expect(roles(entries)).toEqual([
      ['eNB', 'MME'],
      ['MME', 'eNB'],
      ['gNB', 'AMF'],
      ['AMF', 'gNB'],
    ]);
    expect(entries.map(({ kind }) => kind)).toEqual(['request', 'success', 'request', 'success']);
    expect(entries.every(isCore)).toBe(true);
    expect(entries.map(({ protocol }) => protocol)).toEqual([
      'S1AP (NAS)',
      'S1AP (NAS)',
      'NGAP (NAS)',
      'NGAP (NAS)',
    ]);
  });

  test('a refusal says why', () => {
    const cause = { kind: 'esm', number: 27, name: 'Missing or unknown APN' } as const;
    const [entry] = entriesOf(
      coreStep({ carrier: 's1ap', name: 'PDN connectivity reject', part: 'reject', cause }),
    );
    expect(entry).toMatchObject({
      coreLabel: 'PDN connectivity reject (ESM cause 27 (Missing or unknown APN))',
      kind: 'failure',
    });
  });

  test('a lookup is no arrow', () => {
    expect(entriesOf(coreStep({ carrier: 'dns', name: 'DNS A pcscf' }))).toEqual([]);
  });

  const request = (source: string, destination: string) =>
    coreStep({ carrier: 'gtpv2', name: 'Create Session Request', source, destination });
  const response = (source: string, destination: string) =>
    coreStep({ carrier: 'gtpv2', name: 'Create Session Response', part: 'accept', source, destination });

  test('on S11 and S5 the three nodes are named, whichever of them asks for a bearer', () => {
    const entries = entriesOf(
      request('mme', 'sgw'),
      request('sgw', 'pgw'),
      response('pgw', 'sgw'),
      response('sgw', 'mme'),
      coreStep({ carrier: 'gtpv2', name: 'Create Bearer Request', source: 'pgw', destination: 'sgw' }),
      coreStep({
        carrier: 'gtpv2',
        name: 'Create Bearer Response',
        part: 'accept',
        source: 'sgw',
        destination: 'pgw',
      }),
    );
    nameGtpNodes(entries);
    expect(roles(entries)).toEqual([
      ['MME', 'SGW'],
      ['SGW', 'PGW'],
      ['PGW', 'SGW'],
      ['SGW', 'MME'],
      ['PGW', 'SGW'],
      ['SGW', 'PGW'],
    ]);
  });

  test('of two nodes S1AP or Gx tells which they are; without them they have no name', () => {
    const alone = entriesOf(request('a', 'b'));
    nameGtpNodes(alone);
    expect(roles(alone)).toEqual([[null, null]]);
    const onS11 = entriesOf(
      coreStep({ carrier: 's1ap', name: 'PDN connectivity request', destination: 'a' }),
      request('a', 'b'),
    );
    nameGtpNodes(onS11);
    expect(roles(onS11)[1]).toEqual(['MME', 'SGW']);
  });
});

describe('Rx and Gx in a ladder', () => {
  const event = (facts: Partial<PolicyEvent['facts']>) =>
    ({
      facts: {
        application: 'Rx',
        command: 'AAR',
        request: true,
        result: null,
        resultName: null,
        endToEnd: 1,
        session: 's',
        ...facts,
      },
      flow: { source: 'a', destination: 'b' },
      origin: { file: 0, frame: 7, seconds: 1, nanoseconds: 0 },
      frames: [7],
      transport: 'tcp',
    }) as unknown as PolicyEvent;

  test.each([
    [{}, 'Rx AAR', 'request', ['P-CSCF', 'PCRF']],
    [{ command: 'AAA', request: false, result: 2001 }, 'Rx AAA 2001', 'success', ['PCRF', 'P-CSCF']],
    [
      { command: 'AAA', request: false, result: 5065, resultName: 'IP-CAN_SESSION_NOT_AVAILABLE' },
      'Rx AAA 5065 (ip-can_session_not_available)',
      'failure',
      ['PCRF', 'P-CSCF'],
    ],
    [{ command: 'ASR' }, 'Rx ASR', 'request', ['PCRF', 'P-CSCF']],
    [{ application: 'Gx', command: 'CCR' }, 'Gx CCR', 'request', ['PGW', 'PCRF']],
    [{ application: 'Gx', command: 'RAR' }, 'Gx RAR', 'request', ['PCRF', 'PGW']],
    [
      { application: 'Gx', command: 'RAA', request: false, result: 2001 },
      'Gx RAA 2001',
      'success',
      ['PGW', 'PCRF'],
    ],
  ] as const)('%o', (facts, label, kind, ends) => {
    const entry = coreOfPolicy(event(facts));
    expect([entry?.coreLabel, entry?.kind, [entry?.from.role, entry?.to.role]]).toEqual([label, kind, ends]);
  });

  test('Cx has arrows of its own', () => {
    expect(coreOfPolicy(event({ application: 'Cx', command: 'MAR' }))).toBeNull();
  });
});

describe('decisions of mobility management in a ladder', () => {
  test('a refusal and an end go the way that they went; what is accepted is not drawn', () => {
    const cause = { kind: '5gmm', number: 20, name: 'MAC failure' } as const;
    const entries = [
      coreOfMobility(mobilityEvent()),
      coreOfMobility(
        mobilityEvent({ carrier: 'ngap', name: 'Authentication failure', isFromUe: true, cause }),
      ),
      coreOfMobility(mobilityEvent({ name: 'Detach request', part: 'end', cause: null })),
    ];
    expect(entries).toMatchObject([
      { kind: 'failure', from: { role: 'MME' }, to: { role: 'eNB' }, protocol: 'S1AP (NAS)' },
      { coreLabel: 'Authentication failure (5GMM cause 20 (MAC failure))', from: { role: 'gNB' } },
      { kind: 'request', coreLabel: 'Detach request' },
    ]);
    expect(coreOfMobility(mobilityEvent({ part: 'accept' }))).toBeNull();
  });
});
