import { expect, test } from 'vitest';
import type { LadderMessage } from '../../../src/output/ladder/message.ts';
import { type HostRole, rolesOf } from '../../../src/output/ladder/roles.ts';
import { said } from '../../support/events/ladder.ts';

function roles(
  messages: readonly LadderMessage[],
  known: readonly [string, HostRole][] = [],
): Record<string, HostRole> {
  const context = {
    from: ({ source }: LadderMessage) => source,
    to: ({ destination }: LadderMessage) => destination,
    ends: new Map(known),
  };
  return Object.fromEntries(rolesOf(messages, context));
}

const register = (source: string, destination: string, vias: number) =>
  said(source, destination, 'REGISTER', { vias });
const challenge = (source: string, destination: string, nonce = 'n') =>
  said(source, destination, '401 Unauthorized', { nonce });

test('the trail of a challenge, from the S-CSCF to the UE', () => {
  const all = [
    register('ue', 'p', 1),
    register('p', 'i', 2),
    register('i', 's', 3),
    challenge('s', 'i'),
    challenge('i', 'p'),
    challenge('p', 'ue'),
  ];
  expect(roles(all)).toEqual({ ue: 'UE', p: 'P-CSCF', i: 'I-CSCF', s: 'S-CSCF' });
  expect(roles(all.toReversed())).toEqual({ ue: 'UE', p: 'P-CSCF', i: 'I-CSCF', s: 'S-CSCF' });
});

test('seen on Mw only, the P-CSCF is who sends a REGISTER with two Vias', () => {
  expect(roles([register('p', 's', 2), challenge('s', 'p')])).toEqual({ p: 'P-CSCF', s: 'S-CSCF' });
  expect(roles([register('i', 's', 3), challenge('s', 'i')])).toEqual({ s: 'S-CSCF' });
});

test('seen on Gm only, who challenges may be anything', () => {
  expect(roles([register('ue', 'x', 1), challenge('x', 'ue')])).toEqual({ ue: 'UE' });
  expect(roles([register('ue', 'p', 1), challenge('p', 'ue')], [['p', 'P-CSCF']])).toEqual({
    ue: 'UE',
    p: 'P-CSCF',
  });
});

test('challenges of an INVITE and two challenges of different nonces make no trail', () => {
  const invite = { nonce: 'n', cseqMethod: 'INVITE' };
  expect(
    roles([register('ue', 'p', 1), said('s', 'p', '407 x', invite), said('p', 'ue', '407 x', invite)]),
  ).toEqual({
    ue: 'UE',
  });
  expect(roles([register('ue', 'p', 1), challenge('s', 'p', 'one'), challenge('p', 'ue', 'two')])).toEqual({
    ue: 'UE',
    s: 'S-CSCF',
  });
});

test('whom the P-CSCF talks to inside ESP is a UE', () => {
  const protection = { sa: '0x00000001', icv: 'unchecked' } as const;
  const messages = [
    said('p', 'one', 'OPTIONS', { protection }),
    said('two', 'p', 'OPTIONS', { protection }),
    said('p', 'other', 'OPTIONS'),
  ];
  expect(roles(messages, [['p', 'P-CSCF']])).toEqual({ p: 'P-CSCF', one: 'UE', two: 'UE' });
  expect(roles(messages)).toEqual({});
});
