/** A Markdown table; the first column is text, the others are set right. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((name, i) =>
    Math.max(...[name, ...rows.map(row => row[i] ?? '')].map(cellWidth), 4),
  );
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, i) => pad(cells[i] ?? '', width, i > 0)).join(' | ')} |`;
  const rule = widths.map((width, i) => (i > 0 ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)));
  return [line(head), line(rule), ...rows.map(line)].map(text => `${text}\n`).join('');
}

function pad(text: string, width: number, right: boolean): string {
  const padding = ' '.repeat(width - cellWidth(text));
  return right ? padding + text : text + padding;
}

function cellWidth(text: string): number {
  return [...text].length;
}

/** 1234567 as `1,234,567`. */
export function grouped(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** Bytes as `12 MiB`. */
export function mebibytes(bytes: number): string {
  return `${grouped(bytes / 2 ** 20)} MiB`;
}

/** Seconds with three significant digits or more. */
export function seconds(value: number): string {
  return `${value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)} s`;
}
