import { ACCESS_ATTACKS } from './access-attacks.ts';
import { FILE_ATTACKS } from './file-attacks.ts';
import { FORGERY_ATTACKS } from './forgery-attacks.ts';
import {
  challenge,
  DOWNLINK,
  type Ends,
  esp,
  ipv4,
  keyOf,
  nonceOf,
  PCSCF,
  PROTOCOL,
  pcap,
  register,
  SYN,
  sctp,
  sip,
  tcp,
  text,
  UE,
  UPLINK,
  udp,
} from './packets.ts';

/** A capture that is made to hurt, in any length. */
export interface Attack {
  readonly name: string;
  /** The bytes of the capture; `count` is how many of the thing it has, about. */
  readonly capture: (count: number) => Iterable<Uint8Array>;
  /** Of a million, as many are made: where each one is large. */
  readonly share?: number;
}

type Packets = (count: number) => Iterable<Buffer>;

function attack(name: string, packets: Packets, share = 1, step = 10): Attack {
  return { name, share, capture: count => pcap(packets(count), step) };
}

/** One packet for each number from 0. */
function each(make: (i: number) => Buffer): Packets {
  return function* (count) {
    for (let i = 0; i < count; i++) yield make(i);
  };
}

/** Ports and address of the i-th connection. */
function connection(i: number): Ends {
  return {
    source: UE + (i >>> 15),
    destination: PCSCF,
    sourcePort: 1024 + (i & 0x7fff),
    destinationPort: 5060,
  };
}

const FILLER = Buffer.alloc(1000, 'x');
const LARGE_BODY = text(
  'MESSAGE sip:a SIP/2.0\r\nVia: SIP/2.0/TCP a;branch=z9hG4bKx\r\nFrom: <sip:a>;tag=a\r\nTo: <sip:a>\r\nCall-ID: a\r\nCSeq: 1 MESSAGE\r\nContent-Length: 16000000\r\n\r\n',
);

/** An ordinary exchange: what the others are compared with. */
export const ORDINARY: Attack = attack(
  'ordinary: messages and answers',
  each(i => {
    const number = i >>> 1;
    const [start, ends] =
      i % 2 === 0 ? ['MESSAGE sip:b@ims.test SIP/2.0', UPLINK] : ['SIP/2.0 200 OK', DOWNLINK];
    return udp(ends, sip([start, 'User-Agent: ims-ue/1.0'], '1 MESSAGE', `c${number}@10.10.0.2`));
  }),
);

/** Signs of life on many connections that all stopped at a hole, with a packet in every 60 ms. */
function* stoppedConnections(count: number): Generator<Buffer, void, undefined> {
  const open = Math.min(count >>> 2, 30_000);
  for (let i = 0; i < open; i++) {
    yield tcp(connection(i), 0, Buffer.alloc(0), SYN);
    yield tcp(connection(i), 1001, FILLER.subarray(0, 10));
  }
  for (let i = 0; i < count - 2 * open; i++)
    yield tcp(connection(i % open), 2001 + i * 20, FILLER.subarray(0, 10));
}

/** Many messages at once, all with long bodies that never end. */
function* unfinishedBodies(count: number): Generator<Buffer, void, undefined> {
  const open = 1000;
  for (let i = 0; i < open; i++) {
    yield tcp(connection(i), 0, Buffer.alloc(0), SYN);
    yield tcp(connection(i), 1, LARGE_BODY);
  }
  for (let i = 0; i < count; i++)
    yield tcp(connection(i % open), 1 + LARGE_BODY.length + 1000 * Math.floor(i / open), FILLER);
}

function* oneStream(segments: Iterable<readonly [number, Buffer]>): Generator<Buffer, void, undefined> {
  yield tcp(connection(0), 0, Buffer.alloc(0), SYN);
  for (const [sequence, payload] of segments) yield tcp(connection(0), sequence, payload);
}

/** One stream as segments of so many bytes. */
function* cut(bytes: Iterable<Buffer>, size: number): Generator<readonly [number, Buffer], void, undefined> {
  let sequence = 1;
  for (const part of bytes)
    for (let at = 0; at < part.length; at += size) {
      const piece = part.subarray(at, at + size);
      yield [sequence, piece];
      sequence += piece.length;
    }
}

function* repeated(count: number, make: (i: number) => Buffer): Generator<Buffer, void, undefined> {
  for (let i = 0; i < count; i++) yield make(i);
}

