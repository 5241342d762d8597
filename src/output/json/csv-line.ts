import { printable } from '../../bytes/printable.ts';

/**
 * One row of CSV (RFC 4180). Values with a comma or a quote are quoted; controls are escaped, so that each line is one
 * row.
 */
export function csvLine(values: readonly string[]): string {
  const quoted = values.map(value => {
    const text = printable(value);
    return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  });
  return `${quoted.join(',')}\n`;
}
