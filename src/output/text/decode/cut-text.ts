/**
 * A text of at most `width` characters. A longer one loses its middle, because the ends of addresses and numbers tell
 * them apart: `+15…0001`.
 */
export function cutText(text: string, width: number): string {
  if (text.length <= width) return text;
  if (width < 2) return '…'.slice(0, Math.max(width, 0));
  const start = Math.floor((width - 1) / 2);
  return `${text.slice(0, start)}…${text.slice(text.length - (width - 1 - start))}`;
}

/** Two texts with an arrow between them in at most `room` characters; what a short one leaves belongs to the other. */
export function cutPair(from: string, to: string, room: number): string {
  const both = room - ARROW.length;
  if (from.length + to.length <= both) return `${from}${ARROW}${to}`;
  const start = cutText(from, Math.max(Math.floor(both / 2), both - to.length));
  return `${start}${ARROW}${cutText(to, both - start.length)}`;
}

const ARROW = ' → ';
