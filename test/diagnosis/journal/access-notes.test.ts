import { expect, test } from 'vitest';
import { AccessNotes } from '../../../src/diagnosis/journal/access-notes.ts';
import { Datagram } from '../../../src/net/packet/datagram.ts';
import {
  factsOf,
  framedAddress,
  group,
  number,
  subscription,
  text,
} from '../../support/access/diameter-messages.ts';
import { pdn, step } from '../../support/access/pdns.ts';

const LIMITS = { entries: 2, connections: 2 };
const origin = Object.assign(new Datagram(), { file: 0, frame: 7, seconds: 3 });
const flow = { source: '10.0.0.8', destination: '10.0.0.9' };
const heard = (application: 'Cx' | 'Rx' | 'Gx', command: number, ...avps: Uint8Array[]) => {
  const facts = factsOf(application, command, true, ...avps);
  if (facts === null) throw new Error('no facts');
  return { facts, origin, flow };
};

test('what a message of Rx says, without that of Cx', () => {
  const notes = new AccessNotes(LIMITS);
  notes.diameter(heard('Cx', 300));
  const audio = group(517, [number(518, 1), number(520, 0)]);
  notes.diameter(
    heard('Rx', 265, text(263, 's;1', 0), framedAddress('10.0.0.1'), subscription(2, 'sip:alice@ims'), audio),
  );
  const control = group(517, [number(518, 1), number(520, 4)]);
  notes.diameter(heard('Rx', 265, control));
  expect(notes.policy).toMatchObject([
    {
      application: 'Rx',
      command: 'AAR',
      request: true,
      session: 's;1',
      addresses: ['10.0.0.1'],
      users: ['sip:alice@ims'],
      hasMedia: true,
      frame: 7,
      source: '10.0.0.8',
    },
    { hasMedia: false, users: [] },
  ]);
});

test('more messages than there is room for are counted', () => {
  const notes = new AccessNotes(LIMITS);
  for (let i = 0; i < 5; i++) notes.diameter(heard('Gx', 272));
  expect([notes.policy.length, notes.refused]).toEqual([2, 3]);
});

test('connections, one with many messages as several', () => {
  const notes = new AccessNotes(LIMITS);
  for (let i = 0; i < 3; i++) notes.pdn(pdn());
  expect([notes.pdns.length, notes.refused]).toEqual([2, 1]);
  const long = new AccessNotes(LIMITS);
  long.pdn(pdn({ steps: Array.from({ length: 20 }, () => step()) }));
  long.pdn(pdn());
  expect([long.pdns.length, long.refused]).toEqual([1, 1]);
});
