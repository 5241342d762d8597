import type { MobilityEvent } from '../mobility.ts';
import type { MobilityMessage } from '../nas/mobility.ts';
import type { AccessPdu } from '../s1ap-ngap/pdu.ts';
import type { PdnRecord } from './pdn-record.ts';
import type { Place } from './place.ts';
import type { Subscriber } from './subscriber.ts';

/** By message type (TS 24.301 §9.8): accepts, refusals, and the end of an attachment. */
const EPS: ReadonlyMap<number, MobilityEvent['part']> = new Map([
  [0x42, 'accept'],
  [0x44, 'reject'],
  [0x45, 'end'],
  [0x49, 'accept'],
  [0x4b, 'reject'],
  [0x4e, 'reject'],
  [0x54, 'reject'],
  [0x5c, 'reject'],
  [0x5f, 'reject'],
]);

/** The same of 5GS (TS 24.501 §9.7). */
const FIVE_GS: ReadonlyMap<number, MobilityEvent['part']> = new Map([
  [0x42, 'accept'],
  [0x44, 'reject'],
  [0x45, 'end'],
  [0x47, 'end'],
  [0x4d, 'reject'],
  [0x4e, 'accept'],
  [0x58, 'reject'],
  [0x59, 'reject'],
  [0x5f, 'reject'],
]);

/** Procedures that carry what a phone sends (TS 36.413 §9.3.7, TS 38.413 §9.4.7): initial and uplink messages. */
const UPLINK = { s1ap: new Set([12, 13]), ngap: new Set([15, 46]) } as const;

interface Held {
  readonly event: Omit<MobilityEvent, 'imsi' | 'guti'>;
  readonly subscriber: Subscriber<PdnRecord>;
}

/** Decisions of mobility management, held until it is known whose they are: an identity may come later. */
export class MobilityList {
  readonly #capacity: number;
  readonly #emit: (event: MobilityEvent) => void;
  readonly #held: Held[] = [];

  /** @param capacity decisions that are held; before more come, the oldest is given out with what is known of it. */
  constructor(capacity: number, emit: (event: MobilityEvent) => void) {
    this.#capacity = capacity;
    this.#emit = emit;
  }

  /** Takes a message of mobility management; what it is not about a decision is left out. */
  add(message: MobilityMessage, pdu: AccessPdu, place: Place, subscriber: Subscriber<PdnRecord>): void {
    const isEps = message.system === 'eps';
    const part = (isEps ? EPS : FIVE_GS).get(message.type);
    if (part === undefined) return;
    const carrier = isEps ? 's1ap' : 'ngap';
    const { name, cause } = message;
    const { file, frames, seconds, nanoseconds, source, destination } = place;
    const { coreId, radioId } = pdu;
    const isFromUe = UPLINK[carrier].has(pdu.procedure);
    const who = { coreId, radioId, isFromUe, source, destination };
    const frame = frames.at(-1) ?? 0;
    const event = { carrier, name, part, cause, ...who, file, frame, frames, seconds, nanoseconds } as const;
    if (this.#held.length >= this.#capacity) this.#giveOut(this.#held.shift());
    this.#held.push({ event, subscriber });
  }

  /** The end of the capture. */
  end(): void {
    for (const held of this.#held.splice(0)) this.#giveOut(held);
  }

  #giveOut(held: Held | undefined): void {
    if (held === undefined) return;
    const { imsi, guti } = held.subscriber.root;
    this.#emit({ ...held.event, imsi, guti });
  }
}
