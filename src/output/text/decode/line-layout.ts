/** How much of a message its line shows, and how wide the columns are. */
export interface LineLayout {
  /** Most characters of a line; infinite: nothing is cut. */
  readonly width: number;
  /** Between two columns. */
  readonly gap: string;
  /** At least; a time with its date takes more. */
  readonly time: number;
  /** Characters of the source, and of both ends; what needs more moves what follows. */
  readonly source: number;
  readonly ends: number;
  readonly hasPorts: boolean;
  /** Is a good ICV said, and that a message is unprotected? */
  readonly hasVerdict: boolean;
  readonly mark: number;
  readonly message: number;
  readonly parties: number;
  /** Is the reason of a response shown, and the names of files as a whole? */
  readonly isWordy: boolean;
  readonly hasCallId: boolean;
}

/** For less than 100 columns. */
const NARROW = {
  gap: ' ',
  time: 10,
  source: 0,
  ends: '10.10.0.10 → 10.10.0.10'.length,
  hasPorts: false,
  hasVerdict: false,
  mark: 'uc->ps'.length,
  message: '200 SUBSCRIBE'.length,
  parties: 0,
  isWordy: false,
  hasCallId: false,
};

/** For less than 160 columns. */
const MEDIUM = {
  ...NARROW,
  gap: '  ',
  time: 12,
  ends: '10.10.0.10:5060 → 10.10.0.10:5060'.length,
  hasPorts: true,
  hasVerdict: true,
  mark: 'unprotected'.length,
};

const WIDE = {
  ...MEDIUM,
  source: '255.255.255.255:65535'.length,
  ends: '255.255.255.255:65535 → 255.255.255.255:65535'.length,
  mark: 'uc->ps unchecked'.length,
  message: '202 Accepted (SUBSCRIBE)'.length,
  parties: '001010000000001 → 001010000000002'.length,
  isWordy: true,
  hasCallId: true,
};

/** The layout for a terminal with so many columns. A file or a pipe, `null`, gets all columns, and nothing is cut. */
export function lineLayout(width: number | null): LineLayout {
  if (width === null) return { ...WIDE, width: Number.POSITIVE_INFINITY };
  const columns = width < 100 ? NARROW : width < 160 ? MEDIUM : WIDE;
  return { ...columns, width };
}
