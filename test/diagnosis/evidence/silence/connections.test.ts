import { expect, test } from 'vitest';
import type { RegistrationCase } from '../../../../src/diagnosis/cases/case.ts';
import { connectionsOf } from '../../../../src/diagnosis/evidence/silence/connections.ts';
import type { TcpNote } from '../../../../src/diagnosis/journal/notes.ts';
import type { SaName, SecurityAssociation } from '../../../../src/model/security-association.ts';
import { saSets } from '../../../support/captures/sa-set.ts';

const [set] = saSets({});

function note(name: SaName, kind: TcpNote['kind'], sequence = 7): TcpNote {
  const sa = set?.sas.find(one => one.name === name) as SecurityAssociation;
  const { source, sourcePort, destination, destinationPort, spi } = sa;
  const protection = { spi, sequence: 1, icv: 'good', sa, tunnel: false } as const;
  const when = { file: 0, frame: 1, seconds: 0, nanoseconds: 0 };
  return { kind, sequence, source, sourcePort, destination, destinationPort, protection, ...when };
}

const caseOf = (...tcp: readonly TcpNote[]) => ({ tcp }) as unknown as RegistrationCase;

test('the SYNs of one pair of ports with their answer, by who sends them', () => {
  const subject = caseOf(
    note('uc->ps', 'syn'),
    note('uc->ps', 'syn'),
    note('ps->uc', 'syn-ack'),
    note('pc->us', 'syn'),
  );
  expect(connectionsOf(subject, 'ue')).toMatchObject([{ syns: [{}, {}], answer: { kind: 'syn-ack' } }]);
  expect(connectionsOf(subject, 'pcscf')).toMatchObject([{ syns: [{}], answer: null }]);
});

test('a RST behind a SYN-ACK ends a connection and does not refuse it', () => {
  const subject = caseOf(note('uc->ps', 'syn'), note('ps->uc', 'syn-ack'), note('ps->uc', 'rst'));
  expect(connectionsOf(subject, 'ue')[0]?.answer?.kind).toBe('syn-ack');
});

test('what is not in ESP is left out', () => {
  expect(connectionsOf(caseOf({ ...note('uc->ps', 'syn'), protection: null }), 'ue')).toEqual([]);
});
