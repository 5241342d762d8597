import type { RegistrationCase } from '../cases/case.ts';
import { refusalOfUplink } from '../evidence/silence/esp-refusal.ts';
import { hasMoved, translationOf, type UnansweredEsp } from '../evidence/silence/unanswered-esp.ts';
import { staleClientOf } from '../evidence/stale-security-client.ts';
import { tripleDesDoubt } from '../evidence/triple-des.ts';
import { portsSwapped } from './agreement/r21-ports-swapped.ts';

/** Does a more definite rule explain the unanswered ESP of the UE: R08b, R09, R12, R13, R21 or R36? */
export function isExplained(subject: RegistrationCase, esp: UnansweredEsp): boolean {
  if (esp.icv === 'bad' || translationOf(esp) !== null) return true;
  if (hasMoved(esp) || refusalOfUplink(subject, esp.facts, esp.since) !== null) return true;
  const doubt = tripleDesDoubt(subject, esp);
  if (doubt !== null && doubt.server !== null) return true;
  return staleClientOf(subject) !== null || portsSwapped.check(subject, []) !== null;
}
