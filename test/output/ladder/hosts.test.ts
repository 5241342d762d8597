import { expect, test } from 'vitest';
import { type HostKnowledge, ladderHosts } from '../../../src/output/ladder/hosts.ts';
import type { LadderMessage } from '../../../src/output/ladder/message.ts';
import { ladderContext, ladderOfCaptures, said } from '../../support/events/ladder.ts';
import { fixture } from '../../support/programs/lab.ts';

/** The hosts of messages, as `name address address`, in the order in which they are met. */
function hostsOf(messages: readonly LadderMessage[], knowledge: HostKnowledge = ladderContext()): string[] {
  const { from, to } = ladderHosts(messages, knowledge);
  const hosts = new Set(messages.flatMap(message => [from(message), to(message)]));
  return [...hosts].map(({ name, addresses }) => [name, ...addresses].join(' '));
}

test('Via joins the two addresses of a proxy', () => {
  const messages = [
    said('10.0.0.2', '10.0.0.1', 'OPTIONS', { branch: 'z9hG4bK1' }),
    said('10.9.0.1', '10.9.0.2', 'OPTIONS', { branch: 'z9hG4bK2', previousBranch: 'z9hG4bK1', vias: 2 }),
  ];
  expect(hostsOf(messages)).toEqual(['10.0.0.2 10.0.0.2', '10.0.0.1 10.0.0.1 10.9.0.1', '10.9.0.2 10.9.0.2']);
  // The clocks of two captures may differ.
  expect(hostsOf(messages.toReversed()).sort()).toEqual(
    ['10.0.0.2 10.0.0.2', '10.9.0.1 10.9.0.1 10.0.0.1', '10.9.0.2 10.9.0.2'].sort(),
  );
});

test('branches without the magic cookie, of another Call-ID or below a response join nothing', () => {
  const first = said('10.0.0.2', '10.0.0.1', 'OPTIONS', { branch: 'z9hG4bK1' });
  const next = { previousBranch: 'z9hG4bK1', vias: 2 };
  const joined = (one: LadderMessage, other: LadderMessage) => hostsOf([one, other]).length === 3;
  expect(joined(first, said('10.9.0.1', '10.9.0.2', 'OPTIONS', next))).toBe(true);
  expect(joined(first, said('10.9.0.1', '10.9.0.2', 'OPTIONS', { ...next, callId: 'b' }))).toBe(false);
  const old = said('10.0.0.2', '10.0.0.1', 'OPTIONS', { branch: '1' });
  expect(joined(old, said('10.9.0.1', '10.9.0.2', 'OPTIONS', { ...next, previousBranch: '1' }))).toBe(false);
  const response = said('10.0.0.2', '10.0.0.1', '200 OK', { branch: 'z9hG4bK1' });
  expect(joined(response, said('10.9.0.1', '10.9.0.2', 'OPTIONS', next))).toBe(false);
});

test('who puts two Vias on a request stays apart from who receives it', () => {
  const messages = [
    said('10.0.0.2', '10.0.0.1', 'OPTIONS', { branch: 'z9hG4bK1' }),
    said('10.0.0.2', '10.0.0.3', 'OPTIONS', { branch: 'z9hG4bK2', previousBranch: 'z9hG4bK1', vias: 2 }),
  ];
  expect(hostsOf(messages)).toHaveLength(3);
});

test('an address that talks to itself is told apart by ports, ephemeral ones by Via', () => {
  const messages = [
    said('10.0.0.1:5060', '10.0.0.1:4060', 'OPTIONS'),
    said('10.0.0.1:43210', '10.0.0.1:6060', 'OPTIONS', { transport: 'tcp', viaPort: 4060 }),
    said('10.0.0.1:6060', '10.0.0.1:43210', '200 OK', { transport: 'tcp' }),
  ];
  expect(hostsOf(messages)).toEqual([
    '10.0.0.1:5060 10.0.0.1:5060',
    '10.0.0.1:4060 10.0.0.1:4060',
    '10.0.0.1:6060 10.0.0.1:6060',
  ]);
});

test('the ports of a shared address that speak ESP are one host', () => {
  const protection = { sa: '0x00000001', icv: 'unchecked' } as const;
  const messages = [
    said('10.0.0.2:6301', '10.0.0.1:6100', 'OPTIONS', { protection }),
    said('10.0.0.1:5100', '10.0.0.2:6300', '200 OK', { protection }),
    said('10.0.0.1:5100', '10.0.0.1:4060', 'OPTIONS'),
  ];
  expect(hostsOf(messages)).toEqual([
    '10.0.0.2 10.0.0.2',
    '10.0.0.1:5100,6100 10.0.0.1:5100,6100',
    '10.0.0.1:4060 10.0.0.1:4060',
  ]);
});

test('a given name comes first, for an address or one port of it', () => {
  const messages = [
    said('10.0.0.1:5060', '10.0.0.1:4060', 'OPTIONS'),
    said('fd10::1', '10.0.0.1:5060', 'OPTIONS'),
  ];
  const names = new Map([
    ['10.0.0.1', 'the box'],
    ['10.0.0.1:4060', 'I'],
    ['fd10::1', 'phone'],
  ]);
  expect(hostsOf(messages, ladderContext({ names }))).toEqual([
    'the box 10.0.0.1:5060',
    'I 10.0.0.1:4060',
    'phone fd10::1',
  ]);
});

test('a P-CSCF on all its interfaces: three hosts with their roles', async () => {
  const { messages, context } = await ladderOfCaptures(fixture('a04-v4-udp-aes-cbc-hmac-sha-1-96.sll2.pcap'));
  expect(hostsOf(messages, context)).toEqual([
    'UE 10.10.0.2',
    'P-CSCF 10.10.0.1 10.20.0.1',
    'S-CSCF 10.20.0.2',
  ]);
});

test('hosts keep their names where few messages are drawn', async () => {
  const { messages, context } = await ladderOfCaptures(fixture('a04-v4-udp-aes-cbc-hmac-sha-1-96.sll2.pcap'));
  const onMw = messages.filter(({ source }) => source === '10.20.0.1').slice(0, 1);
  expect(hostsOf(onMw, context)).toEqual(['P-CSCF 10.20.0.1', 'S-CSCF 10.20.0.2']);
  const onGm = messages.filter(({ source, method }) => source === '10.10.0.2' && method === 'REGISTER');
  expect(hostsOf(onGm.slice(0, 1), context)).toEqual(['UE 10.10.0.2', 'P-CSCF 10.10.0.1']);
});

test('a B2BUA on Mw with one Via is the P-CSCF', async () => {
  const { messages, context } = await ladderOfCaptures(fixture('field/b2bua-same-callid.pcap'));
  const passedOn = messages.filter(({ source, method }) => source === '172.22.0.21' && method === 'REGISTER');
  expect(hostsOf(passedOn, context)).toEqual(['P-CSCF 172.22.0.21', 'S-CSCF 172.22.0.20']);
});
