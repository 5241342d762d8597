import { printable } from '../bytes/printable.ts';

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
