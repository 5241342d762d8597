/** What a file of keys, SAs or USIMs holds. What is wrong in one place loses what stands there, and nothing else. */
export interface KeyFile<Entry> {
  /** What was understood, in the order of the file. */
  readonly entries: readonly Entry[];
  readonly issues: readonly KeyFileIssue[];
}

/** Something in a file of keys that is not used as it stands there. */
export interface KeyFileIssue {
  /** `line 3` or `entry 3`, counted from 1; empty for the whole file. */
  readonly place: string;
  /**
   * `wrong`: not understood and left out. `unsupported`: an SA that is understood, but not decrypted. `ignored`: a
   * member without a meaning.
   */
  readonly kind: 'wrong' | 'unsupported' | 'ignored';
  /** One line. It holds no value of the file that may be a key. */
  readonly reason: string;
}
