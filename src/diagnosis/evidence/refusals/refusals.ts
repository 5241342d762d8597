import type { AttemptOutcome } from '../../../model/registration.ts';
import type { AttemptFacts, RegistrationCase } from '../../cases/case.ts';
import { type SipNote, secondsBetween } from '../../journal/notes.ts';

/** A refused REGISTER: its final response is 300 or more, but not a challenge. */
export interface Refusal {
  readonly attempt: AttemptFacts;
  /** The response on Gm, otherwise that on Mw. */
  readonly final: SipNote;
  readonly status: number;
  /** This response and those of the same REGISTER on other legs, where CSCFs may say more; in order of time. */
  readonly finals: readonly SipNote[];
  /** Did a later REGISTER of the same Call-ID get further? */
  readonly overcome: boolean;
}

const FURTHER: ReadonlySet<AttemptOutcome> = new Set(['challenged', 'registered', 'deregistered']);

/** All refusals, in order. */
export function refusalsOf({ attempts }: RegistrationCase): Refusal[] {
  const furthest = attempts.findLastIndex(({ attempt }) => FURTHER.has(attempt.outcome));
  return attempts.flatMap((attempt, i) => refusalIn(attempt, i < furthest) ?? []);
}

/** The last refusal with a property, preferably one that was not overcome; null without one. */
export function lastRefusal(
  subject: RegistrationCase,
  holds: (refusal: Refusal) => boolean = () => true,
): Refusal | null {
  const such = refusalsOf(subject).filter(holds);
  return such.findLast(one => !one.overcome) ?? such.at(-1) ?? null;
}

/** An error, or a note if a later REGISTER got further. */
export function severityOf({ overcome }: Refusal): 'error' | 'note' {
  return overcome ? 'note' : 'error';
}

/** Does the reason phrase of the response on any leg match? */
export function saysAny({ finals }: Refusal, text: RegExp): boolean {
  return finals.some(({ message }) => text.test(message.reason ?? ''));
}

/** Reason, Warning and other headers in which a CSCF explains the refusal, as `Warning: 399 …`; empty without. */
export function explanationsOf({ finals }: Refusal): string[] {
  return explanationsIn(finals);
}

/** Characters of one header field that are shown or searched at most: more is no explanation. */
export const SHOWN = 300;

/** The same of any responses, each text once. */
export function explanationsIn(notes: readonly SipNote[]): string[] {
  const names = ['Reason', 'Warning', 'Retry-After', 'Min-Expires', 'Unsupported', 'Error-Info'];
  const texts = notes.flatMap(({ message }) =>
    names.flatMap(name => message.headers(name).map(value => `${name}: ${value.slice(0, SHOWN)}`)),
  );
  return [...new Set(texts)];
}

/**
 * Does a 504 order the UE to register again: does its IMS body name an alternative service (TS 24.229 §5.1.2A.1.6,
 * §7.6)?
 */
export function isRestoration({ message }: SipNote): boolean {
  return message.status === 504 && /3gpp-ims\+xml/i.test(message.header('content-type') ?? '');
}

function refusalIn(attempt: AttemptFacts, overcome: boolean): Refusal | null {
  const gm = attempt.gm.responses.filter(isRefusal);
  const mw = attempt.mw.responses.filter(isRefusal);
  const final = gm[0] ?? mw[0];
  // A REGISTER that was challenged or accepted on Gm was not refused, whatever a CSCF behind the P-CSCF answered.
  if (final === undefined || (attempt.gmFinal !== null && !isRefusal(attempt.gmFinal))) return null;
  const finals = [...gm, ...mw].sort((a, b) => secondsBetween(b, a));
  return { attempt, final, status: final.message.status ?? 0, finals, overcome };
}

function isRefusal({ message }: SipNote): boolean {
  const status = message.status ?? 0;
  return status >= 300 && status !== 401 && status !== 407;
}

/** Were all headers captured? If the snap length cut the message, a header may only seem to be missing. */
export function isWhole({ message }: SipNote): boolean {
  return message.problem !== 'header-section-cut';
}
