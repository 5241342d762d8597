import { IpHeader, readIp } from '../../../net/ip/ip.ts';
import { addWords, pseudoHeaderSum } from '../../../net/packet/checksum.ts';
import { PROTOCOL } from '../../../net/packet/datagram.ts';
import { Region } from '../../../net/packet/region.ts';
import {
  checksumOf,
  correctChecksums,
  writeHeaderChecksum,
  writeU16,
} from '../../../net/rewrite/correct-checksums.ts';
import { correctSctpChecksum } from '../messages/sctp.ts';

/**
 * Corrects the checksums of the packets that begin at `starts`, the innermost first: IPv4, UDP, TCP, SCTP, ICMP. Those of
 * packets that are cut stay as they are, except that of the IPv4 header.
 */
export function correctPackets(bytes: Uint8Array, starts: readonly number[]): void {
  for (const start of [...starts].reverse()) {
    const region = new Region();
    const ip = new IpHeader();
    region.set(bytes, start, bytes.length, 0);
    const isCut = readIp(region, ip) !== null;
    if (ip.addresses !== bytes) continue;
    if (ip.family === 4) writeHeaderChecksum(bytes, start, region.start);
    if (isCut || ip.fragment) continue;
    correctChecksums(bytes.subarray(start, region.end));
    if (ip.protocol === PROTOCOL.SCTP) correctSctpChecksum(bytes, region.start, region.end);
    const isIcmp = ip.protocol === PROTOCOL.ICMP || ip.protocol === PROTOCOL.ICMPV6;
    if (isIcmp && region.length >= 8) writeIcmp(bytes, region.start, region.end, ip);
  }
}

/** ICMPv6 has a pseudo-header (RFC 4443 §2.3). */
function writeIcmp(bytes: Uint8Array, start: number, end: number, ip: IpHeader): void {
  writeU16(bytes, start + 2, 0);
  const pseudo =
    ip.protocol === PROTOCOL.ICMP
      ? 0
      : pseudoHeaderSum(bytes, ip.sourceOffset, ip.destinationOffset, 6, PROTOCOL.ICMPV6, end - start);
  writeU16(bytes, start + 2, checksumOf(addWords(pseudo, bytes, start, end)));
}
