import type { RegistrationCase } from '../cases/case.ts';
import { isOlder, kamailioVersion, serversOf } from './products.ts';
import type { UnansweredEsp } from './silence/unanswered-esp.ts';

/** How far a wrong 3DES key of the P-CSCF explains that ESP is not answered. */
export interface TripleDesDoubt {
  readonly confidence: 'likely' | 'possible';
  /** The Server header that speaks for it; null without. */
  readonly server: string | null;
}

/** Kamailio before it was repaired after the 5.6 branch (commit 0a494043). */
const REPAIRED = { major: 5, minor: 7 };

/** Null unless 3DES was chosen and the P-CSCF may be one that makes a wrong key for it. */
export function tripleDesDoubt(
  subject: RegistrationCase,
  { facts, icv }: UnansweredEsp,
): TripleDesDoubt | null {
  const ealg = (facts.set.used ?? facts.set.agreed[0])?.ealg;
  if (ealg !== 'des-ede3-cbc' || icv === 'bad') return null;
  const servers = serversOf(subject);
  const version = kamailioVersion(servers);
  if (version != null && !isOlder(version, REPAIRED)) return null;
  const server = servers.find(one => /kamailio|opensips/i.test(one)) ?? null;
  return { confidence: server !== null && icv === 'good' ? 'likely' : 'possible', server };
}
