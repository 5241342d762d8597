import type { DifferenceLine } from '../json/comparison-line-types.ts';
import type { PlacedMessage } from './dialog-messages.ts';
import { headerItems } from './header-items.ts';

/** One thing in which two dialogs differ. */
export type Difference = Omit<DifferenceLine, 'type'>;

const KINDS: readonly Difference['kind'][] = ['missing', 'added', 'changed'];

/** What the good one has and the bad one lacks comes first, then the other way round, then other values. */
export function differencesOf(good: readonly PlacedMessage[], bad: readonly PlacedMessage[]): Difference[] {
  const found: Difference[] = [];
  const others = new Map(bad.map(one => [one.place, one]));
  const places = new Set(good.map(({ place }) => place));
  for (const one of good) {
    const other = others.get(one.place);
    if (other === undefined) found.push(wholeOf(one, 'missing'));
    else for (const difference of between(one, other)) found.push(difference);
  }
  for (const one of bad) if (!places.has(one.place)) found.push(wholeOf(one, 'added'));
  // Whole messages first: they explain the rest.
  const rank = ({ kind, item }: Difference) => 2 * KINDS.indexOf(kind) + (item === null ? 0 : 1);
  return found.sort((a, b) => rank(a) - rank(b));
}

function wholeOf({ place, frame, message }: PlacedMessage, kind: 'missing' | 'added'): Difference {
  const isGood = kind === 'missing';
  const text = message.status === null ? 'sent' : message.startLine.slice('SIP/2.0 '.length);
  return {
    kind,
    message: place,
    item: null,
    good: isGood ? text : null,
    bad: isGood ? null : text,
    goodFrame: isGood ? frame : null,
    badFrame: isGood ? null : frame,
  };
}

function between(good: PlacedMessage, bad: PlacedMessage): Difference[] {
  const [ours, theirs] = [itemsOf(good), itemsOf(bad)];
  const found: Difference[] = [];
  for (const item of new Set([...ours.keys(), ...theirs.keys()])) {
    const [one = null, other = null] = [ours.get(item), theirs.get(item)];
    if (one === other) continue;
    found.push({
      kind: other === null ? 'missing' : one === null ? 'added' : 'changed',
      message: good.place,
      item,
      good: one,
      bad: other,
      goodFrame: good.frame,
      badFrame: bad.frame,
    });
  }
  return found;
}

function itemsOf({ message, transport, sa }: PlacedMessage): Map<string, string> {
  return new Map([
    ['transport', transport.toUpperCase()],
    ['protection', sa === null ? 'unprotected' : `ESP ${sa}`],
    ...headerItems(message),
  ]);
}
