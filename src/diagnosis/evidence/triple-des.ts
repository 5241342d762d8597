import type { RegistrationCase } from '../cases/case.ts';
import { isOlder, kamailioVersion, serversOf } from './products.ts';
import type { UnansweredEsp } from './silence/unanswered-esp.ts';

/** How likely it is that ESP is not answered because the P-CSCF has a wrong 3DES key. */
interface TripleDesDoubt {
  readonly confidence: 'likely' | 'possible';
  /** The Server header of a product known for it; null without. */
  readonly server: string | null;
}

/** The first Kamailio with the repair (commit 0a494043, after the 5.6 branch). */
const REPAIRED = { major: 5, minor: 7 };

/** Null unless 3DES was chosen and the P-CSCF may be a product that makes a wrong 3DES key. */
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
