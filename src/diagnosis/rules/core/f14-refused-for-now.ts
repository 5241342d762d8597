import type { RegistrationCase } from '../../cases/case.ts';
import { statusText } from '../../evidence/evidence.ts';
import { explanationsOf, lastRefusal, type Refusal, saysAny, severityOf } from '../../evidence/refusals.ts';
import { framesOf } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/** What a status says about a REGISTER, and what to do. */
interface Meaning {
  readonly title: string;
  /** The header field that belongs to it; null for none. */
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
        'The UE must register again with an Expires of at least Min-Expires (TS 24.229 §5.1.1.2.1). If it does not, lower the minimum of the S-CSCF.',
    },
  ],
  [
    420,
    {
      title: 'A CSCF does not support a required extension',
      header: 'Unsupported',
      advice:
        'Unsupported names the option tag. With sec-agree or path the REGISTER has gone to a server that is no P-CSCF, or one with these switched off: see which address the UE was given as P-CSCF.',
    },
  ],
  [
    439,
    {
      title: 'The first hop does not support outbound',
      header: null,
      advice:
        'Let the P-CSCF add Path with `ob` (RFC 5626), or let the UE register without `reg-id` in Contact.',
    },
  ],
  [
    503,
    {
      title: 'A CSCF is out of service',
      header: 'Retry-After',
      advice:
        'See the logs of P-, I- and S-CSCF: overload, or a next hop that is down. A UE tries again after Retry-After, or at another P-CSCF.',
    },
  ],
  [
    305,
    {
      title: 'The P-CSCF sends the UE to another one',
      header: 'Contact',
      advice:
        'The UE must discover another P-CSCF. If this was not meant, see the configuration of this one.',
    },
  ],
]);

/** 408 and 504 are R28; a 503 because SAs could not be made is R07. */
export const refusedForNow: RegistrationRule = {
  about: 'registration',
  id: 'F14',
  title: 'The REGISTER is refused for now or in this form',
  term: '423 Interval Too Brief, 420 Bad Extension, 439, 503 Retry-After, 305 Use Proxy',
  evidence: 'A 423, 420, 439, 503 or 305 to a REGISTER.',
  severity: 'error',
  advice: 'Do what the status and its header field ask for.',
  settle: null,
  check: subject => {
    const refusal = lastRefusal(subject, isMeant);
    const meaning = MEANINGS.get(refusal?.status ?? 0);
    if (refusal === null || meaning === undefined) return null;
    const severity = severityOf(refusal);
    return {
      detail: `The REGISTER${askedText(refusal)} got ${statusText(refusal.final)}; ${saidText(refusal, meaning)}${
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
  return MEANINGS.has(refusal.status) && !saysAny(refusal, /ipsec/i);
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
  if (missing) said.push(`${header} is missing`);
  return said.length === 0 ? 'it says no more.' : `${said.join('; ')}.`;
}

function afterText({ next }: RegistrationCase): string {
  return next === null ? '' : ' The UE begins anew with another Call-ID.';
}
