import { toHex } from '../../bytes/hex.ts';
import { readU8 } from '../../bytes/read.ts';
import { plmnOf, tbcdDigits } from '../values.ts';

/** Who a phone says it is, or is told to be. Null: not said. */
export interface NasIdentity {
  readonly imsi: string | null;
  /** IMEI or IMEISV. */
  readonly imei: string | null;
  /** GUTI or 5G-GUTI: `001-01-0002-01-c0000b2a`. Its last two parts are the S-TMSI. */
  readonly guti: string | null;
}

const NOBODY: NasIdentity = { imsi: null, imei: null, guti: null };

/** EPS mobile identity (TS 24.301 §9.9.3.12) and mobile identity (TS 24.008 §10.5.1.4); null for others. */
export function epsIdentity(value: Uint8Array): NasIdentity | null {
  if (value.length === 0) return null;
  switch (readU8(value, 0) & 7) {
    case 1:
      return { ...NOBODY, imsi: oddDigits(value) };
    case 2:
    case 3:
      return { ...NOBODY, imei: oddDigits(value) };
    case 6: {
      const plmn = plmnOf(value, 1);
      if (plmn === null || value.length < 11) return null;
      return { ...NOBODY, guti: gutiText(plmn, [value.subarray(4, 6), value.subarray(6, 7)], value, 7) };
    }
    default:
      return null;
  }
}

/** 5GS mobile identity (TS 24.501 §9.11.3.4); of a SUCI the IMSI, if it is not concealed. */
export function fiveGsIdentity(value: Uint8Array): NasIdentity | null {
  if (value.length === 0) return null;
  switch (readU8(value, 0) & 7) {
    case 1:
      return { ...NOBODY, imsi: imsiOfSuci(value) };
    case 2: {
      const plmn = plmnOf(value, 1);
      if (plmn === null || value.length < 11) return null;
      return { ...NOBODY, guti: gutiText(plmn, [value.subarray(4, 5), value.subarray(5, 7)], value, 7) };
    }
    case 3:
    case 5:
      return { ...NOBODY, imei: oddDigits(value) };
    default:
      return null;
  }
}

/** The two parts of an S-TMSI: `01-c0000b2a`. */
export function tmsiText(code: Uint8Array, tmsi: Uint8Array): string {
  return `${toHex(code)}-${toHex(tmsi)}`;
}

/** The S-TMSI in a GUTI. */
export function tmsiOfGuti(guti: string): string {
  return guti.split('-').slice(-2).join('-');
}

function gutiText(
  { mcc, mnc }: { readonly mcc: string; readonly mnc: string },
  [group, code]: readonly [Uint8Array, Uint8Array],
  value: Uint8Array,
  at: number,
): string {
  return `${mcc}-${mnc}-${toHex(group)}-${tmsiText(code, value.subarray(at, at + 4))}`;
}

/** The first digit shares its octet with the type. */
function oddDigits(value: Uint8Array): string | null {
  const first = readU8(value, 0) >> 4;
  return first > 9 ? null : `${first}${tbcdDigits(value, 1)}`;
}

/** The null scheme (0) shows the MSIN (TS 33.501 §C.2); others conceal it. */
function imsiOfSuci(value: Uint8Array): string | null {
  const plmn = plmnOf(value, 1);
  const isImsi = (readU8(value, 0) & 0x70) === 0;
  if (!isImsi || plmn === null || value.length < 9 || (readU8(value, 6) & 15) !== 0) return null;
  return `${plmn.mcc}${plmn.mnc}${tbcdDigits(value, 8)}`;
}
