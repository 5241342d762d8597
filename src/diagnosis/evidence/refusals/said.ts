import type { FrameReference } from '../../../model/capture.ts';
import type { Finding } from '../../../model/diagnosis.ts';
import { statusText } from '../evidence.ts';
import { explanationsIn, type Refusal } from './refusals.ts';

/** A finding about a refusal with all that the server says in it: what its detail does not have yet is added. */
export function withSaid(finding: Finding, refusals: readonly Refusal[]): Finding {
  const shown = new Set(finding.frames.map(nameOf));
  const notes = refusals.flatMap(({ finals }) => finals.filter(note => shown.has(nameOf(note))));
  const said = [...new Set([...notes.map(statusText), ...explanationsIn(notes)])];
  const missing = said.filter(text => !finding.detail.includes(text)).slice(0, MOST);
  return missing.length === 0
    ? finding
    : { ...finding, detail: `${finding.detail} The response says: ${missing.join('; ')}.` };
}

/** Texts added to one finding: it stays readable. */
const MOST = 8;

function nameOf({ file, frame }: FrameReference): string {
  return `${file} ${frame}`;
}
