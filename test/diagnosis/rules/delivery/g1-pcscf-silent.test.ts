import { describe, expect, test } from 'vitest';
import { TCP_FLAG } from '../../../../src/net/packet/datagram.ts';
import { reverse } from '../../../support/captures/packets.ts';
import { findingsOf, PCSCF, Script, UE } from '../../../support/events/script.ts';

const later = (script: Script) => script.wait(30).mw('OPTIONS sip:ims SIP/2.0');

test('REGISTERs that get no response at all', async () => {
  const script = new Script().register().wait(2).register().wait(4).register();
  const [finding] = await findingsOf('G1', later(script));
  expect(finding).toMatchObject({ severity: 'error', confidence: 'likely', callId: 'a@ue' });
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([1, 2, 3]);
  expect(finding?.detail).toBe(
    'The UE sends 3 REGISTERs to 10.0.0.2 port 5060 over UDP within 6.02 s and gets no response. The capture shows none of them forwarded to another CSCF.',
  );
});

test('a UE that begins anew has given up', async () => {
  const [finding] = await findingsOf('G1', new Script().register().wait(3).register({ callId: 'b@ue' }));
  expect(finding).toMatchObject({ callId: 'a@ue', confidence: 'likely' });
});

test('Mw shows that the REGISTER goes on, and where it ends', async () => {
  const [finding] = await findingsOf('G1', later(new Script().register().registerMw()));
  expect(finding?.title).toBe('Neither the P-CSCF nor the CSCF behind it answers');
  expect(finding?.detail).toContain('forwards it to 10.20.0.2 port 5060');
});

test('not when the capture ends, a 100 comes, the core answers, or only Mw is there', async () => {
  expect(await findingsOf('G1', new Script().register())).toEqual([]);
  expect(await findingsOf('G1', later(new Script().register().clearBack('SIP/2.0 100 Trying')))).toEqual([]);
  expect(await findingsOf('G1', later(new Script().register().registerMw().challengeMw()))).toEqual([]);
  expect(await findingsOf('G1', later(new Script().registerMw()))).toEqual([]);
});

describe('who refuses the REGISTER says so', () => {
  const ends = { ue: { ...UE, address: '2001:db8:1::2' }, pcscf: { ...PCSCF, address: '2001:db8:2::2' } };
  test.each([
    ['IPv4, port', {}, [3, 3], PCSCF.address, 'Nothing listens on UDP port 5060 of the P-CSCF'],
    ['IPv4, prohibited', {}, [3, 10], '10.0.0.254', 'A firewall rejects the REGISTER'],
    ['IPv4, network', {}, [3, 0], '10.0.0.254', 'The P-CSCF cannot be reached'],
    ['IPv4, too big', {}, [3, 4], '10.0.0.254', 'The REGISTER is too large for the path'],
    ['IPv6, port', ends, [1, 4], '2001:db8:2::2', 'Nothing listens on UDP port 5060 of the P-CSCF'],
    ['IPv6, address', ends, [1, 3], '2001:db8::fe', 'The P-CSCF cannot be reached'],
  ] as const)('%s', async (_what, parts, error, source, title) => {
    const script = new Script().register(parts);
    const [finding] = await findingsOf('G1', script.icmp(error, script.lastPacket, source));
    expect(finding).toMatchObject({ severity: 'error', confidence: 'certain', title, settle: null });
    expect(finding?.frames.map(({ frame }) => frame)).toEqual([1, 2]);
  });

  test('a RST that answers the SYN, and the later registration that is answered', async () => {
    const flow = { source: UE.address, sourcePort: 40000, destination: PCSCF.address, destinationPort: 5060 };
    const script = new Script()
      .register()
      .tcp(flow, { sequence: 1, flags: TCP_FLAG.SYN })
      .tcp(reverse(flow), { sequence: 0, flags: TCP_FLAG.RST | TCP_FLAG.ACK })
      .wait(8)
      .register({ callId: 'b@ue' })
      .challenge({ callId: 'b@ue' });
    const [finding] = await findingsOf('G1', script);
    expect(finding).toMatchObject({ confidence: 'certain', title: 'The P-CSCF refuses TCP on port 5060' });
    expect(finding?.detail).toContain('A later registration is answered (frame 5).');
    expect(finding?.frames.map(({ frame }) => frame)).toEqual([1, 3]);
  });

  test('not an error about other packets, nor where a response comes', async () => {
    const other = new Script().clear('OPTIONS sip:x SIP/2.0', { flow: { destinationPort: 5999 } });
    const quoted = other.lastPacket;
    const [finding] = await findingsOf('G1', later(new Script().register().icmp([3, 3], quoted)));
    expect(finding?.confidence).toBe('likely');
    const answered = new Script().register();
    answered.icmp([3, 3], answered.lastPacket).challenge();
    expect(await findingsOf('G1', answered)).toEqual([]);
  });
});

test('a part of a response over TCP shows that the P-CSCF answers', async () => {
  const flow = { source: PCSCF.address, sourcePort: 5060, destination: UE.address, destinationPort: 5060 };
  const script = new Script().register().tcp(flow, { sequence: 1 }, 'SIP/2.0 401 Unauthorized');
  expect(await findingsOf('G1', later(script))).toEqual([]);
});
