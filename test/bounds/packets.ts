/*
 * Packets and captures made quickly, a million of them in a few seconds: IPv4 in raw frames (LINKTYPE_RAW), without
 * checksums, which nothing here looks at.
 */

const LINKTYPE_RAW = 101;
const FIRST_SECOND = 1_700_000_000;

/** Where a packet goes from and to; addresses as numbers. */
export interface Ends {
  readonly source: number;
  readonly destination: number;
  readonly sourcePort?: number;
  readonly destinationPort?: number;
}

/** Fields of an IPv4 header; the offset in octets. */
export interface Fragmentation {
  readonly id: number;
  readonly offset: number;
  readonly more: boolean;
}

export const UE = 0x0a0a_0002;
export const PCSCF = 0x0a0a_0001;
export const UPLINK: Ends = { source: UE, destination: PCSCF, sourcePort: 5060, destinationPort: 5060 };
export const DOWNLINK: Ends = { source: PCSCF, destination: UE, sourcePort: 5060, destinationPort: 5060 };

export const PROTOCOL = { ICMP: 1, IP: 4, TCP: 6, UDP: 17, ESP: 50, SCTP: 132 } as const;

export function text(value: string): Buffer {
  return Buffer.from(value, 'latin1');
}

export function ipv4(ends: Ends, protocol: number, payload: Buffer, fragment?: Fragmentation): Buffer {
  const packet = Buffer.allocUnsafe(20 + payload.length);
  packet.writeUInt16BE(0x4500, 0);
  packet.writeUInt16BE(packet.length, 2);
  packet.writeUInt16BE(fragment?.id ?? 0, 4);
  packet.writeUInt16BE((fragment === undefined ? 0 : fragment.offset / 8) | (fragment?.more ? 0x2000 : 0), 6);
  packet.writeUInt16BE(0x4000 | protocol, 8);
  packet.writeUInt16BE(0, 10);
  packet.writeUInt32BE(ends.source >>> 0, 12);
  packet.writeUInt32BE(ends.destination >>> 0, 16);
  payload.copy(packet, 20);
  return packet;
}

export function udp(ends: Ends, payload: Buffer): Buffer {
  const datagram = Buffer.allocUnsafe(8 + payload.length);
  datagram.writeUInt16BE(ends.sourcePort ?? 0, 0);
  datagram.writeUInt16BE(ends.destinationPort ?? 0, 2);
  datagram.writeUInt16BE(datagram.length, 4);
  datagram.writeUInt16BE(0, 6);
  payload.copy(datagram, 8);
  return ipv4(ends, PROTOCOL.UDP, datagram);
}

export const SYN = 2;
export const ACK = 16;

export function tcp(ends: Ends, sequence: number, payload: Buffer, flags = ACK, acknowledged = 0): Buffer {
  const segment = Buffer.allocUnsafe(20 + payload.length);
  segment.writeUInt16BE(ends.sourcePort ?? 0, 0);
  segment.writeUInt16BE(ends.destinationPort ?? 0, 2);
  segment.writeUInt32BE(sequence >>> 0, 4);
  segment.writeUInt32BE(acknowledged >>> 0, 8);
  segment.writeUInt16BE(0x5000 | flags, 12);
  segment.writeUInt16BE(0xffff, 14);
  segment.writeUInt32BE(0, 16);
  payload.copy(segment, 20);
  return ipv4(ends, PROTOCOL.TCP, segment);
}

/** One DATA chunk (RFC 9260 §3.3.1); flags 2 begins and 1 ends a message; `protocol` identifies its payload. */
export function sctp(ends: Ends, tsn: number, flags: number, payload: Buffer, protocol = 0): Buffer {
  const packet = Buffer.alloc(12 + 16 + ((payload.length + 3) & ~3));
  packet.writeUInt16BE(ends.sourcePort ?? 0, 0);
  packet.writeUInt16BE(ends.destinationPort ?? 0, 2);
  packet.writeUInt16BE(flags, 12);
  packet.writeUInt16BE(16 + payload.length, 14);
  packet.writeUInt32BE(tsn >>> 0, 16);
  packet.writeUInt32BE(protocol, 24);
  payload.copy(packet, 28);
  return ipv4(ends, PROTOCOL.SCTP, packet);
}

