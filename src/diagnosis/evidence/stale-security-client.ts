import { isUsable } from '../../registration/agreement.ts';
import type { SecurityMechanism } from '../../sip/security-agreement.ts';
import type { AttemptFacts, RegistrationCase, SetFacts } from '../cases/case.ts';
import { downlinkOf, isHeard, packetsOf, uplinkOf } from './evidence.ts';

/** A set in which the UE gets no answer. The P-CSCF may have kept the Security-Client of an earlier REGISTER. */
interface StaleClient {
  readonly set: SetFacts;
  /** The REGISTER whose challenge created the set. */
  readonly challenged: AttemptFacts;
  /** An earlier unprotected one that was challenged too, with other SPIs or ports. */
  readonly former: AttemptFacts;
  /** The set of the earlier challenge; null if it created none. */
  readonly formerSet: SetFacts | null;
}

/**
 * Two unprotected REGISTERs of one Call-ID were challenged, as with auts, with different SPIs or ports of the UE. ESP
 * under the second agreement has good ICVs, and nothing comes back. Null otherwise.
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

/** SPIs and ports of a Security-Client. */
function endsText(mechanisms: readonly SecurityMechanism[]): string {
  const { spiC, spiS, portC, portS } = mechanisms.find(isUsable) ?? {};
  return [spiC, spiS, portC, portS].join(' ');
}
