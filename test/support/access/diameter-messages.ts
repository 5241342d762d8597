import { parseAddress } from '../../../src/bytes/address.ts';
import { type DiameterFacts, diameterFacts } from '../../../src/diameter/facts.ts';
import { parseDiameter } from '../../../src/diameter/message.ts';
import { avp, diameter } from '../captures/diameter.ts';
import { join, latin1, u32 } from '../captures/packets.ts';

export const VENDOR_3GPP = 10415;

export const APPLICATION = { Cx: 16777216, Rx: 16777236, Gx: 16777238 } as const;

/** An AVP with a number of 32 bits; of 3GPP unless a vendor is given. */
export const number = (code: number, value: number, vendor = VENDOR_3GPP) =>
  avp(code, vendor, Uint8Array.from(u32(value)));

/** An AVP with a text. */
export const text = (code: number, value: string, vendor = VENDOR_3GPP) => avp(code, vendor, latin1(value));

/** A grouped AVP. */
export const group = (code: number, avps: readonly Uint8Array[], vendor = VENDOR_3GPP) =>
  avp(code, vendor, join(...avps));

/** Subscription-Id (RFC 4006 §8.46) of a type: 0 MSISDN, 1 IMSI, 2 SIP URI. */
export const subscription = (type: number, data: string) =>
  group(443, [number(450, type, 0), text(444, data, 0)], 0);

/** Framed-IP-Address (RFC 7155 §4.4.10.5.1). */
export const framedAddress = (address: string) => avp(8, 0, parseAddress(address) as Uint8Array);

/** Experimental-Result (RFC 6733 §7.6) of 3GPP. */
export const experimentalResult = (code: number) =>
  group(297, [number(266, VENDOR_3GPP, 0), number(298, code, 0)], 0);

/** What the message says. */
export function factsOf(
  application: keyof typeof APPLICATION,
  command: number,
  request: boolean,
  ...avps: readonly Uint8Array[]
): DiameterFacts | null {
  return factsIn(diameter({ command, application: APPLICATION[application], request }, ...avps));
}

/** What the bytes of a message say. */
export function factsIn(bytes: Uint8Array): DiameterFacts | null {
  return diameterFacts(parseDiameter(bytes, 0, bytes.length));
}
