/** What may turn out to be a part of another of its kind. */
export interface Part<T> {
  /** The one that it became a part of; null if it stands for itself. */
  into: T | null;
}

/**
 * The one that has all that this one had. Each step is shortened for the next time, so that a long row of unions, which
 * a hostile capture can make, is not walked again and again.
 */
export function rootOf<T extends Part<T>>(part: T): T {
  let root = part;
  while (root.into !== null) {
    root.into = root.into.into ?? root.into;
    root = root.into;
  }
  return root;
}
