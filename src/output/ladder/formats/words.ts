import type { Finding } from '../../../model/diagnosis.ts';
import { verdictText } from '../../text/protection-text.ts';
import type { LadderArrow } from '../ladder.ts';

/** The text of an arrow besides its label: `uc->ps good`, `repeats 12`, `cut`, rules of findings. */
export function captionOf({ protection, cut, repeats, shows }: LadderArrow): string {
  const parts: string[] = [];
  if (protection !== null) parts.push(`${protection.sa} ${verdictText(protection.icv)}`);
  if (repeats !== null) parts.push(`repeats ${repeats}`);
  if (cut) parts.push('cut');
  for (const rule of new Set(shows.map(one => one.rule))) parts.push(rule);
  return parts.join(', ');
}

/** The paragraphs of a finding: title, evidence, fix, how to confirm it. */
export function findingLines({
  rule,
  severity,
  confidence,
  title,
  detail,
  advice,
  settle,
}: Finding): string[] {
  const lines = [`${rule} ${severity}, ${confidence}: ${title}`, detail, advice];
  if (settle !== null) lines.push(`To confirm: ${settle}`);
  return lines.filter(line => line !== '');
}

/** A text of at most `width` characters; a cut text ends in `…`. */
export function shortened(text: string, width: number): string {
  return text.length <= width
    ? text
    : `${text.slice(0, Math.max(width - 1, 0))}…`.slice(0, Math.max(width, 0));
}
