/** The contents of a file of keys, SAs or USIMs. A mistake loses only the entry that it is in. */
export interface KeyFile<Entry> {
  /** The entries that could be read, in the order of the file. */
  readonly entries: readonly Entry[];
  readonly issues: readonly KeyFileIssue[];
}

/** A problem in a file of keys. */
export interface KeyFileIssue {
  /** `line 3` or `entry 3`, counted from 1; empty for the whole file. */
  readonly place: string;
  /**
   * `wrong`: the entry cannot be read and is left out. `unsupported`: an SA that is known, but not decrypted.
   * `ignored`: a member without a meaning.
   */
  readonly kind: 'wrong' | 'unsupported' | 'ignored';
  /** One line. It never holds a value that may be a key. */
  readonly reason: string;
}