/** Ever new agreements for the same SPIs while their ESP waits. */
const agreementsAndEsp: Packets = function* (count) {
  yield udp(UPLINK, register('a', 1, 11));
  for (let i = 0; i < count; i++) {
    if (i % 20 === 0) yield udp(DOWNLINK, challenge('a', 1, 21, nonceOf(i)));
    else yield esp(UPLINK, 22, i);
  }
};

/** Many agreements for the same SPIs, each with eight keys that are none of theirs, then bad packets. */
const wrongKeys: Packets = function* (count) {
  yield udp(UPLINK, register('a', 1, 11));
  const agreements = Math.min(64, count >>> 4);
  for (let i = 0; i < agreements; i++)
    for (let key = 0; key < 8; key++)
      yield udp(DOWNLINK, challenge('a', 1, 21, nonceOf(i), keyOf(8 * i + key)));
  for (let i = 0; i < count; i++) yield esp(UPLINK, 22, i);
};

/** IPv4 in ESP without encryption, again and again. */
function nestedEsp(levels: number): Buffer {
  let packet = ipv4(UPLINK, PROTOCOL.UDP, Buffer.alloc(8));
  for (let level = 0; level < levels; level++) {
    packet.writeUInt16BE(0, 10);
    let sum = 0;
    for (let at = 0; at < 20; at += 2) sum += packet.readUInt16BE(at);
    sum = (sum & 0xffff) + (sum >>> 16);
    packet.writeUInt16BE(~((sum & 0xffff) + (sum >>> 16)) & 0xffff, 10);
    const body = Buffer.alloc(8 + packet.length + 2 + 12);
    body.writeUInt32BE(0x1000 + level, 0);
    body.writeUInt32BE(1, 4);
    packet.copy(body, 8);
    body.writeUInt8(4, 8 + packet.length + 1);
    packet = ipv4(UPLINK, PROTOCOL.ESP, body);
  }
  return packet;
}

function nestedIp(levels: number): Buffer {
  let packet = udp(UPLINK, text('x'));
  for (let level = 0; level < levels; level++) packet = ipv4(UPLINK, PROTOCOL.IP, packet);
  return packet;
}

function nestedGtpu(levels: number): Buffer {
  let packet = udp(UPLINK, text('x'));
  for (let level = 0; level < levels; level++) {
    const header = Buffer.from([0x30, 0xff, packet.length >>> 8, packet.length & 255, 0, 0, 0, 1]);
    packet = udp({ ...UPLINK, sourcePort: 2152, destinationPort: 2152 }, Buffer.concat([header, packet]));
  }
  return packet;
}

/** An ICMP error that quotes an ICMP error that quotes … */
function nestedIcmp(levels: number): Buffer {
  let packet = esp(UPLINK, 1, 1);
  for (let level = 0; level < levels; level++)
    packet = ipv4(DOWNLINK, PROTOCOL.ICMP, Buffer.concat([Buffer.from([3, 3, 0, 0, 0, 0, 0, 0]), packet]));
  return packet;
}

function avp(code: number, data: Buffer): Buffer {
  const header = Buffer.alloc(12);
  header.writeUInt32BE(code, 0);
  header.writeUInt32BE(0x8000_0000 + 12 + data.length, 4);
  header.writeUInt32BE(10_415, 8);
  return Buffer.concat([header, data, Buffer.alloc(-data.length & 3)]);
}

/** A Multimedia-Auth-Answer whose groups hold groups. */
function nestedDiameter(levels: number): Buffer {
  let data: Buffer = Buffer.alloc(8);
  for (let level = 0; level < levels; level++) data = avp(612, data);
  const header = Buffer.alloc(20);
  header.writeUInt32BE(0x0100_0000 | (20 + data.length), 0);
  header.writeUInt32BE(303, 4);
  header.writeUInt32BE(16_777_216, 8);
  return Buffer.concat([header, data]);
}

const NESTED_ESP = nestedEsp(1400);
const NESTED_IP = nestedIp(3000);
const NESTED_GTPU = nestedGtpu(1700);
const NESTED_ICMP = nestedIcmp(2000);
const NESTED_DIAMETER = nestedDiameter(5000);
const MANY_HEADERS = sip(
  ['MESSAGE sip:a SIP/2.0', ...Array.from({ length: 15_000 }, () => 'a:')],
  '1 MESSAGE',
  'a',
);
const MANY_CONTACTS = udp(
  UPLINK,
  sip(['REGISTER sip:a SIP/2.0', `Contact: ${'<sip:a>,'.repeat(7000)}`], '1 REGISTER', 'a'),
);
const LONG_TEXTS = 'n'.repeat(20_000);
const DIAMETER: Ends = { source: UE, destination: PCSCF, sourcePort: 3868, destinationPort: 3868 };