/** ESP whose octets behind the sequence number are noise, another one for each `seed`. */
export function esp(ends: Ends, spi: number, sequence: number, length = 64, seed = sequence): Buffer {
  const packet = Buffer.allocUnsafe(8 + length);
  packet.writeUInt32BE(spi >>> 0, 0);
  packet.writeUInt32BE(sequence >>> 0, 4);
  let state = (seed * 2_654_435_761 + spi) >>> 0;
  for (let at = 8; at < packet.length; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    packet[at] = state >>> 24;
  }
  return ipv4(ends, PROTOCOL.ESP, packet);
}

/** A classic capture of packets in chunks of about 64 KiB; `step`: microseconds from one to the next. */
export function* pcap(packets: Iterable<Buffer>, step = 10): Generator<Uint8Array, void, undefined> {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b2c3d4, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(262_144, 16);
  header.writeUInt32LE(LINKTYPE_RAW, 20);
  let parts: Buffer[] = [header];
  let length = 0;
  let microseconds = 0;
  for (const packet of packets) {
    const record = Buffer.allocUnsafe(16);
    record.writeUInt32LE(FIRST_SECOND + Math.floor(microseconds / 1e6), 0);
    record.writeUInt32LE(microseconds % 1e6, 4);
    record.writeUInt32LE(packet.length, 8);
    record.writeUInt32LE(packet.length, 12);
    microseconds += step;
    parts.push(record, packet);
    length += packet.length;
    if (length < 65_536) continue;
    yield Buffer.concat(parts);
    parts = [];
    length = 0;
  }
  yield Buffer.concat(parts);
}

/** A SIP message; `lines` are the start line and the header fields besides those that every message has. */
export function sip(lines: readonly string[], cseq: string, callId: string, body = ''): Buffer {
  const [start, ...fields] = lines;
  const common = [
    'Via: SIP/2.0/UDP 10.10.0.2:5060;branch=z9hG4bKx',
    'From: <sip:001010000000001@ims.test>;tag=a',
    'To: <sip:001010000000001@ims.test>',
    `Call-ID: ${callId}`,
    `CSeq: ${cseq}`,
    `Content-Length: ${body.length}`,
  ];
  return text([start, ...common, ...fields, '', body].join('\r\n'));
}

/** A REGISTER with an offer; the SPIs are `spi` and the next one. */
export function register(callId: string, cseq: number, spi: number, ...fields: readonly string[]): Buffer {
  const offer = `ipsec-3gpp;alg=hmac-sha-1-96;ealg=aes-cbc;spi-c=${spi};spi-s=${spi + 1};port-c=5001;port-s=5002`;
  return sip(
    ['REGISTER sip:ims.test SIP/2.0', `Security-Client: ${offer}`, ...fields],
    `${cseq} REGISTER`,
    callId,
  );
}

/** A 401 to it. */
export function challenge(
  callId: string,
  cseq: number,
  spi: number,
  nonce: string,
  keys: string | null = null,
): Buffer {
  const answer = `ipsec-3gpp;q=0.1;alg=hmac-sha-1-96;ealg=aes-cbc;spi-c=${spi};spi-s=${spi + 1};port-c=6001;port-s=6002`;
  const ck = keys === null ? '' : `, ck="${keys}", ik="${keys}"`;
  return sip(
    [
      'SIP/2.0 401 Unauthorized',
      `WWW-Authenticate: Digest realm="ims.test", nonce="${nonce}", algorithm=AKAv1-MD5, qop="auth"${ck}`,
      `Security-Server: ${answer}`,
    ],
    `${cseq} REGISTER`,
    callId,
  );
}

/** A nonce as AKA has it, another one for each number. */
export function nonceOf(number: number): string {
  const octets = Buffer.alloc(32, 7);
  octets.writeUInt32BE(number, 0);
  return octets.toString('base64');
}

/** 32 hex digits, others for each number. */
export function keyOf(number: number): string {
  return number.toString(16).padStart(32, '0');
}
