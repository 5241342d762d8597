import { captionOf } from '../ladder/formats/words.ts';
import type { Ladder } from '../ladder/ladder.ts';
import type { LadderFacts } from './report-data.ts';
import { findingFacts } from './report-facts.ts';

/** A ladder for the page, without the facts that the page has in its messages. */
export function ladderFacts(ladder: Ladder): LadderFacts {
  return {
    title: ladder.title,
    callId: ladder.callId ?? '',
    hosts: ladder.hosts.map(({ name, addresses }) => [name, ...addresses.filter(one => one !== name)]),
    arrows: ladder.arrows.map(arrow => [
      arrow.message ?? [arrow.frame, arrow.time, arrow.protocol ?? ''],
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
