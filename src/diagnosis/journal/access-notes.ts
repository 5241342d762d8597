import type { MobilityEvent } from '../../access/mobility.ts';
import type { Pdn } from '../../access/pdn.ts';
import type { DiameterFacts } from '../../diameter/facts.ts';
import type { FrameReference, Moment } from '../../model/capture.ts';
import type { Origin } from '../../model/origin.ts';
import { keptText } from '../../registration/kept-text.ts';
import { SentPackets } from './sent-packets.ts';

/** A Diameter message when it is found. */
export interface HeardPolicy {
  readonly facts: DiameterFacts;
  readonly origin: Origin;
  readonly flow: { readonly source: string; readonly destination: string };
}

/** What a diagnosis needs of a message of Rx or Gx; see `DiameterFacts`. */
export interface PolicyNote
  extends Moment,
    FrameReference,
    Pick<
      DiameterFacts,
      | 'application'
      | 'command'
      | 'request'
      | 'endToEnd'
      | 'session'
      | 'result'
      | 'resultName'
      | 'addresses'
      | 'apn'
      | 'chargingId'
      | 'qci'
      | 'events'
      | 'cause'
    > {
  readonly source: string;
  readonly destination: string;
  /** User-Name and Subscription-Id-Data. */
  readonly users: readonly string[];
  /** The first few rules that it installs, removes or reports, `ims1 (QCI 1)`. */
  readonly rules: readonly string[];
  /** Does it ask for media, and not only for the signalling? */
  readonly hasMedia: boolean;
}

/** Rules and users kept of one message, each: a call has two rules, and a phone three identities. */
const KEPT_OF_ONE = 8;

/** Messages that a connection counts for at least: with a set-up on three interfaces it has twelve. */
const MESSAGES_EACH = 12;

/** What the access network and the policy core said, and where packets went, as far as a diagnosis needs it. */
export class AccessNotes {
  readonly pdns: Pdn[] = [];
  /** Decisions of mobility management, in order. */
  readonly mobility: MobilityEvent[] = [];
  /** Messages of Rx and Gx, in order. */
  readonly policy: PolicyNote[] = [];
  readonly sent: SentPackets;
  /** Notes not kept because there were too many. */
  refused = 0;
  #messages = 0;
  readonly #limits: { readonly entries: number; readonly connections: number };

  constructor(limits: { readonly entries: number; readonly connections: number }) {
    this.#limits = limits;
    this.sent = new SentPackets(limits.entries);
  }

  pdn(pdn: Pdn): void {
    const messages = Math.max(MESSAGES_EACH, pdn.steps.length);
    if (this.#messages + messages > this.#limits.connections * MESSAGES_EACH) this.refused++;
    else {
      this.#messages += messages;
      this.pdns.push(pdn);
    }
  }

  mobilityEvent(event: MobilityEvent): void {
    if (this.mobility.length < this.#limits.connections) this.mobility.push(event);
    else this.refused++;
  }

  /** Those of Cx are noted as exchanges of a registration. */
  diameter({ facts, origin, flow }: HeardPolicy): void {
    if (facts.application === 'Cx') return;
    if (this.policy.length < this.#limits.entries) this.policy.push(policyNote(facts, origin, flow));
    else this.refused++;
  }
}

/** Media-Type of what is no medium: the signalling (TS 29.214 §5.3.19). */
const CONTROL = 4;

function policyNote(facts: DiameterFacts, origin: Origin, flow: HeardPolicy['flow']): PolicyNote {
  const { application, command, request, endToEnd, session, result, resultName } = facts;
  const { addresses, apn, chargingId, qci, events, cause, user, subscriptions, rules, media } = facts;
  const { file, frame, seconds, nanoseconds } = origin;
  const users = [...(user === null ? [] : [user]), ...subscriptions].slice(0, KEPT_OF_ONE);
  return {
    application,
    command,
    request,
    endToEnd,
    session: keptText(session),
    result,
    resultName,
    addresses,
    apn: keptText(apn),
    chargingId: keptText(chargingId),
    qci,
    events: events.slice(0, KEPT_OF_ONE),
    cause,
    users: [...new Set(users.map(text => keptText(text)).filter(text => text !== null))],
    rules: rules
      .slice(0, KEPT_OF_ONE)
      .map(rule => `${rule.name.slice(0, 64)}${rule.qci === null ? '' : ` (QCI ${rule.qci})`}`),
    hasMedia: media.some(({ number, type }) => number !== 0 && type !== CONTROL),
    file,
    frame,
    seconds,
    nanoseconds,
    source: flow.source,
    destination: flow.destination,
  };
}
