import type { Rule } from '../../diagnosis/rules/rule.ts';
import { wrapped } from './wrapped-text.ts';

/** What a rule looks for, how sure it can be and what to do, in lines of at most `width` characters. */
export function ruleText(rule: Rule, width: number): string {
  const paragraphs: readonly (readonly [label: string, text: string | null | undefined])[] = [
    ['known as', rule.term],
    [
      'severity',
      `at most ${rule.severity}; about ${rule.about === 'capture' ? 'the capture' : 'a registration'}`,
    ],
    ['evidence', rule.evidence],
    ['certain', rule.certain ?? 'never: other causes look alike in a capture'],
    ['fix', rule.advice],
    ['to confirm', rule.settle],
  ];
  const body = paragraphs.flatMap(([label, text]) => paragraph(label, text ?? '', width));
  return [...wrapped(`${rule.id} ${rule.title}`, width, ''), ...body, ''].join('\n');
}

function paragraph(label: string, text: string, width: number): string[] {
  const lead = ' '.repeat(LABEL_WIDTH);
  const [first = '', ...rest] = wrapped(text, width, lead);
  return first === '' ? [] : [`  ${label}`.padEnd(LABEL_WIDTH) + first.slice(LABEL_WIDTH), ...rest];
}

const LABEL_WIDTH = '  to confirm  '.length;
