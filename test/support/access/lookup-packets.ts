import { parseAddress } from '../../../src/bytes/address.ts';
import { join, latin1, u16, u32 } from '../captures/packets.ts';

/** A name as labels with a length each. */
export function labels(name: string): Uint8Array {
  return join(...name.split('.').map(label => join([label.length], latin1(label))), [0]);
}

const DNS_TYPE = { A: 1, AAAA: 28, SRV: 33, NAPTR: 35 } as const;

/** A DNS message (RFC 1035 §4.1): a question, or with a code an answer with addresses. */
export function dns(
  name: string,
  type: keyof typeof DNS_TYPE,
  {
    id = 1,
    code,
    addresses = [],
    truncated = false,
  }: { id?: number; code?: number; addresses?: readonly string[]; truncated?: boolean } = {},
): Uint8Array {
  const flags = code === undefined ? 0x0100 : 0x8180 | code | (truncated ? 0x0200 : 0);
  const records = addresses.map(text => {
    const data = parseAddress(text) as Uint8Array;
    const kind = data.length === 4 ? DNS_TYPE.A : DNS_TYPE.AAAA;
    return join(u16(0xc00c), u16(kind), u16(1), u32(60), u16(data.length), data);
  });
  return join(
    u16(id),
    u16(flags),
    u16(1),
    u16(records.length),
    u16(0),
    u16(0),
    labels(name),
    u16(DNS_TYPE[type]),
    u16(1),
    ...records,
  );
}

/** A DNS message as a TCP stream has it, behind its length (RFC 1035 §4.2.2). */
export function dnsOverTcp(message: Uint8Array): Uint8Array {
  return join(u16(message.length), message);
}

/** A DHCPv4 message (RFC 2131 §2) of that type with further options. */
export function dhcpv4(
  type: number,
  { transaction = 1, ue = '0.0.0.0' }: { transaction?: number; ue?: string } = {},
  ...options: readonly (readonly [code: number, value: ArrayLike<number>])[]
): Uint8Array {
  const head = new Uint8Array(240);
  head.set([1, 1, 6]);
  head.set(u32(transaction), 4);
  head.set(parseAddress(ue) as Uint8Array, 16);
  head.set(u32(0x63825363), 236);
  const all = [[53, [type]] as const, ...options];
  return join(head, ...all.map(([code, value]) => join([code, value.length], value)), [255]);
}

/** A DHCPv6 message (RFC 9915 §8) with these options. */
export function dhcpv6(
  type: number,
  transaction: number,
  ...options: readonly (readonly [code: number, value: ArrayLike<number>])[]
): Uint8Array {
  const all = options.map(([code, value]) => join(u16(code), u16(value.length), value));
  return join(u32(type * 0x1000000 + transaction), ...all);
}

/** An IKE_SA_INIT (RFC 7296 §3.1), an answer perhaps with a notification. */
export function ikeInit(
  spi: number,
  { isAnswer = false, notify }: { isAnswer?: boolean; notify?: number } = {},
): Uint8Array {
  const payload = notify === undefined ? [] : [0, 0, ...u16(8), 0, 0, ...u16(notify)];
  return join(
    u32(0x11111111),
    u32(spi),
    u32(0),
    u32(0),
    [notify === undefined ? 0 : 41, 0x20, 34, isAnswer ? 0x20 : 0x08],
    u32(0),
    u32(28 + payload.length),
    payload,
  );
}
