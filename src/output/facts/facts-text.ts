import { printable } from '../../bytes/printable.ts';
import type { HostNames } from '../names/host-names.ts';
import { shortFileLabels } from '../text/file-labels.ts';
import { wrapped } from '../text/wrapped-text.ts';
import type { Subscriber } from './subscriber.ts';
import { subscriberRows, subscriberTitle } from './subscriber-rows.ts';

/** Options of `facts -T text`. */
interface FactsTextOptions {
  /** Names of the inputs; shown beside frame numbers if there are several. */
  readonly files: readonly string[];
  /** Characters of a line. */
  readonly width: number;
  readonly showKeys: boolean;
  readonly hosts?: HostNames | undefined;
}

/** What a capture shows of one subscriber, a line for each fact with its frame. */
export function subscriberText(
  subscriber: Subscriber,
  { files, width, showKeys, hosts }: FactsTextOptions,
): string {
  const labels = shortFileLabels(files);
  const title = subscriberTitle(subscriber);
  const lines = subscriberRows(subscriber, showKeys).flatMap(([label, text, frames]) => {
    const places = frames.map(({ file, frame }) => `${labels[file] ?? ''}${frame}`).join(' ');
    const shown = `${text}${places === '' ? '' : `  (frame ${places})`}`;
    const [first = '', ...rest] = wrapped(printable(hosts?.inText(shown) ?? shown), width, LEAD);
    return [`  ${label}`.padEnd(LEAD.length) + first.slice(LEAD.length), ...rest];
  });
  return [printable(title), ...lines, ''].join('\n');
}

const LEAD = ' '.repeat('  expiry granted  '.length);
