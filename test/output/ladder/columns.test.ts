import { expect, test } from 'vitest';
import { inColumns } from '../../../src/output/ladder/columns.ts';
import type { LadderEntry } from '../../../src/output/ladder/entry.ts';
import type { LadderHost } from '../../../src/output/ladder/hosts.ts';
import type { LadderMessage } from '../../../src/output/ladder/message.ts';
import type { HostRole } from '../../../src/output/ladder/roles.ts';
import { said, saidOnCx } from '../../support/events/ladder.ts';

const ROLES: Readonly<Record<string, HostRole>> = {
  u: 'UE',
  p: 'P-CSCF',
  i: 'I-CSCF',
  s: 'S-CSCF',
  h: 'HSS',
};
const made = new Map<string, LadderHost>();

/** A host whose first letter says what it is. */
function host(name: string): LadderHost {
  const known = made.get(name) ?? { name, role: ROLES[name[0] ?? ''] ?? null, addresses: [name] };
  made.set(name, known);
  return known;
}

function columns(messages: readonly LadderEntry[]): string {
  const hosts = {
    from: ({ source }: LadderEntry) => host(source),
    to: ({ destination }: LadderEntry) => host(destination),
  };
  return inColumns(messages, hosts)
    .map(({ name }) => name)
    .join(' ');
}

/** A message from each to the next. */
const along = (path: string, more: Partial<LadderMessage> = {}) => {
  const names = path.split(' ');
  return names
    .slice(1)
    .map((to, i) => said(names[i] as string, to, 'INVITE', { ...more, method: 'INVITE' } as never));
};

test('the UE stands on the left, whoever speaks first', () => {
  expect(columns(along('s1 p1 u1'))).toBe('u1 p1 s1');
  expect(columns(along('u1 p1 i1 s1 x1'))).toBe('u1 p1 i1 s1 x1');
  expect(columns(along('x1 s1 p1 u1'))).toBe('u1 p1 s1 x1');
});

test('of a call the UE that is called stands on the right, with its P-CSCF', () => {
  expect(columns(along('u1 p1 s1 p2 u2'))).toBe('u1 p1 s1 p2 u2');
  expect(columns(along('u1 p1 s1 p1 u2'))).toBe('u1 p1 s1 u2');
});

test('in a ladder of several dialogs all UEs stand on the left', () => {
  const both = [...along('u1 p1 s1'), ...along('u2 p1 s1', { callId: 'b' })];
  expect(columns(both)).toBe('u1 u2 p1 s1');
});

test('hosts of which nothing is known stand in the order of their messages', () => {
  expect(columns(along('z1 x1 y1'))).toBe('z1 x1 y1');
});

test('the HSS stands beside the CSCFs; Cx makes no second dialog', () => {
  const call = along('u1 p1 s1 as s2 p2 u2');
  expect(columns([...call, saidOnCx('s1', 'h', 'LIR')])).toBe('u1 p1 s1 s2 h as p2 u2');
});
