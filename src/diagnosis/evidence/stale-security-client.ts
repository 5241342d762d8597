import { isUsable } from '../../registration/agreement.ts';
import type { SecurityMechanism } from '../../sip/security-agreement.ts';
import type { AttemptFacts, RegistrationCase, SetFacts } from '../cases/case.ts';
import { downlinkOf, isHeard, packetsOf, uplinkOf } from './evidence.ts';

/** A set that the UE uses in vain, because the P-CSCF may have kept the Security-Client of an earlier REGISTER. */
export interface StaleClient {
  readonly set: SetFacts;
  /** The REGISTER whose challenge made the set. */
  readonly challenged: AttemptFacts;
  /** An earlier one in the clear that was challenged too, with other SPIs or ports. */
  readonly former: AttemptFacts;
  /** The set of the earlier challenge; null if it made none. */
  readonly formerSet: SetFacts | null;
}

/**
 * Two REGISTERs of one Call-ID were challenged in the clear, as with auts, with different SPIs or ports of the UE; its
 * ESP under the second agreement verifies, and nothing comes back. Null otherwise.
 */
export function staleClientOf({ attempts, sets }: RegistrationCase): StaleClient | null {
  const byChallenged = new Map(sets.map(set => [set.challenged, set]));
  let former: AttemptFacts | null = null;
  for (const challenged of attempts) {
    const { securityClient, gmChallenge, attempt } = challenged;
    if (gmChallenge === null || attempt.protectedBy !== null || !securityClient.some(isUsable)) continue;
    if (former === null || endsText(former.securityClient) === endsText(securityClient)) {
      former ??= challenged;
      continue;
    }
    const set = byChallenged.get(challenged) ?? null;
    if (set !== null && isInVain(set))
      return { set, challenged, former, formerSet: byChallenged.get(former) ?? null };
  }
  return null;
}

function isInVain(set: SetFacts): boolean {
  if (!isHeard(set) || packetsOf(downlinkOf(set)) > 0) return false;
  return uplinkOf(set).every(({ bad }) => bad === 0);
}

/** SPIs and ports that a Security-Client names. */
function endsText(mechanisms: readonly SecurityMechanism[]): string {
  const { spiC, spiS, portC, portS } = mechanisms.find(isUsable) ?? {};
  return [spiC, spiS, portC, portS].join(' ');
}
