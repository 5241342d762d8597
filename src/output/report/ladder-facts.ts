import type { FrameReference } from '../../model/capture.ts';
import { captionOf } from '../ladder/formats/words.ts';
import type { Ladder, LadderArrow } from '../ladder/ladder.ts';
import type { ArrowFacts, LadderFacts } from './report-data.ts';
import { findingFacts } from './report-facts.ts';

/** Finds a message that is not SIP in the list of the page. */
type PlaceOf = (at: FrameReference, protocol: string, label: string) => number | null;

/** A ladder for the page, without the facts that the page has in its messages. */
export function ladderFacts(ladder: Ladder, placeOf: PlaceOf): LadderFacts {
  return {
    title: ladder.title,
    callId: ladder.callId ?? '',
    hosts: ladder.hosts.map(({ name, addresses }) => [name, ...addresses.filter(one => one !== name)]),
    arrows: ladder.arrows.map(arrow => [
      arrow.message ?? otherMessage(arrow, placeOf),
      arrow.from,
      arrow.to,
      arrow.label,
      arrow.kind,
      captionOf(arrow),
      arrow.delta,
      arrow.repeats === null ? 0 : 1,
      arrow.shows.map(({ rule }) => rule),
    ]),
    findings: [...ladder.findings, ...ladder.arrows.flatMap(({ findings }) => findings)].map(findingFacts),
  };
}

function otherMessage({ at, frame, time, protocol, label }: LadderArrow, placeOf: PlaceOf): ArrowFacts[0] {
  return [frame, time, protocol ?? '', protocol === null ? null : placeOf(at, protocol, label)];
}
