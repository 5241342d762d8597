import { expect, test } from 'vitest';
import type { LadderCx } from '../../../../src/output/ladder/cx/cx.ts';
import { hostsWithHss } from '../../../../src/output/ladder/cx/hosts.ts';
import { ladderHosts } from '../../../../src/output/ladder/hosts.ts';
import type { LadderMessage } from '../../../../src/output/ladder/message.ts';
import { ladderContext, said, saidOnCx } from '../../../support/events/ladder.ts';

/** Who sends each message of Cx to whom, as `name address > name address`. */
function ways(
  cx: readonly LadderCx[],
  sip: readonly LadderMessage[] = [],
  names = new Map<string, string>(),
) {
  const { from, to } = hostsWithHss(ladderHosts(sip, ladderContext({ names })), cx, names);
  return cx.map(one =>
    [from(one), to(one)].map(({ name, addresses }) => [name, ...addresses].join(' ')).join(' > '),
  );
}

/** A challenge on its way: S-CSCF, I-CSCF, P-CSCF, UE. */
function challenge(...hops: readonly string[]): LadderMessage[] {
  const way = hops.slice(1).map((hop, i) => [hops[i], hop] as const);
  return [
    said(hops.at(-1) as string, hops.at(-2) as string, 'REGISTER'),
    ...way.map(([from, to]) => said(from as string, to, '401 Unauthorized', { nonce: 'n' })),
  ];
}

test('who answers is the HSS; who asks is what asks for that', () => {
  expect(
    ways([
      saidOnCx('10.0.0.3:40000', '10.0.0.9:3868', 'UAR'),
      saidOnCx('10.0.0.9:3868', '10.0.0.3:40000', 'UAA'),
      saidOnCx('10.0.0.4:40000', '10.0.0.9:3868', 'MAR'),
    ]),
  ).toEqual([
    'I-CSCF 10.0.0.3 > HSS 10.0.0.9',
    'HSS 10.0.0.9 > I-CSCF 10.0.0.3',
    'S-CSCF 10.0.0.4 > HSS 10.0.0.9',
  ]);
});

test('who asks is the CSCF that SIP shows at its address, by its role where they share it', () => {
  const cx = [
    saidOnCx('10.0.0.1:40000', '10.0.0.1:3868', 'UAR'),
    saidOnCx('10.0.0.1:40001', '10.0.0.1:3868', 'MAR'),
  ];
  const shared = challenge('10.0.0.1:6060', '10.0.0.1:4060', '10.0.0.1:5060', '10.0.0.2');
  expect(ways(cx, shared)).toEqual([
    'I-CSCF 10.0.0.1:4060 > HSS 10.0.0.1:3868',
    'S-CSCF 10.0.0.1:6060 > HSS 10.0.0.1:3868',
  ]);
  const one = challenge('10.0.0.1', '10.0.0.5', '10.0.0.2');
  expect(ways(cx, one)).toEqual(Array(2).fill('S-CSCF 10.0.0.1 > HSS 10.0.0.1:3868'));
});

test('a host that nothing is known of is it, if alone; a P-CSCF is not', () => {
  const cx = [saidOnCx('10.0.0.1:40000', '10.0.0.9:3868', 'MAR')];
  expect(ways(cx, [said('10.0.0.5', '10.0.0.1', 'OPTIONS')])).toEqual(['10.0.0.1 10.0.0.1 > HSS 10.0.0.9']);
  const onGm = [said('10.0.0.2', '10.0.0.1', 'REGISTER', { protection: { sa: 'uc->ps', icv: 'good' } })];
  const registrations = [{ callId: 'a@ue', ue: '10.0.0.2', pcscf: '10.0.0.1' }] as never[];
  const sip = ladderHosts(onGm, ladderContext({ registrations }));
  expect(sip.at('10.0.0.1').map(({ role }) => role)).toEqual(['P-CSCF']);
  expect(hostsWithHss(sip, cx, new Map()).from(cx[0] as LadderCx)).toMatchObject({ role: 'S-CSCF' });
});

test('who passes a request on is an agent', () => {
  expect(
    ways([
      saidOnCx('10.0.0.3:40000', '10.0.0.8:3868', 'MAR'),
      saidOnCx('10.0.0.8:41000', '10.0.0.9:3868', 'MAR'),
      saidOnCx('10.0.0.9:3868', '10.0.0.8:41000', 'MAA'),
      saidOnCx('10.0.0.8:3868', '10.0.0.3:40000', 'MAA'),
    ]),
  ).toEqual([
    'S-CSCF 10.0.0.3 > Diameter agent 10.0.0.8',
    'Diameter agent 10.0.0.8 > HSS 10.0.0.9',
    'HSS 10.0.0.9 > Diameter agent 10.0.0.8',
    'Diameter agent 10.0.0.8 > S-CSCF 10.0.0.3',
  ]);
});

test('a given name, for the address or for a port of one that is shared', () => {
  const cx = [saidOnCx('10.0.0.3:40000', '10.0.0.9:3868', 'MAR')];
  expect(ways(cx, [], new Map([['10.0.0.9', 'hss1']]))).toEqual(['S-CSCF 10.0.0.3 > hss1 10.0.0.9']);
  const shared = [
    saidOnCx('fd00::1', '[fd00::1]:3868', 'MAR', { destination: 'fd00::1', destinationPort: 3868 }),
  ];
  const names = new Map([
    ['[fd00::1]:3868', 'hss1'],
    ['fd00::1', 'box'],
  ]);
  expect(ways(shared, [], names)).toEqual(['box fd00::1 > hss1 [fd00::1]:3868']);
});
