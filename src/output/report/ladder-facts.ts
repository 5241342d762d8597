import { captionOf } from '../ladder/formats/words.ts';
import type { Ladder } from '../ladder/ladder.ts';
import { withHiddenKeys } from '../text/hidden-keys.ts';
import type { LadderFacts } from './report-data.ts';
import { findingFacts } from './report-facts.ts';

/** A ladder for the page, without the facts that the page has in its messages. */
export function ladderFacts(ladder: Ladder, showKeys: boolean): LadderFacts {
  const text = (of: string) => (showKeys ? of : withHiddenKeys(of));
  return {
    title: text(ladder.title),
    callId: text(ladder.callId ?? ''),
    hosts: ladder.hosts.map(({ name, addresses }) => [name, ...addresses.filter(one => one !== name)]),
    arrows: ladder.arrows.map(arrow => [
      arrow.message ?? [arrow.frame, arrow.time],
      arrow.from,
      arrow.to,
      text(arrow.label),
      arrow.kind,
      captionOf(arrow),
      arrow.delta,
      arrow.repeats === null ? 0 : 1,
      arrow.shows.map(({ rule }) => rule),
    ]),
    findings: [...ladder.findings, ...ladder.arrows.flatMap(({ findings }) => findings)].map(findingFacts),
  };
}
