/**
 * The visible rows of a long list, and some more around them that are drawn in advance.
 *
 * @param {{ scrollTop: number, height: number, rowHeight: number, count: number }} view
 * @returns {{ first: number, end: number }} the last one is before `end`
 */
export function rowWindow({ scrollTop, height, rowHeight, count }) {
  const first = Math.floor(scrollTop / rowHeight) - AHEAD;
  const end = Math.ceil((scrollTop + height) / rowHeight) + AHEAD;
  return { first: Math.min(Math.max(0, first), count), end: Math.max(0, Math.min(count, end)) };
}

/**
 * The scroll position at which a row is in view, as near as possible to where it is now.
 *
 * @param {number} row
 * @param {{ scrollTop: number, height: number, rowHeight: number }} view
 */
export function scrollTopFor(row, { scrollTop, height, rowHeight }) {
  const top = row * rowHeight;
  if (top < scrollTop) return top;
  return Math.max(scrollTop, top + rowHeight - height);
}

/** Rows drawn before they come into view. */
const AHEAD = 12;
