import { expect, test } from 'vitest';
import { TCP_FLAG } from '../../../../src/net/packet/datagram.ts';
import { datagram, IMSI, ping, RxConnection, setUp, TICK } from '../../../support/access/discovery.ts';
import { dns } from '../../../support/access/lookup-packets.ts';
import { avp } from '../../../support/captures/diameter.ts';
import { latin1, reverse } from '../../../support/captures/packets.ts';
import { findingsOf, Script } from '../../../support/events/script.ts';

const UE = '10.0.0.1';
const to = (destination: string, destinationPort: number) => ({
  source: UE,
  sourcePort: 40000,
  destination,
  destinationPort,
});
const SIP = to('10.0.0.2', 5060);
const given = (more = {}) => setUp(new Script(), more);

test('without a packet of the UE the user plane may be missing: a note', async () => {
  const [found] = await findingsOf('P03', given().wait(30).frame(TICK));
  expect(found).toMatchObject({ severity: 'note', confidence: 'possible', callId: null });
  expect(found?.title).toBe('The capture shows no REGISTER to the P-CSCF that the UE was given');
  expect(found?.detail).toBe(
    'PDN ims was given 10.0.0.2 as P-CSCF. The capture shows 30 s more of it and no REGISTER of 10.0.0.1. It has no packet of this address at all: was the user plane captured?',
  );
});

test('what was sent instead: DNS, ICMP, other addresses', async () => {
  const script = datagram(given(), to('8.8.8.8', 53), dns('www.example', 'A'));
  ping(datagram(script, to('10.0.0.9', 5060)), UE, '10.0.0.2');
  const [found] = await findingsOf('P03', script.wait(30).frame(TICK));
  expect(found).toMatchObject({ severity: 'error', confidence: 'likely' });
  expect(found?.detail).toContain(
    'Instead the UE sends DNS to 8.8.8.8, ICMP to 10.0.0.2, UDP to 10.0.0.9 port 5060.',
  );
});

test('nothing from this address, but packets of another connection', async () => {
  const script = setUp(given(), { apn: 'internet', asks: [0x000d], pcscf: [], ebi: 6, ue: '10.0.0.7' });
  datagram(script, { ...to('8.8.8.8', 443), source: '10.0.0.7' });
  const [found] = await findingsOf('P03', script.wait(30).frame(TICK));
  expect(found).toMatchObject({ severity: 'error', confidence: 'likely' });
  expect(found?.detail).toContain('sends nothing from this address');
});

test('a SYN without an answer, and one that is refused', async () => {
  const silent = given().tcp(SIP, { sequence: 1, flags: TCP_FLAG.SYN }).wait(5).frame(TICK);
  expect(await findingsOf('P03', silent)).toMatchObject([
    {
      severity: 'error',
      confidence: 'likely',
      title: 'The P-CSCF that the UE was given does not answer its TCP connection',
    },
  ]);
  const refused = given()
    .tcp(SIP, { sequence: 1, flags: TCP_FLAG.SYN })
    .tcp(reverse(SIP), { sequence: 0, flags: TCP_FLAG.RST | TCP_FLAG.ACK })
    .wait(5)
    .frame(TICK);
  expect(await findingsOf('P03', refused)).toMatchObject([
    { title: 'The P-CSCF that the UE was given refuses its TCP connection' },
  ]);
});

test('packets to the P-CSCF of which nothing was read may be the REGISTER', async () => {
  expect(await findingsOf('P03', datagram(given(), SIP).wait(30).frame(TICK))).toMatchObject([
    { severity: 'warning', confidence: 'possible' },
  ]);
});

test('an IPv6 phone, whose packets have an interface identifier of its own', async () => {
  const script = given({ type: 2, given: 2, ue: '2001:db8:1::', pcscf: ['2001:db8:f::1'] });
  const flow = {
    source: '2001:db8:1::abcd',
    sourcePort: 1,
    destination: '2001:db8:f::53',
    destinationPort: 53,
  };
  const [found] = await findingsOf('P03', datagram(script, flow).wait(30).frame(TICK));
  expect(found?.detail).toContain('Instead the UE sends DNS to 2001:db8:f::53.');
});

test('Rx or Cx may show that its REGISTER arrived', async () => {
  const rx = given();
  new RxConnection(rx).aar().aaa();
  const arrived = 'But Rx or Cx shows that a REGISTER of this UE arrived, which the capture does not have.';
  const user = avp(1, 0, latin1(`${IMSI}@ims`));
  for (const script of [rx, given().cx(300, true, user)]) {
    const [found] = await findingsOf('P03', datagram(script, to('8.8.8.8', 53)).wait(30).frame(TICK));
    expect(found).toMatchObject({ severity: 'warning', confidence: 'possible' });
    expect(found?.detail).toContain(arrived);
  }
  const [called] = await findingsOf('P03', given().cx(302, true, user).wait(30).frame(TICK));
  expect(called?.detail).not.toContain(arrived);
});

test.each([
  ['the capture ends at once', given().wait(2).frame(TICK)],
  ['it registers', given().register().wait(30).frame(TICK)],
  [
    'it registers over ESP that cannot be read',
    given().esp('uc->ps', 'REGISTER sip:ims SIP/2.0', { cseq: 2 }).wait(30).frame(TICK),
  ],
  [
    'it registered before: it sends other SIP',
    given().clear('OPTIONS sip:ims SIP/2.0', { cseq: 7 }).wait(30).frame(TICK),
  ],
  [
    'an unknown UE registers',
    given()
      .register({ flow: { source: '10.9.9.9' } })
      .wait(30)
      .frame(TICK),
  ],
  ['no P-CSCF is given', given({ pcscf: [] }).wait(30).frame(TICK)],
  ['the connection is for emergency calls', given({ apn: 'sos' }).wait(30).frame(TICK)],
])('not if %s', async (_, script) => {
  expect(await findingsOf('P03', script)).toEqual([]);
});
