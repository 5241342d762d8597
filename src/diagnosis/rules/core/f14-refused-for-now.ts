import type { RegistrationCase } from '../../cases/case.ts';
import { statusText } from '../../evidence/evidence.ts';
import { namesAnother } from '../../evidence/refusals/named-cause.ts';
import { explanationsOf, lastRefusal, type Refusal, severityOf } from '../../evidence/refusals/refusals.ts';
import { framesOf } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/** What a status means for a REGISTER, and what to do. */
interface Meaning {
  readonly title: string;
  /** The header field that goes with it; null for none. */
  readonly header: string | null;
  readonly advice: string;
}

/** RFC 3261 §21, RFC 5626 §11.6 (439). */
const MEANINGS: ReadonlyMap<number, Meaning> = new Map([
  [
    423,
    {
      title: 'The registration is too short',
      header: 'Min-Expires',
      advice:
        'Make the UE register again with an Expires of at least Min-Expires (TS 24.229 §5.1.1.2.1). If it cannot, lower the minimum of the S-CSCF.',
    },
  ],
  [
    420,
    {
      title: 'A CSCF does not support a required extension',
      header: 'Unsupported',
      advice:
        'Read the option tag in Unsupported. If it is sec-agree or path, check which address the UE was given as P-CSCF: that server is not a P-CSCF, or has the extension switched off.',
    },
  ],
  [
    439,
    {
      title: 'The first hop does not support outbound',
      header: null,
      advice:
        'Make the P-CSCF add Path with `ob` (RFC 5626), or make the UE register without `reg-id` in Contact.',
    },
  ],
  [
    503,
    {
      title: 'A CSCF is out of service',
      header: 'Retry-After',
      advice:
        'Read the logs of P-CSCF, I-CSCF and S-CSCF: is one overloaded, or a next hop down? The UE tries again after Retry-After, or at another P-CSCF.',
    },
  ],
  [
    305,
    {
      title: 'The P-CSCF sends the UE to another one',
      header: 'Contact',
      advice:
        'Make the UE discover another P-CSCF. If this was not intended, check the configuration of this P-CSCF.',
    },
  ],
]);

/** R28 reports 408 and 504, R07 a 503 because SAs could not be created. */
export const refusedForNow: RegistrationRule = {
  about: 'registration',
  id: 'F14',
  title: 'The REGISTER is refused for now, or in this form',
  term: '423 Interval Too Brief, 420 Bad Extension, 439, 503 Retry-After, 305 Use Proxy',
  evidence: 'A REGISTER gets a 423, 420, 439, 503 or 305.',
  severity: 'error',
  advice: 'Do what the status and its header field demand.',
  settle: null,
  certain: 'The status code, with its header fields, says itself what is wrong.',
  check: subject => {
    const refusal = lastRefusal(subject, isMeant);
    const meaning = MEANINGS.get(refusal?.status ?? 0);
    if (refusal === null || meaning === undefined) return null;
    const severity = severityOf(refusal);
    return {
      detail: `The REGISTER${askedText(refusal)} got ${statusText(refusal.final)}. ${saidText(refusal, meaning)}${
        severity === 'note' ? ' A later REGISTER got further.' : afterText(subject)
      }`,
      frames: framesOf([refusal.attempt.request, refusal.final].filter(note => note !== null)),
      confidence: 'certain',
      severity,
      title: meaning.title,
      advice: meaning.advice,
    };
  },
};

function isMeant(refusal: Refusal): boolean {
  return MEANINGS.has(refusal.status) && !namesAnother(refusal, 'F14');
}

function askedText({ status, attempt }: Refusal): string {
  const expires = attempt.request?.message.expires ?? null;
  return status === 423 && expires !== null ? `, which asks for ${expires} s,` : '';
}

function saidText(refusal: Refusal, { header }: Meaning): string {
  const contact = refusal.final.message.header('contact');
  const said = [
    ...explanationsOf(refusal),
    ...(header === 'Contact' && contact !== null ? [`Contact: ${contact}`] : []),
  ];
  const missing = header !== null && !said.some(text => text.startsWith(`${header}:`));
  if (missing) said.push(`It has no ${header}`);
  return said.length === 0 ? 'It gives no further details.' : `${said.join('; ')}.`;
}

function afterText({ next }: RegistrationCase): string {
  return next === null ? '' : ' The UE starts again with another Call-ID.';
}
