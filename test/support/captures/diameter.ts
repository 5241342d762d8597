import { join, u32 } from './packets.ts';

/** An AVP; with a vendor the flags say so. */
export function avp(code: number, vendor: number, data: ArrayLike<number>): Uint8Array {
  const header = vendor === 0 ? 8 : 12;
  const length = header + data.length;
  const flags = (vendor === 0 ? 0x40 : 0xc0) << 24;
  const padding = new Uint8Array((4 - (length % 4)) % 4);
  return join(u32(code), u32(flags + length), vendor === 0 ? [] : u32(vendor), data, padding);
}

/** A Diameter message. */
export function diameter(
  header: { readonly command: number; readonly application: number; readonly request: boolean },
  ...avps: readonly Uint8Array[]
): Uint8Array {
  const body = join(...avps);
  return join(
    u32(0x01000000 + 20 + body.length),
    u32((header.request ? 0xc0000000 : 0x40000000) + header.command),
    u32(header.application),
    u32(1),
    u32(2),
    body,
  );
}
