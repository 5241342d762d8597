import { endpointText } from '../../../bytes/address.ts';
import { statusText } from '../../evidence/evidence.ts';
import { lastRefusal, type Refusal, severityOf } from '../../evidence/refusals/refusals.ts';
import { framesOf, type SipNote } from '../../journal/notes.ts';
import type { Hit, RegistrationRule } from '../rule.ts';

/**
 * RFC 3261 §16.3: a proxy answers 482 to a request that it has handled before, and 483 to one with Max-Forwards 0.
 *
 * Certain if the hops are in the capture: the same Call-ID and CSeq reaches one address and port twice, the second time
 * with the Via of the first below another, so it has been there, and a CSCF answers that it is a loop. Without that Via it
 * is likely, as a CSCF may have sent it twice on two ways (RFC 3261 §8.2.2.2: 482 also for a merged request). Without hops
 * likely for 482, and possible for 483, which a small Max-Forwards explains, too.
 */
export const loop: RegistrationRule = {
  about: 'registration',
  id: 'G15',
  title: 'The REGISTER goes round in a loop',
  term: '482 Loop Detected, 482 Merged Request, 483 Too Many Hops',
  evidence:
    'A REGISTER gets a 482 or 483. With Mw captured, the same Call-ID and CSeq reaches one CSCF twice, with another branch of Via.',
  severity: 'error',
  advice:
    'Find the CSCF that sends the REGISTER back: see the hops. Its next hop for the domain of the Request-URI is wrong: check DNS (NAPTR, SRV, A) of the domain at the P-CSCF, the S-CSCF name that the UAA gives to the I-CSCF, and Route. Each CSCF must also know its own names and ports (Kamailio: alias, listen).',
  settle: 'Capture Mw at all CSCFs: between which of them does the REGISTER go to and fro?',
  certain:
    'The second pass of the REGISTER has the Via of the first one below its own: it is the same request that came back.',
  check: subject => {
    const refusal = lastRefusal(subject, ({ status }) => status === 482 || status === 483);
    return refusal === null ? null : hitOf(refusal);
  },
};

function hitOf(refusal: Refusal): Hit {
  const { attempt, final, finals, status } = refusal;
  const hops = hopsOf([...attempt.gm.requests, ...attempt.mw.requests]);
  const again = firstTwice(hops);
  const begin = `The REGISTER got ${statusText(final)}.`;
  const severity = severityOf(refusal);
  if (again !== null) {
    const text = again.map(hop => `frame ${hop.frame} ${hopText(hop)}`);
    return {
      detail: `${begin} It reaches ${endOf(again.at(-1) as SipNote)} twice: ${text.join('; ')}. The capture has ${hops.length} hops of it.`,
      frames: framesOf([...again, ...finals]),
      confidence: hasBeenThere(again) ? 'certain' : 'likely',
      severity,
      ...(hasBeenThere(again) ? { settle: null } : {}),
    };
  }
  const limit = Number(attempt.request?.message.header('max-forwards') ?? Number.NaN);
  const asked = Number.isNaN(limit) ? '' : ` Max-Forwards of the REGISTER is ${limit}.`;
  const isSmall = status === 483 && limit < SMALL;
  return {
    ...(isSmall ? { title: 'Max-Forwards of the REGISTER is too small' } : {}),
    detail: `${begin}${asked} The capture does not show the hops.`,
    frames: framesOf([attempt.request, ...finals].filter(note => note !== null)),
    confidence: status === 482 || isSmall ? 'likely' : 'possible',
    severity,
    ...(isSmall ? { advice: 'Make the UE send Max-Forwards: 70 (RFC 3261 §8.1.1.6).' } : {}),
  };
}

/** From the UE through P-CSCF and I-CSCF to the S-CSCF there are three hops; some cores have more. */
const SMALL = 5;

/** Each hop once, in order: a copy with the same branch between the same ends is a retransmission. */
function hopsOf(requests: readonly SipNote[]): SipNote[] {
  const seen = new Set<string>();
  return requests.filter(note => {
    const name = `${hopText(note)} ${note.message.via?.branch ?? ''}`;
    const isNew = !seen.has(name);
    seen.add(name);
    return isNew;
  });
}

/** The hops from the first that reaches an address and port to the second that does; null if none is reached twice. */
function firstTwice(hops: readonly SipNote[]): SipNote[] | null {
  const reached = new Map<string, number>();
  for (const [i, hop] of hops.entries()) {
    const first = reached.get(endOf(hop));
    if (first !== undefined) return [...hops.slice(first, i).slice(0, SHOWN), hop];
    reached.set(endOf(hop), i);
  }
  return null;
}

/** Does the last hop have the branch of the first in a Via below its own? */
function hasBeenThere(hops: readonly SipNote[]): boolean {
  const branch = hops[0]?.message.via?.branch ?? null;
  const below = hops.at(-1)?.message.vias.slice(1) ?? [];
  return branch !== null && below.some(via => via.branch === branch);
}

const SHOWN = 8;

function endOf({ destination, destinationPort }: SipNote): string {
  return endpointText(destination, destinationPort);
}

function hopText(note: SipNote): string {
  return `${endpointText(note.source, note.sourcePort)} to ${endOf(note)}`;
}
