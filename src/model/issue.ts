/** Where in the tool a problem was noticed. */
export type IssueLayer =
  | 'input'
  | 'capture'
  | 'link'
  | 'network'
  | 'transport'
  | 'sip'
  | 'sec-agree'
  | 'esp'
  | 'access'
  | 'diagnosis';

/**
 * Something in the input that is damaged, cut, contradictory or not supported.
 *
 * Decoders never throw on captured bytes: they return what they could read and report an Issue.
 */
export interface Issue {
  /** Stable, kebab-case, greppable: `caplen-too-large`, `ip-total-length`, `sip-gap`. */
  readonly code: string;
  readonly layer: IssueLayer;
  /** True when data was lost or could not be read. In layer `input` or `capture` it makes the exit code 2. */
  readonly damage: boolean;
  /** Index of the input file, or null when no single file is meant. */
  readonly file: number | null;
  /** Frame number in that file, counted from 1; null before the first frame or for the whole file. */
  readonly frame: number | null;
  /** Offset in bytes: in the file for layer `input` and `capture`, in the captured frame for the others. */
  readonly offset: number | null;
  /** One line: what was expected and what was found. */
  readonly message: string;
}

/** Receives issues as they are noticed. */
export type Report = (issue: Issue) => void;
