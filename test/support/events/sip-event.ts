import { Flow } from '../../../src/analysis/events/flow.ts';
import type { SipEvent } from '../../../src/analysis/events/sip-event.ts';
import { fromLatin1 } from '../../../src/bytes/latin1.ts';
import type { Protection } from '../../../src/model/protection.ts';
import { Datagram } from '../../../src/net/packet/datagram.ts';
import { parseSipDatagram } from '../../../src/sip/datagram.ts';
import type { SipMessage } from '../../../src/sip/message.ts';

/** What may differ from a clear UDP message in frame 7 of the first file. */
export interface EventParts {
  readonly milliseconds?: number;
  readonly sourcePort?: number;
  readonly frames?: readonly number[];
  readonly protection?: Protection | null;
  readonly cut?: boolean;
}

/** A SIP event between 10.0.0.2 and 10.0.0.1:5060 with the message of these lines. */
export function sipEvent(lines: readonly string[], parts: EventParts = {}): SipEvent {
  const bytes = fromLatin1(`${lines.join('\r\n')}\r\n\r\n`);
  const milliseconds = parts.milliseconds ?? 1_700_000_000_123;
  const datagram = Object.assign(new Datagram(), {
    frame: parts.frames?.at(-1) ?? 7,
    addresses: Uint8Array.from([10, 0, 0, 2, 10, 0, 0, 1]),
    destinationOffset: 4,
    sourcePort: parts.sourcePort ?? 5060,
    destinationPort: 5060,
    seconds: Math.floor(milliseconds / 1000),
    nanoseconds: (milliseconds % 1000) * 1e6,
    protection: parts.protection ?? null,
  });
  const message = parseSipDatagram(bytes, 0, bytes.length) as SipMessage;
  return {
    message,
    transport: 'udp',
    flow: new Flow(datagram),
    cut: parts.cut ?? false,
    frames: parts.frames ?? [7],
    origin: datagram,
  };
}
