import type { Pdn } from '../../../access/pdn.ts';
import type { Phone } from '../../cases/case.ts';
import { hasLookedUp, mayHaveRegistered, usablePcscf } from '../../evidence/access/ims-connections.ts';
import { lookupText } from '../../evidence/access/pdn-text.ts';
import { hasSip } from '../../evidence/access/sip-hosts.ts';
import { framesOf, inFrameOrder, secondsBetween } from '../../journal/notes.ts';
import type { AccessRule, Hit } from '../rule.ts';

/** TS 24.229 §9.2.1, RFC 3263 §4: a UE that has the name of its P-CSCF asks DNS for NAPTR, SRV, A and AAAA. */
export const dnsFails: AccessRule = {
  about: 'access',
  id: 'P09',
  title: 'DNS does not resolve the name of the P-CSCF',
  term: 'NXDOMAIN pcscf.ims.mnc.mcc.3gppnetwork.org, P-CSCF FQDN, no DNS answer',
  evidence:
    'All questions of a UE for the name of its P-CSCF are answered with NXDOMAIN, another error or nothing, or not at all, and it sends no SIP. A warning if the network gives a P-CSCF address as well, or if a CSCF asks; a note if that asks for NAPTR or SRV only.',
  severity: 'error',
  advice:
    'Put the name into the DNS zone that the UE is given (NAPTR and SRV if used, in any case A or AAAA), and check that the DNS server of this APN can be reached from the UE. Or give the P-CSCF as an address in the protocol configuration options.',
  settle: 'Ask the same server for the same name: dig @SERVER NAME A.',
  certain: 'Every question has an answer in the capture, and none gives an address.',
  check: (phone, subject) => {
    if (subject !== null || hasLookedUp(phone)) return null;
    const asked = phone.lookups.filter(pdn => isOfPcscf(pdn, phone.connections.length > 0));
    if (asked.length === 0 || asked.some(({ result }) => result === 'accepted')) return null;
    if (asked.some(pdn => isOpen(phone, pdn))) return null;
    if (hasSip(phone, clientsOf(asked))) return ofCscf(asked);
    if (mayHaveRegistered(phone)) return null;
    const isGiven = phone.connections.some(pdn => usablePcscf(pdn).length > 0);
    const isSure = asked.every(({ lookup }) => lookup?.code !== null) && !isGiven;
    return {
      ...evidenceIn(asked),
      confidence: isSure ? 'certain' : 'likely',
      severity: isGiven ? 'warning' : 'error',
    };
  },
};

/** A CSCF asks for the P-CSCF of who is called. NAPTR and SRV may well fail: then it asks for A, or knows it. */
function ofCscf(asked: readonly Pdn[]): Hit {
  const isForAddress = asked.some(({ lookup }) => lookup?.type === 'A' || lookup?.type === 'AAAA');
  return {
    ...evidenceIn(asked),
    confidence: isForAddress ? 'likely' : 'possible',
    severity: isForAddress ? 'warning' : 'note',
    title: 'A CSCF cannot resolve the name of the P-CSCF',
    advice:
      'Put the name into the DNS zone of the core (A or AAAA, and SRV if the CSCF asks for it): requests to the UE go by the name that the P-CSCF put into Path.',
  };
}

function evidenceIn(asked: readonly Pdn[]): Pick<Hit, 'detail' | 'frames'> {
  const texts = asked.slice(0, SHOWN).map(lookupText);
  const more = asked.length > SHOWN ? ` And ${asked.length - SHOWN} more.` : '';
  const frames = framesOf(inFrameOrder(asked.flatMap(one => one.frames)));
  return { detail: `${texts.join('. ')}.${more}`, frames };
}

/** Questions quoted at most: a UE asks for four types of record, and repeats them. */
const SHOWN = 4;

/** Seconds that a question waits at least: a resolver asks again after five (resolv.conf). */
const PATIENCE = 5;

function isOpen({ capture }: Phone, pdn: Pdn): boolean {
  return pdn.result === 'unanswered' && secondsBetween(pdn, capture.last) < PATIENCE;
}

/** For the name of a P-CSCF; or, asked by a phone, for SIP servers of the home network. */
function isOfPcscf({ lookup, via }: Pdn, isPhone: boolean): boolean {
  const name = lookup?.name?.toLowerCase() ?? '';
  if (!via.includes('dns')) return false;
  const host = name.replace(/^(?:_[a-z]+\.)*/, '');
  return /^[^.]*p-?cscf/.test(host) || (isPhone && /^_sips?\._/.test(name));
}

function clientsOf(asked: readonly Pdn[]): string[] {
  return asked.flatMap(({ steps: [first] }) => (first === undefined ? [] : [first.source]));
}
