import type { SipNote } from '../../../src/diagnosis/journal/notes.ts';
import { Transactions } from '../../../src/diagnosis/journal/transactions.ts';
import { parseSipDatagram } from '../../../src/sip/datagram.ts';
import type { SipMessage } from '../../../src/sip/message.ts';
import { latin1 } from '../captures/packets.ts';

const TRANSACTIONS = new Transactions();

/** A note of a message of these lines, in the clear over UDP unless `more` says otherwise. */
export function sipNote(lines: readonly string[], more: Partial<SipNote> = {}): SipNote {
  const bytes = latin1(`${lines.join('\r\n')}\r\n\r\n`);
  const message = parseSipDatagram(bytes, 0, bytes.length, false) as SipMessage;
  return {
    message,
    status: message.status,
    transaction: TRANSACTIONS.numberOf(message.bytes, 0, message.bodyStart),
    transport: 'udp',
    source: '10.0.0.1',
    sourcePort: 5060,
    destination: '10.0.0.2',
    destinationPort: 5060,
    protection: null,
    file: 0,
    frame: 1,
    seconds: 0,
    nanoseconds: 0,
    ...more,
  };
}
