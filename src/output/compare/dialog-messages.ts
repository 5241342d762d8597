import type { SipEvent } from '../../analysis/events/sip-event.ts';
import type { Moment } from '../../model/capture.ts';
import type { SipMessage } from '../../sip/message.ts';
import { saLabel } from '../text/protection-text.ts';

/** A message that outlives its event. */
export interface KeptMessage extends Moment {
  readonly frame: number;
  readonly source: string;
  readonly destination: string;
  readonly transport: string;
  /** `uc->ps`, or null outside ESP. */
  readonly sa: string | null;
  readonly message: SipMessage;
}

/** One dialog or registration by its Call-ID. */
export interface KeptDialog {
  readonly callId: string;
  /** Of its first request. */
  readonly method: string;
  /** The final status of its INVITE or REGISTER so far; null without one. */
  status: number | null;
  readonly messages: KeptMessage[];
}

/** Messages kept of one dialog: more than a registration or the set-up of a call has. */
const MOST_OF_ONE = 200;

/** Messages kept in all: those of 3,000 registrations, in 60 MB. */
const MOST = 30_000;

/** Keeps the registrations and calls of a capture, those that begin first, up to a bound. */
export class DialogMessages {
  /** Messages that were dropped because there were too many. */
  leftOut = 0;
  readonly #wanted: string | null;
  readonly #dialogs = new Map<string, KeptDialog>();
  #size = 0;

  /** @param wanted the only Call-ID that is kept; null for all. */
  constructor(wanted: string | null) {
    this.#wanted = wanted;
  }

  note({ message, origin, flow, transport }: SipEvent): void {
    const { callId, cseq, method } = message;
    if (callId === null || cseq === null || (this.#wanted !== null && callId !== this.#wanted)) return;
    let dialog = this.#dialogs.get(callId);
    if (dialog === undefined) {
      if (this.#wanted === null && (method === null || !['REGISTER', 'INVITE'].includes(method))) return;
      dialog = { callId, method: cseq.method, status: null, messages: [] };
      if (this.#size < MOST) this.#dialogs.set(callId, dialog);
    }
    const { status } = message;
    if (status !== null && status >= 200 && cseq.method === dialog.method) dialog.status = status;
    if (this.#size >= MOST || dialog.messages.length >= MOST_OF_ONE) {
      this.leftOut++;
      return;
    }
    this.#size++;
    dialog.messages.push({
      frame: origin.frame,
      seconds: origin.seconds,
      nanoseconds: origin.nanoseconds,
      source: flow.source,
      destination: flow.destination,
      transport,
      sa: origin.protection === null ? null : saLabel(origin.protection),
      message: message.own(),
    });
  }

  get(callId: string): KeptDialog | null {
    return this.#dialogs.get(callId) ?? null;
  }

  /** Calls, in the order of their first message. */
  calls(): KeptDialog[] {
    return [...this.#dialogs.values()].filter(({ method }) => method === 'INVITE');
  }
}

/** A message and its place in the dialog, such as `REGISTER 2` or `answer to REGISTER 2`. */
export interface PlacedMessage extends KeptMessage {
  readonly place: string;
}

/**
 * The messages of a dialog by their places, each once: the n-th request of a method, its provisional responses and its
 * final one. Of a registration only those between the phone and the P-CSCF, if there are any.
 *
 * @param ue address of the phone; null if it is not known.
 */
export function placedMessages(messages: readonly KeptMessage[], ue: string | null): PlacedMessage[] {
  const own = messages.filter(({ source, destination }) => source === ue || destination === ue);
  const numbers = new Map<string, number>();
  const counts = new Map<string, number>();
  const placed = new Map<string, PlacedMessage>();
  for (const kept of own.length > 0 ? own : messages) {
    const { cseq, status } = kept.message;
    if (cseq === null) continue;
    const key = `${cseq.method} ${cseq.number}`;
    let number = numbers.get(key);
    if (number === undefined) {
      number = (counts.get(cseq.method) ?? 0) + 1;
      counts.set(cseq.method, number);
      numbers.set(key, number);
    }
    const request = `${cseq.method} ${number}`;
    const answer = status !== null && status < 200 ? `${status} to ${request}` : `answer to ${request}`;
    const place = status === null ? request : answer;
    if (!placed.has(place)) placed.set(place, { ...kept, place });
  }
  return [...placed.values()];
}
