import type { FrameReference } from '../../model/capture.ts';
import type { Suite } from '../../model/security-association.ts';
import type { AttemptFacts, RegistrationCase, SetFacts } from '../cases/case.ts';
import { isUplink, type SaActivity } from '../journal/esp-activity.ts';
import { framesOf, inFrameOrder, type Moment, type SipNote, secondsBetween } from '../journal/notes.ts';

/** Seconds within which a UE answers a challenge: one for the USIM, the rest for a lost message and its timers. */
export const ANSWER_TIME = 10;

/** For what follows from an agreement alone. */
export const NOT_PROVED =
  'Give the keys (--usim, --keys, or a capture of Mw): no ESP packet has proved this agreement yet.';

/** Seconds from a moment to the end of the capture. */
export function secondsLeft({ capture }: RegistrationCase, from: Moment): number {
  return secondsBetween(from, capture.last);
}

/** The attempt after this one. */
export function attemptAfter({ attempts }: RegistrationCase, one: AttemptFacts): AttemptFacts | null {
  return attempts[attempts.indexOf(one) + 1] ?? null;
}

/** The last attempt that was answered by a challenge on Gm; null without one. */
export function lastChallenged({ attempts }: RegistrationCase): AttemptFacts | null {
  return attempts.findLast(({ gmChallenge }) => gmChallenge !== null) ?? null;
}

/** The set of a challenge; null if it created none. */
export function setOf({ sets }: RegistrationCase, challenged: AttemptFacts): SetFacts | null {
  return sets.find(one => one.challenged === challenged) ?? null;
}

/** The ESP of a set from the UE. */
export function uplinkOf({ activity }: SetFacts): SaActivity[] {
  return activity?.sas.filter(({ sa }) => isUplink(sa)) ?? [];
}

/** The ESP of a set to the UE. */
export function downlinkOf({ activity }: SetFacts): SaActivity[] {
  return activity?.sas.filter(({ sa }) => !isUplink(sa)) ?? [];
}

/** The addresses that packets of an SA came from, in the order in which they were first used. */
export function sourcesOf({ paths }: SaActivity): string[] {
  return [...new Set(paths.map(({ source }) => source))];
}

/** The number of packets of all these SAs. */
export function packetsOf(sas: readonly SaActivity[]): number {
  return sas.reduce((sum, one) => sum + one.packets, 0);
}

/** The kept frames of several SAs, in capture order. */
export function framesOfAll(
  all: readonly { readonly frames: readonly FrameReference[] }[],
): FrameReference[] {
  return framesOf(inFrameOrder(all.flatMap(one => one.frames)));
}

/** Did the UE send anything in this set? */
export function isHeard(set: SetFacts): boolean {
  return packetsOf(uplinkOf(set)) > 0;
}

/** Addresses of the P-CSCF on Gm: where the UE sends its REGISTERs, and where its SAs lead. */
export function pcscfAddressesOf({ attempts, sets }: RegistrationCase): Set<string> {
  const requests = attempts.flatMap(({ gm }) => gm.requests);
  return new Set([
    ...requests.map(({ destination }) => destination),
    ...sets.map(({ set }) => set.pcscf.address),
  ]);
}

/** Is the UE the destination of a message? */
export function isToUe({ ueAddresses }: RegistrationCase, note: SipNote): boolean {
  return ueAddresses.has(note.destination);
}

/** `alg/ealg` as headers write them. */
export function suiteText({ alg, ealg }: Pick<Suite, 'alg' | 'ealg'>): string {
  return `${alg}/${ealg}`;
}

/** Product and version of a CSCF or a UE from its Server or User-Agent header; null without. */
export function productOf(note: SipNote | null): string | null {
  const { message } = note ?? { message: null };
  return message?.header('server') ?? message?.header('user-agent') ?? null;
}

/** Status and reason of a response: `403 Forbidden`. */
export function statusText({ message }: SipNote): string {
  return message.startLine.slice('SIP/2.0 '.length);
}

/** Does the capture show that the REGISTER was sent in ESP? */
export function isProtected({ attempt, gm }: AttemptFacts): boolean {
  return attempt.protectedBy !== null || gm.requests.some(({ protection }) => protection !== null);
}

/** Does a Security-Server ask for tunnel mode in UDP (TS 33.203 Annex M)? */
export function isTunnelled(securityServer: readonly { readonly mod: string }[]): boolean {
  return securityServer.some(({ mod }) => mod === 'udp-enc-tun');
}
