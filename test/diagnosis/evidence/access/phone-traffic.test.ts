import { expect, test } from 'vitest';
import {
  isVisible,
  trafficOf,
  trafficText,
} from '../../../../src/diagnosis/evidence/access/phone-traffic.ts';
import { TCP_FLAG } from '../../../../src/net/packet/datagram.ts';
import { datagram, ping, setUp } from '../../../support/access/discovery.ts';
import { reverse } from '../../../support/captures/packets.ts';
import { factsOf, Script } from '../../../support/events/script.ts';

const UE = '10.0.0.1';
const PCSCF = '10.0.0.2';
const to = (destination: string, destinationPort: number, sourcePort = 40000) => ({
  source: UE,
  sourcePort,
  destination,
  destinationPort,
});

async function textOf(script: Script): Promise<string> {
  const [phone] = (await factsOf(script)).phones;
  const [connection] = phone?.connections ?? [];
  if (phone === undefined || connection === undefined) throw new Error('no connection');
  return trafficText(trafficOf(phone, connection, connection), connection.pcscf);
}

test('SYNs by what came back, then UDP and ICMP', async () => {
  const script = setUp(new Script());
  const syn = { sequence: 1, flags: TCP_FLAG.SYN };
  script
    .tcp(to(PCSCF, 5060, 1), syn)
    .tcp(to(PCSCF, 5060, 2), syn)
    .tcp(to(PCSCF, 5060, 3), syn)
    .tcp(to('10.0.0.9', 443), syn);
  script.tcp(reverse(to(PCSCF, 5060, 2)), { sequence: 0, flags: TCP_FLAG.RST | TCP_FLAG.ACK });
  script.tcp(reverse(to(PCSCF, 5060, 3)), { sequence: 0, flags: TCP_FLAG.SYN | TCP_FLAG.ACK });
  datagram(datagram(datagram(script, to(PCSCF, 5060)), to('8.8.8.8', 53)), to('8.8.8.8', 53));
  for (let port = 1; port < 6; port++) datagram(script, to('10.0.0.9', port));
  ping(ping(script, UE, PCSCF), UE, '10.0.0.8');
  expect(await textOf(script)).toBe(
    'a TCP SYN to 10.0.0.2 port 5060 without an answer, a TCP SYN to 10.0.0.2 port 5060 refused with RST, a TCP SYN to 10.0.0.2 port 5060 connected, UDP to 10.0.0.2 port 5060, DNS to 8.8.8.8 (2 packets), ICMP to 10.0.0.2, ICMP type 8 to 10.0.0.8, UDP to 10.0.0.9 port 1, UDP to 10.0.0.9 port 2, UDP to 10.0.0.9 port 3 and 2 more like it, a TCP SYN to 10.0.0.9 port 443',
  );
});

test('not what went before, nor what others send', async () => {
  const script = datagram(new Script(), to('8.8.8.8', 53)).wait(5);
  datagram(setUp(script), { ...to('8.8.8.8', 53), source: '10.0.0.77' });
  expect(await textOf(script)).toBe('');
});

test('is a packet of the phone there at all?', async () => {
  const seen = async (script: Script) => (await factsOf(script)).phones.map(isVisible)[0];
  expect(await seen(setUp(new Script()))).toBe(false);
  expect(await seen(datagram(setUp(new Script()), to('8.8.8.8', 53)))).toBe(true);
  expect(await seen(setUp(new Script()).tcp(to(PCSCF, 5060), { sequence: 1, flags: TCP_FLAG.SYN }))).toBe(
    true,
  );
  expect(
    await seen(setUp(new Script()).tcp(reverse(to(PCSCF, 5060)), { sequence: 1, flags: TCP_FLAG.SYN })),
  ).toBe(false);
});
