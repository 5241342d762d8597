import type { RegistrationCase, SetFacts } from '../../cases/case.ts';
import { downlinkOf, uplinkOf } from '../../evidence/evidence.ts';
import { icmpRefusal, isSince, refusalText } from '../../evidence/silence/icmp-refusal.ts';
import type { EspPath } from '../../journal/esp-activity.ts';
import { framesOf, inFrameOrder, isAfter, type Moment, secondsBetween } from '../../journal/notes.ts';
import type { Hit, RegistrationRule } from '../rule.ts';

/** Until a P-CSCF has taken over the new port, packets to the old one are on their way. */
const IN_FLIGHT = 1;

/** RFC 3948 §4 and TS 33.203 Annex M: the address and port behind a NAT may change, and the other end has to follow. */
export const natPortNotFollowed: RegistrationRule = {
  about: 'registration',
  id: 'G9',
  title: 'The P-CSCF sends to a port that the NAT no longer has for the UE',
  term: 'NAT mapping changed, ESP in UDP to the old port, NAT rebinding',
  evidence:
    'ESP in UDP of the UE comes from a new address or port of a NAT, and the P-CSCF goes on sending to the old one.',
  severity: 'warning',
  advice:
    'Let the P-CSCF take the address and port of the last packet whose ICV is good (Linux: `ip xfrm state` shows "encap type espinudp sport … dport …"; the mapping has to be updated on XFRM_MSG_MAPPING). Let the UE send keep-alives more often (RFC 3948 §4, every 20 s) so that the NAT keeps its mapping.',
  settle: 'Capture on both sides of the NAT, and watch `ip xfrm monitor` at the P-CSCF for a new mapping.',
  certain: 'The NAT itself says with ICMP that it no longer has the port to which the P-CSCF sends.',
  check: subject => {
    for (const facts of subject.sets) {
      const change = changeOf(facts);
      const hit = change === null ? null : hitOf(subject, facts, change);
      if (hit !== null) return hit;
    }
    return null;
  },
};

/** The way that ESP of the UE took at first, and the one that it takes since. */
interface Change {
  readonly before: EspPath;
  readonly after: EspPath;
}

function changeOf(facts: SetFacts): Change | null {
  const paths = uplinkOf(facts)
    .flatMap(({ paths }) => paths)
    .filter(({ sourcePort }) => sourcePort !== 0)
    .sort((a, b) => secondsBetween(b.first, a.first));
  const after = paths.at(-1);
  const before = paths.findLast(one => after !== undefined && !isSameEnd(one, after));
  return before === undefined || after === undefined ? null : { before, after };
}

function isSameEnd(one: EspPath, other: EspPath): boolean {
  return one.source === other.source && one.sourcePort === other.sourcePort;
}

function hitOf(subject: RegistrationCase, facts: SetFacts, { before, after }: Change): Hit | null {
  const down = downlinkOf(facts).flatMap(({ paths }) => paths);
  const late = down
    .filter(
      ({ destination, destinationPort }) =>
        destination === before.source && destinationPort === before.sourcePort,
    )
    .flatMap(({ lastFrames }) => lastFrames)
    .filter(one => secondsBetween(after.first, one) > 0);
  const last = late.reduce<Moment | null>(
    (most, one) => (most === null || isAfter(one, most) ? one : most),
    null,
  );
  if (last === null || secondsBetween(after.first, last) < IN_FLIGHT) return null;
  const followed = down.find(
    ({ destination, destinationPort }) =>
      destination === after.source && destinationPort === after.sourcePort,
  );
  const refusal = icmpRefusal(
    subject.capture,
    [facts.set.pcscf.address],
    [before.source],
    error => isSince(error, after.first) && error.quoted.destinationPort === before.sourcePort,
  );
  const said = refusal === null ? '' : ` ${refusalText(refusal)}.`;
  const then =
    followed === undefined
      ? ' It never sends to the new one.'
      : ` It follows in frame ${followed.frames[0]?.frame}.`;
  return {
    detail: `ESP of the UE comes from ${before.source} port ${before.sourcePort}, then from ${after.source} port ${after.sourcePort} (frame ${after.frames[0]?.frame}). The P-CSCF goes on sending to port ${before.sourcePort}, ${late.length === 1 ? 'once more' : `${late.length} more packets at least`}.${said}${then}`,
    frames: inFrameOrder(
      framesOf(
        [
          ...after.frames.slice(0, 2),
          ...late.slice(0, 6),
          ...(refusal?.frames ?? []).slice(0, 6),
          ...(followed?.frames ?? []).slice(0, 1),
        ],
        16,
      ),
    ),
    // Certain: the NAT says itself that it has no such port any more.
    confidence: refusal === null ? 'likely' : 'certain',
    severity: followed === undefined ? 'warning' : 'note',
    ...(refusal === null ? {} : { settle: null }),
  };
}
