import { readU8, readU16 } from '../../bytes/read.ts';
import { PROTOCOL } from '../../net/packet/datagram.ts';

const WITH_PORTS: ReadonlySet<number> = new Set([PROTOCOL.UDP, PROTOCOL.TCP, PROTOCOL.SCTP]);

/**
 * The source and destination port of a payload, `bytes` from `start` to `end`, which is UDP, TCP or SCTP, or an IP
 * packet with one of these right after its header; null otherwise.
 */
export function innerPorts(
  protocol: number,
  bytes: Uint8Array,
  start: number,
  end: number,
): readonly [source: number, destination: number] | null {
  if (WITH_PORTS.has(protocol))
    return end - start < 4 ? null : [readU16(bytes, start), readU16(bytes, start + 2)];
  if (protocol === PROTOCOL.IPV4 && end - start >= 20) {
    const isLaterFragment = (readU16(bytes, start + 6) & 0x1fff) !== 0;
    const payload = start + (readU8(bytes, start) & 15) * 4;
    return isLaterFragment ? null : transportPorts(readU8(bytes, start + 9), bytes, payload, end);
  }
  if (protocol === PROTOCOL.IPV6 && end - start >= 40)
    return transportPorts(readU8(bytes, start + 6), bytes, start + 40, end);
  return null;
}

function transportPorts(protocol: number, bytes: Uint8Array, start: number, end: number) {
  return WITH_PORTS.has(protocol) ? innerPorts(protocol, bytes, start, end) : null;
}
