import { addTo } from '../../../bytes/tables/add-to.ts';
import { CLOCK_SLACK, withIdentities } from '../../../diagnosis/cases/cx-by-user.ts';
import { placeBehind } from '../../../diagnosis/cases/time-window.ts';
import { isAfter, type Moment, secondsBetween } from '../../../diagnosis/journal/notes.ts';
import type { Registration } from '../../../model/registration.ts';
import type { LadderEntry } from '../entry.ts';
import type { LadderMessage } from '../message.ts';
import type { LadderCx } from './cx.ts';

/** The time from the first message of a registration to its last. */
interface Span {
  readonly callId: string;
  first: Moment;
  last: Moment;
}

/**
 * The Cx messages of each registration, by its Call-ID: those about its identities, from its first message to its last.
 * If registrations of one user overlap, a message belongs to the latest one that started before it.
 *
 * @param messages SIP messages; a registration without any gets no Cx messages.
 */
export function cxByRegistration(
  messages: readonly LadderMessage[],
  cx: readonly LadderCx[],
  registrations: readonly Registration[],
): ReadonlyMap<string, readonly LadderCx[]> {
  const found = new Map<string, LadderCx[]>();
  if (cx.length === 0) return found;
  const spans = spansByIdentity(messages, registrations);
  for (const one of withIdentities(cx)) {
    const [byImpi, byImpu] = [one.userName, one.publicIdentity].map(name =>
      spanAt(spans.get(name ?? ''), one),
    );
    const owner = byImpi ?? byImpu;
    if (owner === undefined) continue;
    addTo(found, owner.callId, { ...one, callId: owner.callId });
  }
  return found;
}

/** Merges SIP messages with others: each of those comes before the first later SIP message. */
export function withOthers(
  messages: readonly LadderMessage[],
  ...others: readonly (readonly Exclude<LadderEntry, LadderMessage>[])[]
): readonly LadderEntry[] {
  const all = others.flat();
  if (all.length === 0) return messages;
  const waiting = all.toSorted((one, other) => secondsBetween(other, one));
  const entries: LadderEntry[] = [];
  let next = 0;
  for (const message of messages) {
    for (let one = waiting[next]; one !== undefined && isAfter(message, one); one = waiting[++next])
      entries.push(one);
    entries.push(message);
  }
  return [...entries, ...waiting.slice(next)];
}

/** The registrations by identity, in the order of their start. */
function spansByIdentity(
  messages: readonly LadderMessage[],
  registrations: readonly Registration[],
): ReadonlyMap<string, readonly Span[]> {
  const byCallId = new Map<string, Span>();
  for (const message of messages) {
    const { callId } = message;
    if (callId === null) continue;
    const span = byCallId.get(callId);
    if (span === undefined) byCallId.set(callId, { callId, first: message, last: message });
    else if (isAfter(message, span.last)) span.last = message;
    else if (isAfter(span.first, message)) span.first = message;
  }
  const byIdentity = new Map<string, Span[]>();
  for (const { callId, impi, impu } of registrations) {
    const span = byCallId.get(callId);
    if (span === undefined) continue;
    for (const name of new Set([impi, impu])) if (name !== null) addTo(byIdentity, name, span);
  }
  for (const spans of byIdentity.values()) spans.sort((one, other) => secondsBetween(other.first, one.first));
  return byIdentity;
}

/** Most registrations checked for one message: one user rarely has two at a time. */
const SPANS_TRIED = 8;

/**
 * The latest span that started before a moment and contains it; otherwise one that matches if the clocks of two
 * captures differ.
 */
function spanAt(spans: readonly Span[] = [], when: Moment): Span | undefined {
  const next = placeBehind(spans, ({ first }) => !isAfter(first, when));
  for (let i = next - 1; i >= Math.max(0, next - SPANS_TRIED); i--) {
    const span = spans[i] as Span;
    if (secondsBetween(span.last, when) <= CLOCK_SLACK) return span;
  }
  const following = spans[next];
  if (following === undefined || secondsBetween(when, following.first) > CLOCK_SLACK) return undefined;
  return following;
}
