import { splitParameters, unquote } from '../header-value.ts';

/** A cell or another access, as P-Access-Network-Info names it (RFC 7315 §5.4; TS 24.229 §7.2A.4). */
export interface AccessNetwork {
  /** `3GPP-E-UTRAN-FDD`, `3GPP-NR-TDD`, `IEEE-802.11`, …: as written, in upper case. */
  readonly access: string;
  readonly mcc: string | null;
  readonly mnc: string | null;
  /** Tracking area code, or location area code of GERAN and UTRAN, in hex. */
  readonly tac: string | null;
  /** Cell identity in hex. */
  readonly cell: string | null;
}

/** Hex digits of area and cell, by the beginning of the access type: what is before them are MCC and MNC. */
const DIGITS: readonly (readonly [type: string, parameter: string, area: number, cell: number])[] = [
  ['3GPP-NR', 'utran-cell-id-3gpp', 6, 9],
  ['3GPP-E-UTRAN', 'utran-cell-id-3gpp', 4, 7],
  ['3GPP-UTRAN', 'utran-cell-id-3gpp', 4, 7],
  ['3GPP-GERAN', 'cgi-3gpp', 4, 4],
];

/** Reads the value of P-Access-Network-Info; null if it names no access type. A cell of another form has only its type. */
export function parseAccessNetwork(value: string): AccessNetwork | null {
  const [first = '', ...rest] = value.split(';');
  const access = first.trim().toUpperCase();
  if (access === '') return null;
  const none = { access, mcc: null, mnc: null, tac: null, cell: null };
  const form = DIGITS.find(([type]) => access.startsWith(type));
  if (form === undefined) return none;
  const [, parameter, area, cell] = form;
  const given = splitParameters(rest.join(';')).find(([name]) => name === parameter)?.[1];
  const text = given === undefined || given === null ? '' : unquote(given);
  const plmn = text.length - area - cell;
  const isWhole = (plmn === 5 || plmn === 6) && /^\d+$/.test(text.slice(0, plmn)) && /^[\da-f]+$/i.test(text);
  if (!isWhole) return none;
  return {
    access,
    mcc: text.slice(0, 3),
    mnc: text.slice(3, plmn),
    tac: text.slice(plmn, plmn + area).toLowerCase(),
    cell: text.slice(plmn + area).toLowerCase(),
  };
}
