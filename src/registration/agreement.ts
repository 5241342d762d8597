import { encryptionName, integrityName } from '../ipsec/crypto/other-algorithms.ts';
import type { Issue } from '../model/issue.ts';
import type { Origin } from '../model/origin.ts';
import type { AgreementEnd, Suite } from '../model/security-association.ts';
import type { SecurityMechanism } from '../sip/security-agreement.ts';

/** An SA set as Security-Client and Security-Server agree on it. */
export interface Agreement {
  readonly ue: AgreementEnd;
  readonly pcscf: AgreementEnd;
  /** Suites of Security-Server, most preferred first. */
  readonly agreed: readonly Suite[];
  /** Suites of Security-Client. */
  readonly offered: readonly Suite[];
}

/**
 * Combines the two ends (RFC 3329 §2.3.1, TS 33.203 §7.2). Null when either end has no `ipsec-3gpp` mechanism with both
 * SPIs and both ports.
 *
 * In practice all mechanisms of one header have the same SPIs and ports. If they differ, the UE's values are those of
 * the mechanism with the suite that the P-CSCF chose.
 */
export function agree(
  client: readonly SecurityMechanism[],
  server: readonly SecurityMechanism[],
  ueAddress: string,
  pcscfAddress: string,
): Agreement | null {
  const answers = byPreference(server.filter(isUsable));
  const answer = answers[0];
  const offers = client.filter(isUsable);
  const offer =
    offers.find(one => one.alg === answer?.alg && ealgOf(one) === (answer && ealgOf(answer))) ?? offers[0];
  if (answer === undefined || offer === undefined) return null;
  return {
    ue: endOf(offer, ueAddress),
    pcscf: endOf(answer, pcscfAddress),
    agreed: suitesOf(answers),
    offered: suitesOf(offers),
  };
}

/** The suites in mechanisms, in order, each once; an absent or empty `ealg` is `null` (Annex H). */
export function suitesOf(mechanisms: readonly SecurityMechanism[]): Suite[] {
  const suites: Suite[] = [];
  for (const mechanism of mechanisms) {
    const alg = mechanism.alg ?? (mechanism.algText ? integrityName(mechanism.algText) : null);
    const ealg = ealgOf(mechanism);
    if (alg === null || suites.some(suite => suite.alg === alg && suite.ealg === ealg)) continue;
    suites.push({ alg, ealg });
  }
  return suites;
}

/** Does this mechanism have everything that SAs need? */
export function isUsable(mechanism: SecurityMechanism): boolean {
  return (
    mechanism.name === 'ipsec-3gpp' &&
    mechanism.spiC !== null &&
    mechanism.spiS !== null &&
    mechanism.portC !== null &&
    mechanism.portS !== null
  );
}

/** One end of an agreement from a usable mechanism. */
export function endOf(mechanism: SecurityMechanism, address: string): AgreementEnd {
  return {
    address,
    spiC: mechanism.spiC ?? 0,
    spiS: mechanism.spiS ?? 0,
    portC: mechanism.portC ?? 0,
    portS: mechanism.portS ?? 0,
  };
}

/** Highest q first (RFC 3329 §2.2); equal or absent values keep the order of the header. */
function byPreference(mechanisms: readonly SecurityMechanism[]): SecurityMechanism[] {
  return [...mechanisms].sort((a, b) => (b.q ?? 0) - (a.q ?? 0));
}

function ealgOf({ ealg, ealgText }: SecurityMechanism): string {
  return ealgText === null || ealgText === '' ? 'null' : (ealg ?? encryptionName(ealgText));
}

/**
 * The addresses of the ESP of an agreement. In tunnel mode a NAT may change the outer addresses, so that they differ
 * from the inner ones (TS 33.203 §M.7); the next set keeps the outer ones.
 */
export function espEnds({ flow, origin }: { readonly flow: Ends; readonly origin: Origin }): Ends {
  const { protection } = origin;
  return protection?.tunnel === true && protection.sa !== null ? protection.sa : flow;
}

interface Ends {
  readonly source: string;
  readonly destination: string;
}

/** Says why a 401 with Security-Server makes no SAs. `clients`: the mechanisms of Security-Client. */
export function noAgreement({ file, frame }: Origin, clients: number): Issue {
  const difference =
    clients === 0
      ? 'expected a REGISTER with Security-Client before it, found none'
      : 'expected ipsec-3gpp with two SPIs and two ports in Security-Client and Security-Server, found it in one of them or in neither';
  return {
    code: 'no-agreement',
    layer: 'sec-agree',
    damage: false,
    file,
    frame,
    offset: null,
    message: `no SAs from this 401: ${difference}`,
  };
}
