import { isUsable } from '../../registration/agreement.ts';
import {
  compareSecurityMechanisms,
  ipsecMechanisms,
  isMediaMechanism,
  parseSecurityMechanisms,
  type SecurityMechanism,
} from '../../sip/security-agreement.ts';
import type { AttemptFacts } from '../cases/case.ts';

/** What a Security-Client and a Security-Server say. */
type Lists = Pick<AttemptFacts, 'securityClient' | 'securityServer'>;

/**
 * What a mechanism is, in lower case as names are equal in any (RFC 3261 §7.3.1): `alg/ealg` of ipsec-3gpp, where an
 * absent ealg is `null` (TS 33.203 Annex H); of others their name, and what they are for or have.
 */
export function mechanismText(mechanism: SecurityMechanism): string {
  const { name, algText, ealgText, parameters } = mechanism;
  const pair = `${algText ?? 'none'}/${ealgText || 'null'}`.toLowerCase();
  if (name === 'ipsec-3gpp') return pair;
  if (isMediaMechanism(mechanism)) return `${name} (media)`;
  if (algText !== null) return `${name} (${pair})`;
  const digest = parameters.get('d-alg') ?? null;
  return digest === null ? name : `${name} (${digest.toLowerCase()})`;
}

/** Mechanisms as a reader wants them, each once. */
export function suitesText(mechanisms: readonly SecurityMechanism[]): string {
  return [...new Set(mechanisms.map(mechanismText))].join(', ') || 'none';
}

/** Does a REGISTER ask for the IPsec of IMS? `sec-agree` alone may be about any mechanism (RFC 3329). */
export function asksForIpsec({ securityClient, requiresSecAgree }: AttemptFacts): boolean {
  return securityClient.length === 0 ? requiresSecAgree : ipsecMechanisms(securityClient).length > 0;
}

/**
 * Did the P-CSCF choose only what the UE did not offer? It may add what was not (TS 33.203 §7.2), so one that was
 * is enough. Of ipsec-3gpp alone: the other mechanisms make no SAs.
 */
export function isNothingOffered({ securityClient, securityServer }: Lists): boolean {
  const offers = ipsecMechanisms(securityClient);
  const answers = ipsecMechanisms(securityServer);
  if (offers.length === 0 || answers.length === 0) return false;
  const offered = new Set(offers.map(mechanismText));
  return !answers.some(one => offered.has(mechanismText(one)));
}

/** The mechanisms for SIP other than ipsec-3gpp that both ends name: the UE may use them instead (RFC 3329 §2.3.1). */
export function otherCommon({ securityClient, securityServer }: Lists): SecurityMechanism[] {
  const offered = new Set(securityClient.map(({ name }) => name));
  return securityServer.filter(
    one => one.name !== 'ipsec-3gpp' && !isMediaMechanism(one) && offered.has(one.name),
  );
}

/** The SPIs and ports that an ipsec-3gpp mechanism should have and has not, or has as 0; empty if one is complete. */
export function missingEnds(mechanisms: readonly SecurityMechanism[]): string[] {
  const own = ipsecMechanisms(mechanisms);
  const [first] = own;
  if (first === undefined || own.some(one => isUsable(one) && one.spiC !== 0 && one.spiS !== 0)) return [];
  const { spiC, spiS, portC, portS } = first;
  return Object.entries({ 'spi-c': spiC, 'spi-s': spiS, 'port-c': portC, 'port-s': portS })
    .filter(([, value]) => value === null || value === 0)
    .map(([name]) => name);
}

/**
 * The Security-Server that the Security-Verify of an answer should repeat and does not; null if it does, or has none.
 * A REGISTER that came twice may have been challenged twice: the answer to either is right.
 */
export function serverNotRepeated(
  { gm }: AttemptFacts,
  { securityVerify }: AttemptFacts,
): SecurityMechanism[] | null {
  if (securityVerify.length === 0) return null;
  const lists = gm.responses
    .filter(({ message }) => message.status === 401 || message.status === 407)
    .map(({ message }) => parseSecurityMechanisms(message.headers('security-server')))
    .filter(list => list.length > 0)
    .map(list => toBeRepeated(list, securityVerify));
  const isRepeated = lists.some(list => compareSecurityMechanisms(list, securityVerify).length === 0);
  return isRepeated ? null : (lists[0] ?? null);
}

/** Of the mechanisms of the media plane a UE repeats those that it may use (TS 24.229 §5.1.1.5.1). */
function toBeRepeated(
  server: readonly SecurityMechanism[],
  verify: readonly SecurityMechanism[],
): SecurityMechanism[] {
  return server.filter(one => !isMediaMechanism(one) || verify.some(({ name }) => name === one.name));
}
