import { isUsable } from '../../registration/agreement.ts';
import {
  compareSecurityMechanisms,
  ipsecMechanisms,
  isMediaMechanism,
  parseSecurityMechanisms,
  type SecurityMechanism,
} from '../../sip/security-agreement.ts';
import type { AttemptFacts } from '../cases/case.ts';

/** The mechanisms of Security-Client and of Security-Server. */
type Lists = Pick<AttemptFacts, 'securityClient' | 'securityServer'>;

/**
 * A mechanism as text, in lower case, as case does not count (RFC 3261 §7.3.1). For ipsec-3gpp `alg/ealg`, with `null`
 * for an absent ealg (TS 33.203 Annex H); for others the name, with `media`, the algorithms or the digest algorithm.
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

/** The texts of mechanisms, each once. */
export function suitesText(mechanisms: readonly SecurityMechanism[]): string {
  return [...new Set(mechanisms.map(mechanismText))].join(', ') || 'none';
}

/** Does a REGISTER ask for the IPsec of IMS? `sec-agree` alone may be about any mechanism (RFC 3329). */
export function asksForIpsec({ securityClient, requiresSecAgree }: AttemptFacts): boolean {
  return securityClient.length === 0 ? requiresSecAgree : ipsecMechanisms(securityClient).length > 0;
}

/**
 * Did the P-CSCF choose only what the UE did not offer? It may add mechanisms of its own (TS 33.203 §7.2), so one that
 * was offered is enough. Only ipsec-3gpp counts: the other mechanisms create no SAs.
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

/** The missing or zero SPIs and ports of an ipsec-3gpp mechanism; empty if one mechanism is complete. */
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
 * The Security-Server that Security-Verify of an answer fails to repeat; null if it repeats one, or is missing. A
 * repeated REGISTER may have been challenged twice: the answer may repeat either Security-Server.
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

/** The UE repeats only those mechanisms of the media plane that it may use (TS 24.229 §5.1.1.5.1). */
function toBeRepeated(
  server: readonly SecurityMechanism[],
  verify: readonly SecurityMechanism[],
): SecurityMechanism[] {
  return server.filter(one => !isMediaMechanism(one) || verify.some(({ name }) => name === one.name));
}
