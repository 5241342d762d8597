import type { AnalysisResult } from '../../src/analysis/analyse.ts';
import type { SipEvent } from '../../src/analysis/events/sip-event.ts';
import type { EspStatistics } from '../../src/ipsec/esp-statistics.ts';
import type { Issue } from '../../src/model/issue.ts';
import { issueText } from '../../src/output/text/issue-text.ts';
import { assertText, holds } from './checks.ts';
import type { FuzzInput } from './input.ts';

/** A message says where it was found, and is one thing or the other. */
export function checkEvent(event: SipEvent, files: number): void {
  const { origin, frames, flow, message } = event;
  holds(origin.file >= 0 && origin.file < files, () => `file ${origin.file} of a message`);
  holds(frames.length > 0 && frames.every(frame => frame >= 1), () => `frames ${frames} of a message`);
  holds(flow.sourcePort >= 0 && flow.sourcePort < 65_536, () => `port ${flow.sourcePort}`);
  holds(
    (message.method === null) !== (message.status === null),
    () => 'a message is a request or a response',
  );
  holds(message.bodyStart <= message.bytes.length, () => `body at ${message.bodyStart}`);
}

/** An issue can be looked up, and printed in one line. */
export function checkIssue(issue: Issue, names: readonly string[]): void {
  holds(/^[a-z0-9]+(-[a-z0-9]+)*$/.test(issue.code), () => `issue code ${issue.code}`);
  holds(
    issue.message !== '' && issue.message.length < 2000,
    () => `issue message of ${issue.message.length}`,
  );
  holds(issue.file === null || issue.file < names.length, () => `issue in file ${issue.file}`);
  holds(issue.frame === null || issue.frame >= 1, () => `issue in frame ${issue.frame}`);
  holds(issue.offset === null || issue.offset >= 0, () => `issue at offset ${issue.offset}`);
  assertText('an issue', issueText(issue, names), false);
}

/** The budget: what comes out is bounded by what goes in, not by numbers that the input claims. */
export function checkWork(
  input: Pick<FuzzInput, 'files' | 'unpacked'>,
  counts: { sip: number; sipBytes: number; frames: number; frameBytes: number },
  { summary }: AnalysisResult,
  writesFrames: boolean,
): void {
  const size =
    2 *
      Math.max(
        input.unpacked,
        input.files.reduce((sum, file) => sum + file.length, 0),
      ) +
    4096;
  holds(counts.sip * 12 <= size, () => `${counts.sip} messages from ${size / 2} bytes`);
  holds(counts.sipBytes <= size, () => `${counts.sipBytes} bytes of messages from ${size / 2} bytes`);
  holds(summary.frames * 8 <= size, () => `${summary.frames} frames from ${size / 2} bytes`);
  holds(summary.issues <= size, () => `${summary.issues} issues from ${size / 2} bytes`);
  // Of fragments the frame that completes the packet holds all of it.
  holds(counts.frameBytes <= 2 * size, () => `${counts.frameBytes} bytes of frames from ${size / 2} bytes`);
  if (writesFrames)
    holds(counts.frames === summary.frames, () => `${counts.frames} of ${summary.frames} frames`);
}

/** The counts of the summary add up. */
export function checkCounts(
  counts: { begin: number; sip: number; issues: number },
  { summary, sets }: AnalysisResult,
): void {
  const { esp, sip, issueCounts, frames } = summary;
  holds(counts.begin === Math.min(1, frames), () => `begin was called ${counts.begin} times`);
  holds(counts.sip === sip.messages, () => `${counts.sip} of ${sip.messages} messages`);
  holds(counts.issues <= summary.issues, () => `${counts.issues} of ${summary.issues} issues`);
  const issues = Object.values(issueCounts).reduce((sum, count) => sum + count, 0);
  holds(issues === summary.issues, () => `${issues} issues by code, ${summary.issues} in all`);
  const ends = ENDS.reduce((sum, name) => sum + esp[name], 0);
  holds(ends + esp.duplicates === esp.packets, () => `ESP: ${JSON.stringify(esp)} does not add up`);
  holds(esp.icvGood + esp.icvBad <= esp.packets - esp.duplicates, () => `ICVs: ${JSON.stringify(esp)}`);
  for (const { sas } of sets)
    for (const sa of sas) {
      const judged = sa.icvGood + sa.icvBad + sa.unchecked;
      holds(judged <= sa.packets, () => `SA ${sa.spi}: ${judged} of ${sa.packets} packets judged`);
    }
}

/** Each ESP packet but duplicates ends in exactly one of these. */
const ENDS = [
  'decrypted',
  'nullDecoded',
  'decryptedUnchecked',
  'unsupported',
  'dummies',
  'implausible',
  'unopened',
  'unknownSpi',
  'noKey',
  'truncated',
  'malformed',
] as const satisfies readonly (keyof EspStatistics)[];
