import { avp, diameter } from './diameter.ts';
import { type Flow, ip, join, latin1, tcp, u16, u32 } from './packets.ts';

const VENDOR_3GPP = 10415;
const COMMANDS = { UA: 300, SA: 301, MA: 303 } as const;

/** A message of Cx. An answer has a result; one with a vector is a Multimedia-Auth-Answer. */
export interface CxMessage {
  readonly command: keyof typeof COMMANDS;
  readonly endToEnd: number;
  readonly result?: number;
  /** Is the result in Experimental-Result? */
  readonly experimental?: boolean;
  readonly impi?: string;
  readonly impu?: string;
  readonly vector?: {
    readonly nonce: string;
    readonly xres: Uint8Array;
    readonly ck: Uint8Array;
    readonly ik: Uint8Array;
  };
}

/** The octets of a message of Cx; Hop-by-Hop is End-to-End. */
export function cxOctets({
  command,
  endToEnd,
  result,
  experimental = false,
  impi,
  impu,
  vector,
}: CxMessage): Uint8Array {
  const octets = diameter(
    { command: COMMANDS[command], application: 16_777_216, request: result === undefined },
    ...(impi === undefined ? [] : [avp(1, 0, latin1(impi))]),
    ...(impu === undefined ? [] : [avp(601, VENDOR_3GPP, latin1(impu))]),
    ...(result === undefined
      ? []
      : [
          experimental
            ? avp(297, 0, join(avp(266, 0, u32(VENDOR_3GPP)), avp(298, 0, u32(result))))
            : avp(268, 0, u32(result)),
        ]),
    ...(vector === undefined
      ? []
      : [
          avp(
            612,
            VENDOR_3GPP,
            join(
              avp(609, VENDOR_3GPP, Buffer.from(vector.nonce, 'base64')),
              avp(610, VENDOR_3GPP, vector.xres),
              avp(625, VENDOR_3GPP, vector.ck),
              avp(626, VENDOR_3GPP, vector.ik),
            ),
          ),
        ]),
  );
  octets.set(u32(endToEnd), 12);
  octets.set(u32(endToEnd), 16);
  return octets;
}

/** In an SCTP packet with one DATA chunk (RFC 9260 §3.3.1). */
export function overSctp(flow: Flow, tsn: number, message: Uint8Array): Uint8Array {
  const padding = new Uint8Array(-message.length & 3);
  const chunk = join([0, 3], u16(16 + message.length), u32(tsn), u16(0), u16(0), u32(0), message, padding);
  return ip(flow, 132, join(u16(flow.sourcePort), u16(flow.destinationPort), u32(1), u32(0), chunk));
}

/** In a TCP segment of a stream that begins in the middle. */
export function overTcp(flow: Flow, sequence: number, message: Uint8Array): Uint8Array {
  return ip(flow, 6, tcp(flow, { sequence }, message));
}
