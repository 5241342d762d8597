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

  test('not an error about other packets', async () => {
    const other = new Script().clear('OPTIONS sip:x SIP/2.0', { flow: { destinationPort: 5999 } });
    const quoted = other.lastPacket;
    const [finding] = await findingsOf('G1', later(new Script().register().icmp([3, 3], quoted)));
    expect(finding?.confidence).toBe('likely');
  });
});

describe('refused at first, and taken later', () => {
  const flow = { source: UE.address, sourcePort: 40000, destination: PCSCF.address, destinationPort: 5060 };
  const refused = () =>
    new Script()
      .tcp(flow, { sequence: 1, flags: TCP_FLAG.SYN })
      .tcp(reverse(flow), { sequence: 0, flags: TCP_FLAG.RST | TCP_FLAG.ACK })
      .wait(8);

  test.each([
    ['a service that starts', [3, 3], 'Nothing listens on UDP port 5060 of the P-CSCF at first'],
    ['a firewall that is opened', [3, 13], 'A firewall rejects the REGISTER at first'],
  ] as const)('%s', async (_what, error, title) => {
    const script = new Script().register();
    script.icmp(error, script.lastPacket).wait(4).register().challenge().answer().ok();
    const [finding] = await findingsOf('G1', script);
    expect(finding).toMatchObject({ severity: 'warning', confidence: 'certain', title });
    expect(finding?.detail).toContain('Before the first response (frame 4) ');
    expect(finding?.frames.map(({ frame }) => frame)).toEqual([2, 4]);
  });

  test('TCP: a warning where the UE then registers over TCP, a note where it goes on over UDP', async () => {
    const text = [
      'REGISTER sip:ims SIP/2.0',
      'Via: SIP/2.0/TCP 10.0.0.1:40001;branch=z9hG4bKt',
      'From: <sip:alice@ims>;tag=1',
      'To: <sip:alice@ims>',
      'Call-ID: a@ue',
      'CSeq: 1 REGISTER',
      'Content-Length: 0',
    ];
    const again = { ...flow, sourcePort: 40001 };
    const overTcp = refused().tcp(again, { sequence: 1, flags: TCP_FLAG.SYN });
    overTcp.tcp(again, { sequence: 2 }, `${text.join('\r\n')}\r\n\r\n`).challenge();
    const [warning] = await findingsOf('G1', overTcp);
    expect(warning).toMatchObject({
      severity: 'warning',
      title: 'The P-CSCF refuses TCP on port 5060 at first',
    });
    expect(warning?.frames.map(({ frame }) => frame)).toEqual([1, 2, 5]);
    const [note] = await findingsOf('G1', refused().register().challenge());
    expect(note?.severity).toBe('note');
  });

  test('nothing where the refusal belongs to a registration that was never answered', async () => {
    const script = new Script().register();
    script.icmp([3, 3], script.lastPacket).wait(8).register({ callId: 'b@ue' }).challenge({ callId: 'b@ue' });
    expect((await findingsOf('G1', script)).map(({ callId }) => callId)).toEqual(['a@ue']);
  });
});

test('a P-CSCF that resets the connection of the REGISTER', async () => {
  const flow = { source: UE.address, sourcePort: 40000, destination: PCSCF.address, destinationPort: 5060 };
  const text =
    'REGISTER sip:ims SIP/2.0\r\nVia: SIP/2.0/TCP 10.0.0.1:40000;branch=z9hG4bKt\r\nFrom: <sip:alice@ims>;tag=1\r\nTo: <sip:alice@ims>\r\nCall-ID: a@ue\r\nCSeq: 1 REGISTER\r\nContent-Length: 0\r\n\r\n';
  const script = new Script()
    .tcp(flow, { sequence: 1, flags: TCP_FLAG.SYN })
    .tcp(reverse(flow), { sequence: 9, flags: TCP_FLAG.SYN | TCP_FLAG.ACK })
    .tcp(flow, { sequence: 2 }, text)
    .tcp(reverse(flow), { sequence: 10, flags: TCP_FLAG.RST });
  const [finding] = await findingsOf('G1', later(script));
  expect(finding).toMatchObject({ severity: 'error', confidence: 'likely' });
  expect(finding?.title).toBe('The P-CSCF closes the TCP connection of the REGISTER without a response');
  expect(finding?.detail).toContain('It closes the connection with RST (frame 4).');
});

test('a part of a response over TCP shows that the P-CSCF answers', async () => {
  const flow = { source: PCSCF.address, sourcePort: 5060, destination: UE.address, destinationPort: 5060 };
  const script = new Script().register().tcp(flow, { sequence: 1 }, 'SIP/2.0 401 Unauthorized');
  expect(await findingsOf('G1', later(script))).toEqual([]);
});
