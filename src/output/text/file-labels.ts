import { printable } from '../../bytes/printable.ts';

/**
 * The labels before frame numbers, by index of the file: `gm.pcap:`, with the folder only if the names alone are not
 * distinct. Empty for a single file.
 */
export function fileLabels(files: readonly string[]): readonly string[] {
  if (files.length < 2) return [];
  const names = files.map(file => file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1));
  const distinct = new Set(names).size === files.length;
  return (distinct ? names : files).map(name => `${printable(name)}:`);
}

/** The same without the common start and end of the names: `gm:` for `run-gm.pcap` beside `run-mw.pcap`. */
export function shortFileLabels(files: readonly string[]): readonly string[] {
  const labels = fileLabels(files);
  const start = commonLength(labels, (label, i) => label[i]);
  const tails = labels.map(label => label.slice(0, -1));
  const end = commonLength(tails, (label, i) => label[label.length - 1 - i]);
  const short = tails.map(label => label.slice(start, label.length - end));
  return short.some(label => label === '') ? labels : short.map(label => `${label}:`);
}

/** Length of the common start, up to its last separator. */
function commonLength(
  labels: readonly string[],
  at: (label: string, i: number) => string | undefined,
): number {
  const [first = ''] = labels;
  let length = 0;
  for (let i = 0; i < first.length && labels.every(label => at(label, i) === at(first, i)); i++)
    if (/[-_. /\\]/.test(at(first, i) as string)) length = i + 1;
  return length;
}
