import { expect, test } from 'vitest';
import { Journal } from '../../../src/diagnosis/journal/journal.ts';
import type { EspResult } from '../../../src/ipsec/decrypt/esp-result.ts';
import { icvFingerprint } from '../../../src/ipsec/sa/sequence-window.ts';
import type { SecurityAssociation } from '../../../src/model/security-association.ts';
import { TCP_FLAG } from '../../../src/net/packet/datagram.ts';
import { SipMessage } from '../../../src/sip/message.ts';
import { factsOf } from '../../support/access/diameter-messages.ts';
import { pdn } from '../../support/access/pdns.ts';
import { packetOf } from '../../support/captures/esp-packets.ts';
import { latin1 } from '../../support/captures/packets.ts';
import { KEY, SUITE, saSets } from '../../support/captures/sa-set.ts';

const LIMITS = { registerBytes: 100_000, otherBytes: 100_000, entries: 3, connections: 3 };
const [set] = saSets({});
const sa = set?.sas[0] as SecurityAssociation;
const flow = { source: '10.0.0.2', sourcePort: 1, destination: '10.0.0.1', destinationPort: 2 };

function heard(method: string, frame: number, body = '') {
  const head = `${method} sip:ims SIP/2.0\r\nCall-ID: a\r\nCSeq: 1 ${method}\r\n\r\n`;
  const message = new SipMessage(latin1(head + body), head.length);
  const origin = { file: 0, frame, frames: null, seconds: frame, nanoseconds: 0, protection: null };
  return { message, origin, flow, transport: 'udp' as const };
}

test('a REGISTER is kept whole, of other messages the head; the bytes are copies', () => {
  const journal = new Journal(LIMITS);
  const register = heard('REGISTER', 1, 'body');
  journal.sip(register);
  journal.sip(heard('MESSAGE', 2, 'body'));
  register.message.bytes.fill(0);
  expect(journal.registers[0]?.message.bytes.length).toBe(register.message.bytes.length);
  expect(journal.registers[0]?.message.method).toBe('REGISTER');
  expect(journal.others[0]?.message.startLine).toBe('MESSAGE sip:ims SIP/2.0');
  expect(journal.others[0]?.message.bytes.length).toBe(journal.others[0]?.message.bodyStart);
});

test('what is too much goes from the front and is counted; the others stay', () => {
  const journal = new Journal({ ...LIMITS, otherBytes: 5000 });
  journal.sip(heard('REGISTER', 1));
  for (let frame = 2; frame < 100; frame++) journal.sip(heard('MESSAGE', frame));
  expect(journal.registers).toHaveLength(1);
  expect(journal.others.length).toBeGreaterThan(3);
  expect(journal.others.length + journal.evicted).toBe(98);
  expect(journal.others.at(-1)?.frame).toBe(99);
});

test('one message larger than the bound is still there', () => {
  const journal = new Journal({ ...LIMITS, registerBytes: 10 });
  journal.sip(heard('REGISTER', 1));
  expect(journal.registers).toHaveLength(1);
});

test('what the access network and the policy core say, and where unprotected packets go', () => {
  const journal = new Journal({ ...LIMITS, connections: 1 });
  journal.pdn(pdn());
  journal.pdn(pdn());
  const facts = factsOf('Rx', 265, true);
  if (facts !== null) journal.diameter({ facts, origin: heard('A', 4).origin, flow });
  const packet = Object.assign(packetOf(sa, SUITE, KEY, 1).copy(), { protocol: 17, destinationPort: 53 });
  journal.udpDatagram(packet);
  journal.icmpMessage(
    Object.assign(packet.copy(), { protocol: 1, bytes: Uint8Array.of(8, 0), start: 0, end: 2 }),
  );
  journal.icmpMessage(Object.assign(packet.copy(), { protocol: 1, start: 0, end: 0 }));
  const { access } = journal;
  expect([access.pdns.length, access.policy.length, journal.evicted]).toEqual([1, 1, 1]);
  expect(access.sent.all().map(({ protocol, port }) => [protocol, port])).toEqual([
    [17, 53],
    [1, 8],
  ]);
});

test('of TCP what opens, refuses or ends a connection', () => {
  const journal = new Journal(LIMITS);
  const segment = packetOf(sa, SUITE, KEY, 1);
  const kinds = [TCP_FLAG.SYN, TCP_FLAG.SYN | TCP_FLAG.ACK, TCP_FLAG.ACK, TCP_FLAG.FIN | TCP_FLAG.ACK];
  for (const tcpFlags of kinds) journal.tcpSegment(Object.assign(segment.copy(), { tcpFlags }));
  expect(journal.tcp.map(({ kind }) => kind)).toEqual(['syn', 'syn-ack', 'fin']);
  journal.tcpSegment(Object.assign(segment.copy(), { tcpFlags: TCP_FLAG.RST | TCP_FLAG.ACK }));
  expect([journal.tcp.length, journal.evicted]).toEqual([3, 1]);
});

