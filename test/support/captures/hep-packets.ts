import { parseAddress } from '../../../src/bytes/address.ts';
import { type Flow, join, latin1, u16, u32 } from './packets.ts';

/** A chunk of HEP3. */
export function chunk(type: number, value: ArrayLike<number>, vendor = 0): Uint8Array {
  return join(u16(vendor), u16(type), u16(6 + value.length), value);
}

export interface HepOptions {
  readonly protocol?: number;
  readonly seconds?: number;
  readonly microseconds?: number;
  /** The type of the chunk of the payload. */
  readonly payloadType?: number;
  /** Chunks that come last. */
  readonly more?: ArrayLike<number>;
}

/** A HEP3 packet about a packet of `flow`. */
export function hep3(flow: Flow, payload: ArrayLike<number>, options: HepOptions = {}): Uint8Array {
  const { protocol = 17, seconds = 1_700_000_000, microseconds = 0, payloadType = 15, more = [] } = options;
  const isV6 = flow.source.includes(':');
  const chunks = join(
    chunk(1, [isV6 ? 10 : 2]),
    chunk(2, [protocol]),
    chunk(isV6 ? 5 : 3, parseAddress(flow.source) as Uint8Array),
    chunk(isV6 ? 6 : 4, parseAddress(flow.destination) as Uint8Array),
    chunk(7, u16(flow.sourcePort)),
    chunk(8, u16(flow.destinationPort)),
    chunk(9, u32(seconds)),
    chunk(10, u32(microseconds)),
    chunk(11, [1]),
    chunk(12, u32(2001)),
    chunk(14, latin1('secret')),
    chunk(payloadType, payload),
    chunk(17, latin1('a-call')),
    more,
  );
  return join(latin1('HEP3'), u16(6 + chunks.length), chunks);
}
