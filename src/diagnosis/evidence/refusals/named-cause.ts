import type { RegistrationCase } from '../../cases/case.ts';
import { FIXED_TEXTS, type FixedText } from './fixed-texts.ts';
import { lastRefusal, type Refusal, SHOWN } from './refusals.ts';

/** A refusal whose words name the cause. */
interface Named {
  readonly refusal: Refusal;
  readonly text: FixedText;
}

/** The cause that a refusal names in its reason phrase, Warning or Reason, on any leg; null if it names none. */
export function causeNamedBy(refusal: Refusal): FixedText | null {
  const said = wordsOf(refusal);
  return FIXED_TEXTS.find(({ says }) => said.some(words => says.test(words))) ?? null;
}

/** The last refusal that names a cause which this rule reports, preferably one that was not overcome. */
export function lastNamed(subject: RegistrationCase, rule: FixedText['rule']): Named | null {
  const refusal = lastRefusal(subject, one => causeNamedBy(one)?.rule === rule);
  const text = refusal === null ? null : causeNamedBy(refusal);
  return refusal === null || text === null ? null : { refusal, text };
}

/** Does the refusal name a cause that another rule than this one reports? */
export function namesAnother(refusal: Refusal, rule: string): boolean {
  const named = causeNamedBy(refusal);
  return named !== null && named.rule !== rule;
}

/** Reason phrases, and the texts of Warning (RFC 3261 §20.43) and Reason (RFC 3326 §2), without host names. */
function wordsOf({ finals }: Refusal): string[] {
  return finals.flatMap(({ message }) => [
    (message.reason ?? '').slice(0, SHOWN),
    ...message.headers('warning').map(value => quotedIn(value) ?? value.split(' ').slice(2).join(' ')),
    ...message.headers('reason').map(value => quotedIn(value) ?? ''),
  ]);
}

/** What stands in quotes; null without. */
function quotedIn(value: string): string | null {
  const parts = value.slice(0, SHOWN).split('"');
  return parts.length < 2 ? null : parts.filter((_, i) => i % 2 === 1).join(' ');
}
