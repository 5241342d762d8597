import { toBase64 } from '../bytes/base64.ts';
import { fromHex } from '../bytes/hex.ts';
import { latin1 } from '../bytes/latin1.ts';
import { secretOrNull } from '../bytes/secret-bytes.ts';
import { type Avp, type DiameterMessage, findAvp, groupedAvps, unsigned32 } from './message.ts';

/** Multimedia-Auth of Cx, Zh and SWx (TS 29.229 §6.1.7), and Authentication-Information of S6a (TS 29.272 §7.2.5). */
const COMMAND = { MULTIMEDIA_AUTH: 303, AUTHENTICATION_INFORMATION: 318 } as const;

const APPLICATIONS: ReadonlyMap<number, CxInterface> = new Map([
  [16777216, 'Cx'],
  [16777221, 'Zh'],
  [16777265, 'SWx'],
  [16777251, 'S6a'],
]);

const VENDOR_3GPP = 10415;
const USER_NAME = 1;
const RESULT_CODE = 268;
const EXPERIMENTAL_RESULT = 297;
const EXPERIMENTAL_RESULT_CODE = 298;

/** AVP codes of TS 29.229 §6.3 and TS 29.272 §7.3, vendor 3GPP. */
const AVP = {
  PUBLIC_IDENTITY: 601,
  AUTHENTICATE: 609,
  AUTHORIZATION: 610,
  AUTH_DATA_ITEM: 612,
  CK: 625,
  IK: 626,
  AUTHENTICATION_INFO: 1413,
  UTRAN_VECTOR: 1415,
  RAND: 1447,
  XRES: 1448,
  AUTN: 1449,
} as const;

const RAND_LENGTH = 16;
const AUTN_LENGTH = 16;
const AUTS_LENGTH = 14;
const KEY_LENGTH = 16;

/** Interfaces that carry authentication vectors. */
type CxInterface = 'Cx' | 'Zh' | 'SWx' | 'S6a';

/** One authentication vector of an answer. */
export interface AuthenticationVector {
  /** Base64 of RAND‖AUTN: the nonce of the 401 that it is used in. */
  readonly nonce: string;
  /** Expected RES; null if absent. */
  readonly xres: Uint8Array | null;
  /** 16 octets each; null if either is absent or has another length. */
  readonly ck: Uint8Array | null;
  readonly ik: Uint8Array | null;
}

/** A request for vectors, or the answer to one. */
interface AuthenticationExchange {
  readonly interface: CxInterface;
  readonly request: boolean;
  /** User-Name, the IMPI on Cx and the IMSI on S6a; null if absent. */
  readonly userName: string | null;
  readonly publicIdentity: string | null;
  /** Result-Code or Experimental-Result-Code of an answer (2001: success); null if absent. */
  readonly result: number | null;
  /** In the order of the message; empty in a request. */
  readonly vectors: readonly AuthenticationVector[];
  /** RAND and AUTS of a request for resynchronisation (TS 29.228 §6.3), 16 and 14 octets; otherwise null. */
  readonly resynchronisation: { readonly rand: Uint8Array; readonly auts: Uint8Array } | null;
}

/** The authentication exchange in a message; null for other messages. Its octets are copies. */
export function authenticationExchange(message: DiameterMessage): AuthenticationExchange | null {
  const where = APPLICATIONS.get(message.application);
  const command = where === 'S6a' ? COMMAND.AUTHENTICATION_INFORMATION : COMMAND.MULTIMEDIA_AUTH;
  if (where === undefined || message.command !== command) return null;
  const { avps, request } = message;
  const items = avps.filter(avp => is(avp, AVP.AUTH_DATA_ITEM)).map(groupedAvps);
  const vectors = where === 'S6a' ? utranVectors(avps) : items.map(vectorOf);
  return {
    interface: where,
    request,
    userName: textOf(findAvp(avps, USER_NAME, 0)),
    publicIdentity: textOf(findAvp(avps, AVP.PUBLIC_IDENTITY, VENDOR_3GPP)),
    result: resultOf(avps),
    vectors: request ? [] : vectors.filter(vector => vector !== null),
    resynchronisation: request ? resynchronisationOf(items) : null,
  };
}

function vectorOf(item: readonly Avp[]): AuthenticationVector | null {
  const authenticate = octetsOf(item, AVP.AUTHENTICATE, RAND_LENGTH + AUTN_LENGTH);
  if (authenticate === null) return null;
  return {
    nonce: toBase64(authenticate),
    xres: secretOf(item, AVP.AUTHORIZATION),
    ck: keyOf(item, AVP.CK),
    ik: keyOf(item, AVP.IK),
  };
}

/** Only a UTRAN vector has CK and IK; an E-UTRAN vector has KASME instead. */
function utranVectors(avps: readonly Avp[]): (AuthenticationVector | null)[] {
  return avps
    .filter(avp => is(avp, AVP.AUTHENTICATION_INFO))
    .flatMap(groupedAvps)
    .filter(avp => is(avp, AVP.UTRAN_VECTOR))
    .map(avp => {
      const item = groupedAvps(avp);
      const rand = octetsOf(item, AVP.RAND, RAND_LENGTH);
      const autn = octetsOf(item, AVP.AUTN, AUTN_LENGTH);
      if (rand === null || autn === null) return null;
      return {
        nonce: toBase64(Uint8Array.from([...rand, ...autn])),
        xres: secretOf(item, AVP.XRES),
        ck: keyOf(item, AVP.CK),
        ik: keyOf(item, AVP.IK),
      };
    });
}

function resynchronisationOf(
  items: readonly (readonly Avp[])[],
): AuthenticationExchange['resynchronisation'] {
  for (const item of items) {
    const octets = octetsOf(item, AVP.AUTHORIZATION, RAND_LENGTH + AUTS_LENGTH);
    if (octets !== null) return { rand: octets.slice(0, RAND_LENGTH), auts: octets.slice(RAND_LENGTH) };
  }
  return null;
}

/** A secret of any length. */
function secretOf(avps: readonly Avp[], code: number): Uint8Array | null {
  return secretOrNull(findAvp(avps, code, VENDOR_3GPP)?.data.slice() ?? null);
}

function keyOf(avps: readonly Avp[], code: number): Uint8Array | null {
  return secretOrNull(octetsOf(avps, code, KEY_LENGTH));
}

/** Octets of an AVP, also if written as hex text of twice the length, as from some HSSes. */
function octetsOf(avps: readonly Avp[], code: number, length: number): Uint8Array | null {
  const data = findAvp(avps, code, VENDOR_3GPP)?.data;
  if (data?.length === length) return data.slice();
  return data?.length === 2 * length ? fromHex(latin1(data)) : null;
}

/** Result-Code, or the code in Experimental-Result; null without either. */
export function resultOf(avps: readonly Avp[]): number | null {
  const experimental = findAvp(avps, EXPERIMENTAL_RESULT, 0);
  const inner =
    experimental === null ? null : findAvp(groupedAvps(experimental), EXPERIMENTAL_RESULT_CODE, 0);
  return unsigned32(findAvp(avps, RESULT_CODE, 0)) ?? unsigned32(inner);
}

function is(avp: Avp, code: number): boolean {
  return avp.code === code && avp.vendor === VENDOR_3GPP;
}

function textOf(avp: Avp | null): string | null {
  return avp === null ? null : latin1(avp.data);
}
