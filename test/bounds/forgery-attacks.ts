import { espPacket } from '../support/captures/esp-packets.ts';
import {
  challenge,
  DOWNLINK,
  esp,
  ipv4,
  keyOf,
  nonceOf,
  PROTOCOL,
  pcap,
  register,
  SYN,
  sip,
  tcp,
  UE,
  UPLINK,
  udp,
} from './packets.ts';

/* What somebody on the path can add to real traffic, in any length, and the real traffic that it needs. */

const SUITE = { alg: 'hmac-sha-1-96', ealg: 'aes-cbc' };
const PORTS = { ...UPLINK, sourcePort: 5001, destinationPort: 6002 };

/** An ESP packet from the UE with the right ICV under key number `key`. */
function verified(spi: number, sequence: number, key: number): Buffer {
  const octets = Buffer.from(keyOf(key), 'hex');
  const text = sip(['MESSAGE sip:b SIP/2.0'], '1 MESSAGE', `${spi}-${sequence}`);
  const payload = udp(PORTS, text).subarray(20);
  const packet = espPacket(SUITE, { ck: octets, ik: octets }, { spi, sequence, payload });
  return ipv4(UPLINK, PROTOCOL.ESP, Buffer.from(packet));
}

/** Registrations whose SAs are used at the same time, each with its own key: 4 packets each. */
const AT_A_TIME = 20_000;

function* verifiedEsp(count: number): Generator<Buffer, void, undefined> {
  const all = Math.max(1, count >>> 2);
  for (let first = 0; first < all; first += AT_A_TIME) {
    const last = Math.min(all, first + AT_A_TIME);
    for (let i = first; i < last; i++) {
      yield udp(UPLINK, register(`c${i}`, 1, 11 + 4 * i));
      yield udp(DOWNLINK, challenge(`c${i}`, 1, 13 + 4 * i, nonceOf(i), keyOf(i)));
    }
    for (const sequence of [1, 2]) for (let i = first; i < last; i++) yield verified(14 + 4 * i, sequence, i);
  }
}

function* forgedKeys(count: number): Generator<Buffer, void, undefined> {
  yield udp(UPLINK, register('a', 1, 11));
  yield udp(DOWNLINK, challenge('a', 1, 21, nonceOf(1), keyOf(0)));
  for (let i = 0; i < count; i++)
    yield i % 2 === 0 ? esp(UPLINK, 22, i) : udp(DOWNLINK, challenge('a', 1, 21, nonceOf(1), keyOf(i)));
}

/** Bad ESP under ever other SAs whose keys are forged: it is kept for a key that comes late. */
function* refusedEsp(count: number): Generator<Buffer, void, undefined> {
  for (let i = 0; i < count; i++) {
    const number = i >>> 5;
    if (i % 32 === 0) yield udp(UPLINK, register(`c${number}`, 1, 11 + 4 * number));
    else if (i % 32 === 1)
      yield udp(DOWNLINK, challenge(`c${number}`, 1, 13 + 4 * number, nonceOf(number), keyOf(number)));
    else yield esp(UPLINK, 14 + 4 * number, 256 * i);
  }
}

/** A message of 1,000 octets, then another one with the same sequence numbers, on a thousand connections in turn. */
function* contradictions(count: number): Generator<Buffer, void, undefined> {
  for (let i = 0; i < count; i++) {
    const ends = { ...UPLINK, source: UE + ((i >>> 1) % 1000) };
    const text = sip(
      ['MESSAGE sip:b SIP/2.0'],
      '1 MESSAGE',
      `${i}`.padStart(8, '0'),
      (i % 2 === 0 ? 'x' : 'y').repeat(750),
    );
    const sequence = 1 + text.length * Math.floor(i / 2000);
    if (i < 2000 && i % 2 === 0) yield tcp(ends, 0, Buffer.alloc(0), SYN);
    yield tcp(ends, sequence, text);
  }
}

/** One stream, and behind each message two octets that contradict what came up to four MB before. */
function* smallContradictions(count: number): Generator<Buffer, void, undefined> {
  yield tcp(UPLINK, 0, Buffer.alloc(0), SYN);
  const text = (i: number) =>
    sip(['MESSAGE sip:b SIP/2.0'], '1 MESSAGE', `${i}`.padStart(8, '0'), 'x'.repeat(750));
  const { length } = text(0);
  for (let i = 0; i < count >>> 1; i++) {
    yield tcp(UPLINK, 1 + length * i, text(i));
    const back = (i * 7919) % Math.min(i + 1, 4000);
    yield tcp(UPLINK, 1 + length * (i - back) + length - 100 - (i % 300), Buffer.from('yy'));
  }
}

const named = (name: string, packets: (count: number) => Iterable<Buffer>) => ({
  name,
  capture: (count: number) => pcap(packets(count)),
});

/** Attacks by what is forged. */
export const FORGERY_ATTACKS = [
  named('registrations with keys, verified ESP of 20,000 at a time', verifiedEsp),
  named('forged keys for one agreement, bad ESP between them', forgedKeys),
  named('bad ESP of ever other SAs with forged keys', refusedEsp),
  named('TCP messages, each contradicted', contradictions),
  named('TCP stream with contradictions of two octets', smallContradictions),
];
