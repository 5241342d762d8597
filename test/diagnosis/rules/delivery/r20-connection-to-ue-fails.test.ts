import { expect, test } from 'vitest';
import { TCP_FLAG } from '../../../../src/net/packet/datagram.ts';
import { findingsIn } from '../../../support/events/diagnosed-file.ts';
import { findingsOf, Script } from '../../../support/events/script.ts';
import { fixture } from '../../../support/programs/lab.ts';

const registered = () => new Script().register().challengeMw().challenge().answer().ok();
const syns = () => registered().espTcp('pc->us').wait(1).espTcp('pc->us').wait(6);

test('SYNs to the UE that nobody answers', async () => {
  const [finding] = await findingsOf('R20', syns().mw('OPTIONS sip:ims SIP/2.0'));
  expect(finding).toMatchObject({ severity: 'warning', confidence: 'likely' });
  expect(finding?.detail).toBe(
    'The P-CSCF sends 2 SYNs from port 5062 to port 32001 of the UE (port-s). No SYN-ACK comes. No NOTIFY reaches the UE.',
  );
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([6, 7]);
});

test('a RST of the UE', async () => {
  const script = registered().espTcp('pc->us').espTcp('us->pc', { flags: TCP_FLAG.RST });
  const [finding] = await findingsOf('R20', script);
  expect(finding).toMatchObject({ confidence: 'certain' });
  expect(finding?.detail).toContain('A RST refuses the connection');
});

test('nothing with a SYN-ACK, also where the network loses some', async () => {
  const flags = TCP_FLAG.SYN | TCP_FLAG.ACK;
  expect(await findingsOf('R20', syns().espTcp('us->pc', { flags }))).toEqual([]);
  expect(await findingsIn('R20', fixture('d01-v4-tcp-loss.sll2.pcap'))).toEqual([]);
  expect(await findingsIn('R20', fixture('x01-v4-tcp-capture-drops.sll2.pcap'))).toEqual([]);
});

test('ICMP about the SYN proves it', async () => {
  const script = registered().espTcp('pc->us');
  const [finding] = await findingsOf('R20', script.icmp([3, 1], script.lastPacket, '10.0.0.254'));
  expect(finding).toMatchObject({ severity: 'warning', confidence: 'certain', settle: null });
  expect(finding?.detail).toContain('10.0.0.254, which is on the way, answers with ICMP host unreachable');
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([6, 7]);
});
