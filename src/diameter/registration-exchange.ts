import { latin1 } from '../bytes/latin1.ts';
import { authenticationExchange, resultOf } from './cx.ts';
import { type DiameterMessage, findAvp } from './message.ts';

/** Commands of Cx in a registration (TS 29.229 §6.1). */
const COMMANDS: ReadonlyMap<number, RegistrationExchange['command']> = new Map([
  [300, 'UA'],
  [301, 'SA'],
  [302, 'LI'],
  [303, 'MA'],
]);

const CX = 16777216;
const VENDOR_3GPP = 10415;
const USER_NAME = 1;
const RESULT_CODE = 268;
const PUBLIC_IDENTITY = 601;

/** A User-Authorization, Server-Assignment, Location-Info or Multimedia-Auth request or answer. */
export interface RegistrationExchange {
  readonly command: 'UA' | 'SA' | 'LI' | 'MA';
  readonly request: boolean;
  /** Private identity; null if absent. */
  readonly userName: string | null;
  readonly publicIdentity: string | null;
  /** Result-Code or Experimental-Result-Code of an answer (2001: success); null in a request, or if absent. */
  readonly result: number | null;
  /** Is `result` from Experimental-Result, with the numbers of TS 29.229 §6.2 instead of RFC 6733? */
  readonly experimental: boolean;
  /** The same in a request and its answer (RFC 6733 §3). */
  readonly endToEnd: number;
  /** AUTS of a request for resynchronisation, 14 octets; otherwise null. */
  readonly auts: Uint8Array | null;
}

/** The exchange of a Cx message about a registration; null for other messages. */
export function registrationExchange(message: DiameterMessage): RegistrationExchange | null {
  const command = COMMANDS.get(message.command);
  if (message.application !== CX || command === undefined) return null;
  const { avps, request } = message;
  const text = (code: number, vendor: number) => {
    const avp = findAvp(avps, code, vendor);
    return avp === null ? null : latin1(avp.data);
  };
  return {
    command,
    request,
    userName: text(USER_NAME, 0),
    publicIdentity: text(PUBLIC_IDENTITY, VENDOR_3GPP),
    result: request ? null : resultOf(avps),
    experimental: !request && findAvp(avps, RESULT_CODE, 0) === null,
    endToEnd: message.endToEnd,
    auts: authenticationExchange(message)?.resynchronisation?.auts ?? null,
  };
}
