import type { CxEvent } from '../../../analysis/events/cx-event.ts';
import { cxResultName } from '../../../diagnosis/evidence/cx-results.ts';
import type { CxNote, PacketNote } from '../../../diagnosis/journal/notes.ts';
import { keptText } from '../../../registration/kept-text.ts';
import { type LadderMessage, ladderPlace } from '../message.ts';

/** What a ladder needs of a Diameter message of Cx (TS 29.229). No key is in it. */
export interface LadderCx extends CxNote, Omit<PacketNote, 'protection'> {
  /** All frames that carried it, in capture order. */
  readonly frames: readonly number[];
  readonly transport: CxEvent['transport'];
  readonly protection: LadderMessage['protection'];
  /** Call-ID of the registration that it belongs to; null where that is not known. */
  readonly callId: string | null;
}

/** What a ladder shows as one arrow. */
export type LadderEntry = LadderMessage | LadderCx;

/** Is it a message of Cx, and not of SIP? */
export function isCx(entry: LadderEntry): entry is LadderCx {
  return 'endToEnd' in entry;
}

/** The summary of a message. It can be kept: it holds no bytes of the event. */
export function ladderCx(event: CxEvent): LadderCx {
  const { exchange } = event;
  return {
    ...exchange,
    userName: keptText(exchange.userName),
    publicIdentity: keptText(exchange.publicIdentity),
    ...ladderPlace(event),
    transport: event.transport,
    callId: null,
  };
}

/** `MAR`, `MAR (AUTS)`, `MAA 2001`, `UAA 5001 (user unknown)`. */
export function cxLabel(cx: LadderCx): string {
  const { command, request, result, auts } = cx;
  if (request) return `${command}R${auts === null ? '' : ' (AUTS)'}`;
  const name = cxResultName(cx)
    ?.replace(/^DIAMETER_(?:ERROR_)?/, '')
    .replaceAll('_', ' ')
    .toLowerCase();
  return `${command}A ${result ?? 'without a result'}${name === undefined ? '' : ` (${name})`}`;
}

/** The same for the same request or answer between the same ends, as a retransmission is (RFC 6733 §3). */
export function cxFingerprint(cx: LadderCx): string {
  const { command, request, endToEnd, source, sourcePort, destination, destinationPort } = cx;
  return [command, request, endToEnd, source, sourcePort, destination, destinationPort].join(' ');
}
