import { addressLength, addressText } from '../../bytes/address.ts';
import type { FrameReference, Moment } from '../../model/capture.ts';
import type { Origin, Wrapper } from '../../model/origin.ts';
import type { Protection } from '../../model/protection.ts';

/** Known IP protocol numbers (IANA protocol-numbers). */
export const PROTOCOL = {
  ICMP: 1,
  IPV4: 4,
  TCP: 6,
  UDP: 17,
  IPV6: 41,
  GRE: 47,
  ESP: 50,
  AH: 51,
  ICMPV6: 58,
  NO_NEXT_HEADER: 59,
  L2TP: 115,
  SCTP: 132,
} as const;

/**
 * The innermost datagram of a frame: one record that the decoder refills for each packet, with offsets into the capture
 * buffer. Copy it if it must outlive the call.
 */
export class Datagram implements Origin {
  file = 0;
  frame = 0;
  frames: readonly number[] | null = null;
  seconds = 0;
  nanoseconds = 0;
  protection: Protection | null = null;
  wrapper: Wrapper | null = null;

  /** 4 or 6: it decides whether addresses are 4 or 16 bytes. */
  family: 4 | 6 = 4;
  /** Buffer and offsets of the IP addresses (not always the buffer of the payload: see transport-mode ESP). */
  addresses: Uint8Array = EMPTY;
  sourceOffset = 0;
  destinationOffset = 0;

  /** IP protocol: TCP, UDP, SCTP or ESP (UDP-encapsulated ESP is ESP). */
  protocol = 0;
  /** Ports of TCP, UDP and SCTP; of the UDP header around UDP-encapsulated ESP; otherwise 0. */
  sourcePort = 0;
  destinationPort = 0;
  /** True for ESP in UDP (RFC 3948). */
  udpEncapsulated = false;

  /** The transport payload; for ESP the packet from its SPI on. */
  bytes: Uint8Array = EMPTY;
  start = 0;
  end = 0;
  /** True when the snap length cut the payload; of TCP in ESP also when it may have. */
  truncated = false;
  /** Bytes of the payload that were on the wire but not captured: they follow `end`. */
  missing = 0;

  /** TCP only. */
  sequence = 0;
  acknowledgement = 0;
  tcpFlags = 0;

  /** Says which frame it is from, and which frames carried it if there were several. */
  placeAt(place: FrameReference & Moment, frames: readonly number[] | null): void {
    this.file = place.file;
    this.frame = place.frame;
    this.frames = frames;
    this.seconds = place.seconds;
    this.nanoseconds = place.nanoseconds;
  }

  /** Bytes of one address. */
  get addressLength(): 4 | 16 {
    return addressLength(this.family);
  }

  /** Canonical text of the source address. */
  get source(): string {
    return addressText(this.addresses, this.sourceOffset, this.addressLength);
  }

  /** Canonical text of the destination address. */
  get destination(): string {
    return addressText(this.addresses, this.destinationOffset, this.addressLength);
  }

  /** Source address and destination address, one after the other, in a buffer of their own. */
  copyAddresses(): Uint8Array {
    const length = this.addressLength;
    const copy = new Uint8Array(2 * length);
    copy.set(this.addresses.subarray(this.sourceOffset, this.sourceOffset + length), 0);
    copy.set(this.addresses.subarray(this.destinationOffset, this.destinationOffset + length), length);
    return copy;
  }

  /** A copy that shares nothing with this record nor with its buffers; its payload begins at 0. */
  copy(): Datagram {
    const copy = Object.assign(new Datagram(), this);
    copy.frames = this.frames === null ? null : [...this.frames];
    copy.addresses = this.copyAddresses();
    copy.sourceOffset = 0;
    copy.destinationOffset = this.addressLength;
    copy.bytes = Uint8Array.prototype.slice.call(this.bytes, this.start, this.end);
    copy.start = 0;
    copy.end = copy.bytes.length;
    return copy;
  }
}

/** Bits of the TCP flags octet (RFC 9293 §3.1). */
export const TCP_FLAG = { FIN: 1, SYN: 2, RST: 4, ACK: 16 } as const;

const EMPTY = new Uint8Array(0);
