import { printable } from '../../bytes/printable.ts';

/**
 * What stands before a frame number, by the index of the file: `gm.pcap:`, with the folder only where names alone are
 * not distinct. Empty when there is one file only.
 */
export function fileLabels(files: readonly string[]): readonly string[] {
  if (files.length < 2) return [];
  const names = files.map(file => file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1));
  const distinct = new Set(names).size === files.length;
  return (distinct ? names : files).map(name => `${printable(name)}:`);
}

/** The same without what all of them begin and end with: `gm:` for `run-gm.pcap` beside `run-mw.pcap`. */
export function shortFileLabels(files: readonly string[]): readonly string[] {
  const labels = fileLabels(files);
  const start = commonLength(labels, (label, i) => label[i]);
  const tails = labels.map(label => label.slice(0, -1));
  const end = commonLength(tails, (label, i) => label[label.length - 1 - i]);
  const short = tails.map(label => label.slice(start, label.length - end));
  return short.some(label => label === '') ? labels : short.map(label => `${label}:`);
}

/** Characters up to the last separator of what is the same in all of them. */
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