test('ESP: duplicates are left out, and what opens later is no longer stray', () => {
  const journal = new Journal(LIMITS);
  const packet = packetOf(sa, SUITE, KEY, 1);
  const result = (more: Partial<EspResult>) =>
    ({ outcome: 'unknown-spi', sa: null, spi: sa.spi, protection: null, ...more }) as EspResult;
  journal.espPacket(packet, result({}), false);
  journal.espPacket(packet, result({ outcome: 'duplicate' }), false);
  expect(journal.esp.stray()).toMatchObject([{ spi: sa.spi, packets: 1 }]);
  journal.espPacket(packet, result({ outcome: 'no-key', sa }), true);
  expect(journal.esp.stray()).toHaveLength(1);
  journal.espPacket(packet, result({ outcome: 'decoded', sa }), true);
  expect(journal.esp.stray()).toEqual([]);
  expect(journal.esp.of(sa.set)?.sas).toMatchObject([{ packets: 1, bad: 0, closed: 0 }]);
});

test('the first and the last frame give the time of the capture', () => {
  const journal = new Journal(LIMITS);
  expect(journal.first).toBeNull();
  journal.frame({ seconds: 5, nanoseconds: 1 });
  journal.frame({ seconds: 9, nanoseconds: 2 });
  expect([journal.first, journal.last]).toEqual([
    { seconds: 5, nanoseconds: 1 },
    { seconds: 9, nanoseconds: 2 },
  ]);
});

test('a plain packet is a frame, an ESP packet and a message', () => {
  const one = heard('MESSAGE', 5, 'body');
  const asObjects = new Journal(LIMITS);
  const packet = packetOf(sa, SUITE, KEY, 5);
  const { source, destination } = packet;
  Object.assign(packet, { file: 0, frame: 5, seconds: 5, nanoseconds: 9 });
  const protection = { spi: sa.spi, sequence: 5, icv: 'good', sa, tunnel: false } as const;
  const result = { outcome: 'decoded', sa, spi: sa.spi, sequence: 5, protection } as EspResult;
  const origin = { ...one.origin, nanoseconds: 9, protection };
  asObjects.frame(packet);
  asObjects.espPacket(packet, result, false);
  asObjects.sip({ ...one, origin, flow: { ...flow, source, destination } });

  const plainly = new Journal(LIMITS);
  const { bytes, bodyStart } = one.message;
  plainly.plain({
    file: 0,
    frame: 5,
    seconds: 5,
    nanoseconds: 9,
    source,
    destination,
    sa,
    sequence: 5,
    fingerprint: icvFingerprint(packet.bytes, packet.end, false),
    length: packet.end - packet.start,
    sourcePort: flow.sourcePort,
    destinationPort: flow.destinationPort,
    bytes,
    start: 0,
    body: bodyStart,
    end: bytes.length,
    isOfRegister: false,
  });

  expect([plainly.first, plainly.last]).toEqual([asObjects.first, asObjects.last]);
  expect(plainly.esp.of(sa.set)).toEqual(asObjects.esp.of(sa.set));
  const told = ({ others }: Journal) =>
    others.map(note => [
      ...[note.file, note.frame, note.seconds, note.nanoseconds, note.transport],
      ...[note.source, note.sourcePort, note.destination, note.destinationPort],
      ...[note.protection, note.status, note.transaction, note.message.startLine, note.message.bytes],
    ]);
  expect(told(plainly)).toHaveLength(1);
  expect(told(plainly)).toEqual(told(asObjects));
});

test('a plain REGISTER is kept whole', () => {
  const { message } = heard('REGISTER', 5, 'body');
  const { bytes, bodyStart } = message;
  const journal = new Journal(LIMITS);
  const place = { file: 0, frame: 5, seconds: 5, nanoseconds: 9 };
  const esp = { sa, sequence: 5, fingerprint: 7, length: 100 };
  journal.plain({
    ...place,
    ...flow,
    ...esp,
    bytes,
    start: 0,
    body: bodyStart,
    end: bytes.length,
    isOfRegister: true,
  });
  expect(journal.registers.map(note => note.message.bytes.length)).toEqual([bytes.length]);
});