/** Everything of which a capture may have too much. */
export const ATTACKS: readonly Attack[] = [
  attack(
    'fragments that never complete',
    each(i =>
      ipv4({ source: UE + (i >>> 16), destination: PCSCF }, PROTOCOL.UDP, FILLER.subarray(0, 64), {
        id: i & 0xffff,
        offset: 0,
        more: true,
      }),
    ),
  ),
  attack(
    'small fragments from the ends of large datagrams',
    each(i =>
      ipv4({ source: UE + (i >>> 16), destination: PCSCF }, PROTOCOL.UDP, FILLER.subarray(0, 8), {
        id: i & 0xffff,
        offset: 65_000,
        more: true,
      }),
    ),
  ),
  attack(
    'fragments of one datagram, with holes, again and again',
    each(i =>
      ipv4(UPLINK, PROTOCOL.UDP, FILLER.subarray(0, 8), {
        id: 1 + Math.floor(i / 20_000),
        offset: ((i * 7919 * 16) % 60_000) & ~15,
        more: true,
      }),
    ),
  ),
  attack(
    'TCP connections',
    each(i => tcp(connection(i), 1, text('INVITE sip:a SIP/2.0\r\nVia: SIP/2.0/TCP a\r\n'))),
  ),
  attack('TCP connections stopped at a hole, late packets', stoppedConnections, 1, 60_000),
  attack('TCP messages that never end, 1,000 at a time', unfinishedBodies),
  attack('TCP segments in reverse order', count =>
    oneStream(
      (function* (): Generator<readonly [number, Buffer], void, undefined> {
        for (let i = 0; i < count; i++) yield [2 * (count - i) + 1, FILLER.subarray(0, 1)] as const;
      })(),
    ),
  ),
  attack('TCP segments with holes between them', count =>
    oneStream(
      (function* (): Generator<readonly [number, Buffer], void, undefined> {
        for (let i = 0; i < count; i++) yield [2 * i + 2, FILLER.subarray(0, 1)] as const;
      })(),
    ),
  ),
  attack('SIP on TCP, a byte in each segment', count =>
    oneStream(
      cut(
        repeated(Math.ceil(count / 250), i => sip(['OPTIONS sip:a SIP/2.0'], '1 OPTIONS', `${i}`)),
        1,
      ),
    ),
  ),
  attack('Content-Length of 4 GB', count =>
    oneStream(
      cut(
        repeated(count, () =>
          text('OPTIONS sip:a SIP/2.0\r\nCall-ID: a\r\nContent-Length: 4294967295\r\n\r\n'),
        ),
        1400,
      ),
    ),
  ),
  attack(
    'headers of 10 MB on TCP',
    count =>
      oneStream(
        cut(
          repeated(count, i => (i % 10_000 === 0 ? text('OPTIONS sip:a SIP/2.0\r\nSubject: ') : FILLER)),
          1000,
        ),
      ),
    0.2,
  ),
  attack(
    'messages with 15,000 headers',
    each(() => udp(UPLINK, MANY_HEADERS)),
    0.01,
  ),
  attack(
    'REGISTERs with 7,000 contacts',
    each(() => MANY_CONTACTS),
    0.01,
  ),
  attack(
    'unknown SPIs',
    each(i => esp(UPLINK, 0x1000 + i, 1)),
  ),
  attack(
    'ESP of one unknown SPI',
    each(i => esp(UPLINK, 0x1000, i)),
  ),
  attack('ESP that waits for ever new agreements', agreementsAndEsp),
  attack('bad ESP under 64 agreements with 8 keys each', wrongKeys, 0.2),
  attack(
    'keys, and ESP without an agreement',
    each(i =>
      i % 2 === 0
        ? udp(
            DOWNLINK,
            sip(
              [
                'SIP/2.0 401 Unauthorized',
                `WWW-Authenticate: Digest realm="a", nonce="${nonceOf(i)}", ck="${keyOf(i)}", ik="${keyOf(i)}"`,
              ],
              '1 REGISTER',
              'a',
            ),
          )
        : esp(UPLINK, 0x1000 + (i % 1000), i),
    ),
  ),
  attack(
    'registrations',
    each(i => udp(UPLINK, register(`c${i}`, 1, 11))),
  ),
  attack(
    'REGISTERs of one Call-ID',
    each(i => udp(UPLINK, register('a', i, 11))),
  ),
  attack(
    'REGISTERs of one Call-ID and CSeq from everywhere',
    each(i => udp({ ...UPLINK, source: UE + i }, register('a', 1, 11))),
  ),
  attack(
    'challenges of one identity, each with an agreement',
    each(i =>
      i === 0 ? udp(UPLINK, register('a', 1, 11)) : udp(DOWNLINK, challenge('a', 1, 21 + 2 * i, nonceOf(i))),
    ),
  ),
  attack(
    'agreements for one challenge',
    each(i =>
      i === 0
        ? udp(UPLINK, register('a', 1, 11))
        : udp(DOWNLINK, challenge('a', 1, 21 + 2 * i, nonceOf(1), i % 2 === 0 ? null : keyOf(i))),
    ),
  ),
  attack('registrations with agreements and keys, ESP of each', function* (count) {
    for (let i = 0; i < count; i++) {
      const step = i % 4;
      const number = i >>> 2;
      if (step === 0) yield udp(UPLINK, register(`c${number}`, 1, 11 + 4 * number));
      else if (step === 1)
        yield udp(DOWNLINK, challenge(`c${number}`, 1, 13 + 4 * number, nonceOf(number), keyOf(number)));
      else yield esp(UPLINK, 14 + 4 * number, 256 * step);
    }
  }),
  attack(
    'registrations with texts of 20,000 characters',
    each(i =>
      i % 2 === 0
        ? udp(
            UPLINK,
            register(
              `${i}${LONG_TEXTS}`,
              1,
              11,
              `Authorization: Digest username="${LONG_TEXTS}", nonce="${i}${LONG_TEXTS}"`,
            ),
          )
        : udp(DOWNLINK, challenge(`c${i}`, 1, 21, `${i}${LONG_TEXTS}`)),
    ),
    0.05,
  ),
  attack(
    'dialogues',
    each(i => udp(UPLINK, sip(['INVITE sip:b SIP/2.0'], '1 INVITE', `c${i}`))),
  ),
  attack(
    'large messages on UDP',
    each(i => udp(UPLINK, sip(['MESSAGE sip:b SIP/2.0'], '1 MESSAGE', `c${i}`, 'b'.repeat(60_000)))),
    0.02,
  ),
  attack(
    'issues',
    each(i =>
      udp(
        UPLINK,
        sip(['MESSAGE sip:b SIP/2.0', `Max-Forwards: ${i}x`, `Date: ${i}`], `${i} OPTIONS`, `${i}`),
      ),
    ),
  ),
  attack(
    'copies of one message',
    each(() => udp(UPLINK, sip(['MESSAGE sip:b SIP/2.0'], '1 MESSAGE', 'c'))),
    1,
    1,
  ),
  attack(
    'copies of one ESP packet',
    each(() => esp(UPLINK, 0x1000, 1)),
  ),
  attack(
    '3,000 IP headers within each other',
    each(() => NESTED_IP),
    0.02,
  ),
  attack(
    '1,700 GTP-U tunnels within each other',
    each(() => NESTED_GTPU),
    0.02,
  ),
  attack(
    '2,000 ICMP errors within each other',
    each(() => NESTED_ICMP),
    0.02,
  ),
  attack(
    '1,400 ESP packets within each other',
    each(() => NESTED_ESP),
    0.02,
  ),
  attack(
    'fragments of SCTP',
    each(i => sctp(UPLINK, 2 * i, 0, FILLER.subarray(0, 64))),
  ),
  attack(
    'fragments of SCTP that fill holes',
    each(i => {
      const [block, at] = [Math.floor(i / 512), i % 512];
      return sctp(UPLINK, 512 * block + (at < 256 ? 2 * at : 2 * (at - 256) + 1), 0, FILLER.subarray(0, 8));
    }),
  ),
  attack(
    'Diameter groups within each other',
    each(i => sctp(DIAMETER, i, 3, NESTED_DIAMETER)),
    0.02,
  ),
  ...ACCESS_ATTACKS,
  ...FORGERY_ATTACKS,
  ...FILE_ATTACKS,
];
