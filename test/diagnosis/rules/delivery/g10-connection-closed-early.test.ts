import { expect, test } from 'vitest';
import { analyse } from '../../../../src/analysis/analyse.ts';
import { allFindings } from '../../../../src/diagnosis/all-findings.ts';
import { TCP_FLAG } from '../../../../src/net/packet/datagram.ts';
import { findingsOf, PCSCF, Script, UE } from '../../../support/events/script.ts';
import { fixture } from '../../../support/programs/lab.ts';

const call = { callId: 'i@s', method: 'INVITE' };
const invite = 'INVITE sip:alice@ue SIP/2.0';
const ends = { ue: { ...UE, address: '2001:db8:1::2' }, pcscf: { ...PCSCF, address: '2001:db8:2::2' } };

function ringing(closing: number, last: number, more = {}): Script {
  return new Script()
    .register(more)
    .challengeMw()
    .challenge(more)
    .answer(more)
    .ok(more)
    .espTcpMessage('pc->us', invite, { ...more, ...call })
    .wait(3)
    .espTcp('pc->us', { ...more, flags: closing, tcpSequence: 5000 })
    .wait(9)
    .espTcpMessage('us->pc', 'SIP/2.0 200 OK', { ...more, ...call })
    .espTcp('pc->us', { ...more, flags: last, tcpSequence: 5001 });
}

test('the lab: 200 after 14 s of ringing', async () => {
  const { diagnosis } = await analyse([{ name: fixture('failures/f29-v4-tcp-mt-reset.sll2.pcap') }], {
    diagnose: true,
  });
  const finding = allFindings(diagnosis).find(({ rule }) => rule === 'G10');
  expect(finding).toMatchObject({ severity: 'warning', confidence: 'certain' });
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([31, 42, 48, 49]);
});

test.each([
  ['FIN', TCP_FLAG.FIN | TCP_FLAG.ACK, {}],
  ['RST, IPv6', TCP_FLAG.RST, ends],
] as const)('closed with %s, and a RST answers the response', async (_how, closing, more) => {
  const [finding] = await findingsOf('G10', ringing(closing, TCP_FLAG.RST, more));
  expect(finding).toMatchObject({ severity: 'warning', confidence: 'certain' });
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([6, 7, 8, 9]);
});

test('nothing without a RST after the response: a closed half still receives', async () => {
  expect(await findingsOf('G10', ringing(TCP_FLAG.FIN | TCP_FLAG.ACK, TCP_FLAG.ACK))).toEqual([]);
  expect(await findingsOf('G10', ringing(TCP_FLAG.ACK, TCP_FLAG.RST))).toEqual([]);
});
