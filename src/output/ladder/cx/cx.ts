import type { CxEvent } from '../../../analysis/events/cx-event.ts';
import { cxResultName } from '../../../diagnosis/evidence/cx-results.ts';
import type { CxNote, PacketNote } from '../../../diagnosis/journal/notes.ts';
import { keptText } from '../../../registration/kept-text.ts';
import { type LadderMessage, ladderPlace } from '../message.ts';

/** The facts of a Diameter message of Cx (TS 29.229) for a ladder. It has no keys. */
export interface LadderCx extends CxNote, Omit<PacketNote, 'protection'> {
  /** All frames that carried it, in capture order. */
  readonly frames: readonly number[];
  readonly transport: CxEvent['transport'];
  readonly protection: LadderMessage['protection'];
  /** Call-ID of its registration; null if unknown. */
  readonly callId: string | null;
}

/** Is it a Cx message, not a SIP message? */
export function isCx(entry: object): entry is LadderCx {
  return 'endToEnd' in entry;
}

/** Summarises a message. The summary outlives the event, because it has none of its bytes. */
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

/** Equal for a request or answer and its retransmissions between the same ends (RFC 6733 §3). */
export function cxFingerprint(cx: LadderCx): string {
  const { command, request, endToEnd, source, sourcePort, destination, destinationPort } = cx;
  return [command, request, endToEnd, source, sourcePort, destination, destinationPort].join(' ');
}
