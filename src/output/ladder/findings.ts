import { addTo } from '../../bytes/tables/add-to.ts';
import type { FrameReference } from '../../model/capture.ts';
import type { Finding } from '../../model/diagnosis.ts';
import { isCore } from './core/core.ts';
import type { LadderEntry } from './entry.ts';

/** The messages of one ladder. */
interface FindingGround {
  readonly callId: string | null;
  readonly entries: readonly LadderEntry[];
}

/** The places where findings are shown. */
export interface PlacedFindings {
  /** The findings that have a message among their evidence. */
  readonly shownBy: ReadonlyMap<LadderEntry, readonly Finding[]>;
  /** The findings shown in full below a message: the last message in their frames, or the last one before them. */
  readonly toldAt: ReadonlyMap<LadderEntry, readonly Finding[]>;
  /** The findings shown before the first message of a ladder, by index of the ladder. */
  readonly atHead: ReadonlyMap<number, readonly Finding[]>;
  /** The findings that belong to no ladder. */
  readonly elsewhere: readonly Finding[];
}

/**
 * Finds the message for each finding, once: the last message in its frames, where the evidence is complete. If its
 * frames have no message (undecrypted ESP), it is the last message before them in the ladder of its Call-ID.
 */
export function findingsOf(ladders: readonly FindingGround[], findings: readonly Finding[]): PlacedFindings {
  const shownBy = new Map<LadderEntry, Finding[]>();
  const toldAt = new Map<LadderEntry, Finding[]>();
  const atHead = new Map<number, Finding[]>();
  const elsewhere: Finding[] = [];
  if (findings.length === 0) return { shownBy, toldAt, atHead, elsewhere };
  const byFrame = messagesByFrame(ladders);
  const homes = firstByCallId(ladders);
  for (const finding of findings) {
    const shown = finding.frames.flatMap(frame => byFrame.get(nameOf(frame)) ?? []);
    for (const message of new Set(shown)) addTo(shownBy, message, finding);
    const home = homes.get(finding.callId) ?? -1;
    const own = home < 0 ? shown : shown.filter(one => isCore(one) || one.callId === finding.callId);
    const last = own.at(-1) ?? lastBefore(ladders[home]?.entries ?? [], finding.frames);
    if (last !== undefined) addTo(toldAt, last, finding);
    else if (home >= 0) addTo(atHead, home, finding);
    else elsewhere.push(finding);
  }
  return { shownBy, toldAt, atHead, elsewhere };
}

function messagesByFrame(ladders: readonly FindingGround[]): Map<string, LadderEntry[]> {
  const byFrame = new Map<string, LadderEntry[]>();
  for (const { entries } of ladders)
    for (const entry of entries)
      for (const frame of new Set([...entry.frames, entry.frame]))
        addTo(byFrame, nameOf({ file: entry.file, frame }), entry);
  return byFrame;
}

/** The first ladder of each Call-ID, by its index. */
function firstByCallId(ladders: readonly FindingGround[]): Map<string | null, number> {
  const homes = new Map<string | null, number>();
  for (const [i, { callId }] of ladders.entries())
    if (callId !== null && !homes.has(callId)) homes.set(callId, i);
  return homes;
}

function lastBefore(
  entries: readonly LadderEntry[],
  frames: readonly FrameReference[],
): LadderEntry | undefined {
  const [first] = frames;
  return entries.findLast(({ file, frame }) => file === first?.file && frame <= first.frame);
}

function nameOf({ file, frame }: FrameReference): string {
  return `${file}:${frame}`;
}
