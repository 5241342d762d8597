import { parseAddress } from '../../../src/bytes/address.ts';
import { join, latin1, u16, u32 } from '../captures/packets.ts';

/** A message of GTPv2-C (TS 29.274 §5.1); `piggyback`: another one follows it. */
export function gtpv2(
  type: number,
  { teid = 0, sequence, piggyback = false }: { teid?: number; sequence: number; piggyback?: boolean },
  ...elements: readonly Uint8Array[]
): Uint8Array {
  const body = join(u32(teid), u32(sequence << 8), ...elements);
  return join([piggyback ? 0x58 : 0x48, type], u16(body.length), body);
}

/** An information element of it (TS 29.274 §8.2.1). */
export function element(type: number, value: ArrayLike<number>, instance = 0): Uint8Array {
  return join([type], u16(value.length), [instance], value);
}

/** Elements that tests need; numbers of TS 29.274 §8.1. */
export const gtpElement = {
  imsi: (digits: string) => element(1, tbcd(digits)),
  cause: (number: number) => element(2, [number, 0]),
  apn: (name: string) =>
    element(71, join(...name.split('.').map(label => join([label.length], latin1(label))))),
  ebi: (id: number) => element(73, [id]),
  pco: (...containers: readonly Uint8Array[]) => element(78, join([0x80], ...containers)),
  paa: (address: string) => element(79, join([1], parseAddress(address) as Uint8Array)),
  qos: (qci: number) => element(80, join([0x7c, qci], new Uint8Array(20))),
  fteid: (address: string, teid: number, instance = 0) =>
    element(87, join([0x80 | 10], u32(teid), parseAddress(address) as Uint8Array), instance),
  bearer: (...elements: readonly Uint8Array[]) => element(93, join(...elements)),
};

/** A container of protocol configuration options (TS 24.008 §10.5.6.3). */
export function container(id: number, value: ArrayLike<number> = []): Uint8Array {
  return join(u16(id), [value.length], value);
}

function tbcd(digits: string): number[] {
  const octets: number[] = [];
  for (let i = 0; i < digits.length; i += 2)
    octets.push(Number(digits[i]) | (i + 1 < digits.length ? Number(digits[i + 1]) << 4 : 0xf0));
  return octets;
}

/** A message of S1AP or NGAP that carries one NAS message of a phone (TS 36.413 §9.3, TS 38.413 §9.4). */
export function nasTransport(
  carrier: 's1ap' | 'ngap',
  { initial = false, downlink = false }: { initial?: boolean; downlink?: boolean },
  nas: Uint8Array,
): Uint8Array {
  const isS1ap = carrier === 's1ap';
  const [initialCode, downCode, upCode] = isS1ap ? [12, 11, 13] : [15, 4, 46];
  const [core, radio, nasId] = isS1ap ? [0, 8, 26] : [10, 85, 38];
  const elements = [
    ...(initial ? [] : [protocolElement(core, [0x00, 100])]),
    protocolElement(radio, [0x00, 1]),
    protocolElement(nasId, join(lengthOf(nas), nas)),
  ];
  const value = join([0x00], u16(elements.length), ...elements);
  const code = initial ? initialCode : downlink ? downCode : upCode;
  return join([0x00, code, 0x40], lengthOf(value), value);
}

function protocolElement(id: number, value: ArrayLike<number>): Uint8Array {
  return join(u16(id), [0x00], lengthOf(value), value);
}

/** A length of aligned PER below 16,384 (ITU-T X.691 §11.9.3). */
function lengthOf({ length }: ArrayLike<number>): number[] {
  return length < 0x80 ? [length] : u16(0x8000 | length);
}

/** PDN connectivity request (TS 24.301 §8.3.20) for IPv4, with an APN and PCO. */
export function pdnConnectivityRequest(
  transaction: number,
  apn: string,
  ...containers: Uint8Array[]
): Uint8Array {
  const name = join([apn.length], latin1(apn));
  const options = join([0x80], ...containers);
  return join([0x02, transaction, 0xd0, 0x11], [0x28, name.length], name, [0x27, options.length], options);
}

/** PDN connectivity reject (TS 24.301 §8.3.19). */
export function pdnConnectivityReject(transaction: number, cause: number): Uint8Array {
  return Uint8Array.of(0x02, transaction, 0xd1, cause);
}

/** A NAS message whose content cannot be read (TS 24.301 §9.3.1). */
export const CIPHERED_NAS = join([0x27, 1, 2, 3, 4, 9], [0xd9, 0x3c, 0x51, 0x88, 0x07]);

/** Integrity protected, and ciphered with the null cipher. */
export function nullCiphered(nas: Uint8Array): Uint8Array {
  return join([0x27, 1, 2, 3, 4, 9], nas);
}
