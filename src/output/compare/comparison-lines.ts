import { elapsedText } from '../../bytes/time.ts';
import type { DifferenceLine, SideLine, StepPairLine } from '../json/comparison-line-types.ts';
import { csvLine } from '../json/csv-line.ts';
import { jsonLine } from '../json/json-lines.ts';
import type { SideStep } from './aligned-steps.ts';
import { type Comparison, type Side, sideVerdict } from './comparison.ts';

/** The two sides, what differs, and the steps in pairs, as JSON lines. */
export function comparisonLines({ good, bad, differences, steps }: Comparison): string {
  const [firstGood, firstBad] = [steps.find(one => one.good)?.good, steps.find(one => one.bad)?.bad];
  return [
    sideLine('good', good),
    sideLine('bad', bad),
    ...differences.map(one => jsonLine({ type: 'difference', ...one } satisfies DifferenceLine)),
    ...steps.map(pair =>
      jsonLine({
        type: 'pair',
        good: stepObject(pair.good, firstGood),
        bad: stepObject(pair.bad, firstBad),
      } satisfies StepPairLine),
    ),
  ].join('');
}

function sideLine(side: 'good' | 'bad', of: Side): string {
  const { registration, dialog, files } = of;
  return jsonLine({
    type: 'side',
    side,
    kind: registration === null ? 'call' : 'registration',
    callId: dialog.callId,
    impi: registration?.registration.impi ?? null,
    files,
    outcome: registration?.outcome ?? null,
    status: dialog.status,
    verdict: sideVerdict(of),
  } satisfies SideLine);
}

function stepObject(step: SideStep | null, first: SideStep | null | undefined): StepPairLine['good'] {
  if (step === null || !first) return null;
  return { seconds: elapsedText(first, step), frame: step.frame, text: step.text };
}

const NAMES = ['kind', 'message', 'item', 'good', 'bad', 'goodFrame', 'badFrame'] as const;

/** What differs as CSV (RFC 4180), with names as in JSON. */
export function comparisonCsv({ differences }: Comparison): string {
  const rows = differences.map(one => csvLine(NAMES.map(name => `${one[name] ?? ''}`)));
  return csvLine(NAMES) + rows.join('');
}
