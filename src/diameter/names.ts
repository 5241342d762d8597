/** Interfaces by Application-Id: TS 29.229 §5, TS 29.214 §5.1, TS 29.212 §5.1. */
export const APPLICATIONS: ReadonlyMap<number, 'Cx' | 'Rx' | 'Gx'> = new Map([
  [16_777_216, 'Cx'],
  [16_777_236, 'Rx'],
  [16_777_238, 'Gx'],
]);

/** Commands by code; `R` or `A` follows (TS 29.229 §6.1, RFC 6733 §3.1, RFC 4006 §3). */
const COMMANDS: ReadonlyMap<number, string> = new Map([
  [258, 'RA'],
  [265, 'AA'],
  [272, 'CC'],
  [274, 'AS'],
  [275, 'ST'],
  [300, 'UA'],
  [301, 'SA'],
  [302, 'LI'],
  [303, 'MA'],
  [304, 'RT'],
  [305, 'PP'],
]);

/** `AAR`, `MAA`; null for a command of none of these interfaces. */
export function commandName(command: number, request: boolean): string | null {
  const name = COMMANDS.get(command);
  return name === undefined ? null : `${name}${request ? 'R' : 'A'}`;
}

/** Results in Experimental-Result-Code of Cx (TS 29.229 §6.2). */
const CX: ReadonlyMap<number, string> = new Map([
  [2001, 'DIAMETER_FIRST_REGISTRATION'],
  [2002, 'DIAMETER_SUBSEQUENT_REGISTRATION'],
  [2003, 'DIAMETER_UNREGISTERED_SERVICE'],
  [2004, 'DIAMETER_SUCCESS_SERVER_NAME_NOT_STORED'],
  [4100, 'DIAMETER_USER_DATA_NOT_AVAILABLE'],
  [4101, 'DIAMETER_PRIOR_UPDATE_IN_PROGRESS'],
  [5001, 'DIAMETER_ERROR_USER_UNKNOWN'],
  [5002, 'DIAMETER_ERROR_IDENTITIES_DONT_MATCH'],
  [5003, 'DIAMETER_ERROR_IDENTITY_NOT_REGISTERED'],
  [5004, 'DIAMETER_ERROR_ROAMING_NOT_ALLOWED'],
  [5005, 'DIAMETER_ERROR_IDENTITY_ALREADY_REGISTERED'],
  [5006, 'DIAMETER_ERROR_AUTH_SCHEME_NOT_SUPPORTED'],
  [5007, 'DIAMETER_ERROR_IN_ASSIGNMENT_TYPE'],
  [5008, 'DIAMETER_ERROR_TOO_MUCH_DATA'],
  [5009, 'DIAMETER_ERROR_NOT_SUPPORTED_USER_DATA'],
  [5011, 'DIAMETER_ERROR_FEATURE_UNSUPPORTED'],
]);

/** Of Rx (TS 29.214 §5.5). */
const RX: ReadonlyMap<number, string> = new Map([
  [4261, 'REQUESTED_SERVICE_TEMPORARILY_NOT_AUTHORIZED'],
  [5061, 'INVALID_SERVICE_INFORMATION'],
  [5062, 'FILTER_RESTRICTIONS'],
  [5063, 'REQUESTED_SERVICE_NOT_AUTHORIZED'],
  [5064, 'DUPLICATED_AF_SESSION'],
  [5065, 'IP_CAN_SESSION_NOT_AVAILABLE'],
  [5066, 'UNAUTHORIZED_NON_EMERGENCY_SESSION'],
  [5067, 'UNAUTHORIZED_SPONSORED_DATA_CONNECTIVITY'],
]);

/** Of Gx (TS 29.212 §5.5). */
const GX: ReadonlyMap<number, string> = new Map([
  [4141, 'DIAMETER_PCC_BEARER_EVENT'],
  [4142, 'DIAMETER_BEARER_EVENT'],
  [4143, 'DIAMETER_AN_GW_FAILED'],
  [5140, 'DIAMETER_ERROR_INITIAL_PARAMETERS'],
  [5141, 'DIAMETER_ERROR_TRIGGER_EVENT'],
  [5142, 'DIAMETER_PCC_RULE_EVENT'],
  [5143, 'DIAMETER_ERROR_BEARER_NOT_AUTHORIZED'],
  [5144, 'DIAMETER_ERROR_TRAFFIC_MAPPING_INFO_REJECTED'],
  [5147, 'DIAMETER_ERROR_CONFLICTING_REQUEST'],
]);

/** In Result-Code (RFC 6733 §7.1). */
const BASE: ReadonlyMap<number, string> = new Map([
  [2001, 'DIAMETER_SUCCESS'],
  [2002, 'DIAMETER_LIMITED_SUCCESS'],
  [3001, 'DIAMETER_COMMAND_UNSUPPORTED'],
  [3002, 'DIAMETER_UNABLE_TO_DELIVER'],
  [3003, 'DIAMETER_REALM_NOT_SERVED'],
  [3004, 'DIAMETER_TOO_BUSY'],
  [3005, 'DIAMETER_LOOP_DETECTED'],
  [3007, 'DIAMETER_APPLICATION_UNSUPPORTED'],
  [3010, 'DIAMETER_UNKNOWN_PEER'],
  [5001, 'DIAMETER_AVP_UNSUPPORTED'],
  [5002, 'DIAMETER_UNKNOWN_SESSION_ID'],
  [5003, 'DIAMETER_AUTHORIZATION_REJECTED'],
  [5004, 'DIAMETER_INVALID_AVP_VALUE'],
  [5005, 'DIAMETER_MISSING_AVP'],
  [5006, 'DIAMETER_RESOURCES_EXCEEDED'],
  [5009, 'DIAMETER_AVP_OCCURS_TOO_MANY_TIMES'],
  [5012, 'DIAMETER_UNABLE_TO_COMPLY'],
  [5014, 'DIAMETER_INVALID_AVP_LENGTH'],
]);

const EXPERIMENTAL = { Cx: CX, Rx: RX, Gx: GX } as const;

/** Name of a result, by where it stands; null for a number without a name here. */
export function resultName(
  application: keyof typeof EXPERIMENTAL,
  result: number,
  experimental: boolean,
): string | null {
  return (experimental ? EXPERIMENTAL[application] : BASE).get(result) ?? null;
}
