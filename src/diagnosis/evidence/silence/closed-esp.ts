import { isAnnexH } from '../../../ipsec/crypto/other-algorithms.ts';
import type { SaSet } from '../../../model/security-association.ts';
import type { CaptureFacts } from '../../cases/case.ts';
import type { SetActivity, StrayEsp } from '../../journal/esp-activity.ts';

/** ESP without an agreement, by the likely reason that the agreement was not seen. */
interface StrayBehind {
  /** The same ends have other ESP that was not decrypted: the 401 may be inside it. */
  readonly closed: readonly StrayEsp[];
  /** The rest: the 401 is not in the capture. */
  readonly nothing: readonly StrayEsp[];
}

/** The agreements with ESP that was not decrypted because no key is known. */
export function closedAgreements({ activities }: CaptureFacts): SetActivity[] {
  return activities.filter(
    ({ set, sas }) => set.agreed.length > 0 && !isNotJudged(set) && sas.some(({ closed }) => closed > 0),
  );
}

/** Is it not keys that are missing, but an algorithm that TS 33.203 does not know? */
export function isNotJudged({ keys, agreed, used }: SaSet): boolean {
  return keys.length > 0 && used === null && agreed.some(suite => !isAnnexH(suite));
}

/** Sorts ESP without an agreement by that reason. */
export function strayBehind(capture: CaptureFacts): StrayBehind {
  const ends = new Set(closedAgreements(capture).flatMap(({ sas }) => sas.flatMap(({ sa }) => endsOf(sa))));
  const isBehind = (one: StrayEsp) => one.read === 0 && endsOf(one).some(text => ends.has(text));
  return {
    closed: capture.strayEsp.filter(isBehind),
    nothing: capture.strayEsp.filter(one => !isBehind(one)),
  };
}

/** The names of a pair of ends, for both directions. */
function endsOf({
  source,
  destination,
}: {
  readonly source: string;
  readonly destination: string;
}): string[] {
  return [`${source} ${destination}`, `${destination} ${source}`];
}
