import { printable } from '../../bytes/printable.ts';
import { elapsedText } from '../../bytes/time.ts';
import type { Paint } from '../text/tone.ts';
import { wrapped, wrappedHard } from '../text/wrapped-text.ts';
import type { SideStep, StepPair } from './aligned-steps.ts';
import { type Comparison, sideName, sideVerdict } from './comparison.ts';
import type { Difference } from './differences.ts';

/** How a comparison is laid out. */
interface TextOptions {
  /** Columns of a line. */
  readonly width: number;
  readonly paint: Paint;
}

const HEADINGS: Readonly<Record<Difference['kind'], string>> = {
  missing: 'Only the good one has',
  added: 'Only the bad one has',
  changed: 'Both have, with other values',
};

/** The two verdicts, the differences by kind, and the steps side by side. */
export function comparisonText(comparison: Comparison, options: TextOptions): string {
  const { good, bad, differences, steps } = comparison;
  const lines: string[] = [];
  for (const [label, side] of [
    ['good', good],
    ['bad ', bad],
  ] as const) {
    const from = side.files.join(' ');
    lines.push(options.paint('heading', printable(`${label}  ${sideName(side)}  (${from})`)));
    lines.push(wrapped(printable(sideVerdict(side)), options.width, '      ').join('\n'));
  }
  if (differences.length === 0) lines.push('', 'Their messages do not differ.');
  for (const kind of Object.keys(HEADINGS) as Difference['kind'][]) {
    const some = differences.filter(one => one.kind === kind);
    if (some.length === 0) continue;
    lines.push('', options.paint('heading', HEADINGS[kind]));
    let message = '';
    for (const one of some) {
      if (one.message !== message) lines.push(`  ${one.message} ${framesText(one)}`);
      message = one.message;
      lines.push(wrapped(printable(differenceText(one)), options.width, '    ').join('\n'));
    }
  }
  if (steps.length > 0) lines.push('', stepLines(steps, options).join('\n'));
  return `${lines.join('\n')}\n`;
}

function framesText({ goodFrame, badFrame }: Difference): string {
  if (goodFrame === null) return `(frame ${badFrame} of the bad one)`;
  if (badFrame === null) return `(frame ${goodFrame} of the good one)`;
  return `(frames ${goodFrame} and ${badFrame})`;
}

function differenceText({ item, good, bad }: Difference): string {
  if (item === null) return `the whole message: ${good ?? bad}`;
  if (good !== null && bad !== null) return `${item}: good ${good} · bad ${bad}`;
  const value = good ?? bad;
  return value === 'yes' ? item : `${item}: ${value}`;
}

/** Columns between the two sides: the mark. */
const BETWEEN = 3;

/** Times count from the first step of each side. */
function stepLines(steps: readonly StepPair[], { width, paint }: TextOptions): string[] {
  const column = Math.max(20, Math.floor((width - BETWEEN) / 2));
  const [firstGood, firstBad] = [firstOf(steps, 'good'), firstOf(steps, 'bad')];
  const cell = (step: SideStep | null, first: SideStep | null) =>
    step === null || first === null ? [] : wrappedHard(printable(stepText(step, first)), column);
  const lines = [
    paint('heading', `${'The steps: good'.padEnd(column)}   bad`),
    ...steps.flatMap(({ good, bad }) => {
      const [left, right] = [cell(good, firstGood), cell(bad, firstBad)];
      const mark = good === null ? '>' : bad === null ? '<' : ' ';
      return Array.from({ length: Math.max(left.length, right.length) }, (_, i) =>
        `${(left[i] ?? '').padEnd(column)} ${i === 0 ? mark : ' '} ${right[i] ?? ''}`.trimEnd(),
      );
    }),
  ];
  return lines;
}

function firstOf(steps: readonly StepPair[], side: 'good' | 'bad'): SideStep | null {
  return steps.find(pair => pair[side] !== null)?.[side] ?? null;
}

function stepText(step: SideStep, first: SideStep): string {
  const frame = step.frame === null ? '' : `${step.frame} `;
  return `${elapsedText(first, step)} ${frame}${step.text}`;
}
