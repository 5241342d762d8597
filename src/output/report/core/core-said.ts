/** One line about a message: what it is, and its value. */
export type CoreRow = readonly [label: string, text: string];

/** What the page says of a message that is no SIP. Texts of the packet are as in it: their printer must escape them. */
export interface CoreFacts {
  /** `GTP-C`, `S1AP`, `Diameter (Cx)`, …. */
  readonly protocol: string;
  /** What it is called, as in ladders; several if messages ride on it. */
  readonly names: readonly string[];
  /** Null where it is not known. */
  readonly kind: 'request' | 'answer' | null;
  /** Texts that a request and its answer have in common. */
  readonly joins: readonly string[];
  readonly rows: readonly CoreRow[];
}
