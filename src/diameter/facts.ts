import { latin1 } from '../bytes/latin1.ts';
import { resultOf } from './cx.ts';
import { type Avp, type DiameterMessage, findAvp, groupedAvps, unsigned32 } from './message.ts';
import { APPLICATIONS, commandName, resultName } from './names.ts';
import { framedAddresses, type MediaComponent, mediaComponents, type PolicyRule, rulesOf } from './policy.ts';

/** What a message of Cx, Rx or Gx says. It has no keys. Null and empty: not in the message. */
export interface DiameterFacts {
  readonly application: 'Cx' | 'Rx' | 'Gx';
  /** `UAR`, `AAA`, …. */
  readonly command: string;
  readonly request: boolean;
  /** The same in a request and its answer (RFC 6733 §3). */
  readonly hopByHop: number;
  readonly endToEnd: number;
  /** Session-Id. */
  readonly session: string | null;
  /** Result-Code or Experimental-Result-Code. */
  readonly result: number | null;
  /** Is `result` from Experimental-Result? */
  readonly experimental: boolean;
  readonly resultName: string | null;
  /** User-Name; without it the IMSI, or another identity, of Subscription-Id. */
  readonly user: string | null;
  readonly publicIdentity: string | null;
  /** All of Subscription-Id-Data: MSISDN, IMSI, SIP URI, NAI. */
  readonly subscriptions: readonly string[];
  /** Framed-IP-Address and Framed-IPv6-Prefix, canonical, the prefix with its length. */
  readonly addresses: readonly string[];
  /** Called-Station-Id: the APN. */
  readonly apn: string | null;
  /** Name of the S-CSCF (Server-Name). */
  readonly serverName: string | null;
  /** Numbers of capabilities that an S-CSCF must have, and those it may have. */
  readonly mandatoryCapabilities: readonly number[];
  readonly optionalCapabilities: readonly number[];
  /** Server-Assignment-Type or User-Authorization-Type. */
  readonly assignment: number | null;
  /** AF-Charging-Identifier: the ICID of the dialog. */
  readonly chargingId: string | null;
  readonly media: readonly MediaComponent[];
  /** Rules installed, changed or, with `removed`, taken away. */
  readonly rules: readonly PolicyRule[];
  /** QCI of the default bearer that Gx names. */
  readonly qci: number | null;
  /** Specific-Action of Rx, Event-Trigger of Gx. */
  readonly events: readonly number[];
  /** Abort-Cause, Termination-Cause, or Session-Release-Cause. */
  readonly cause: number | null;
  /** False if an AVP is longer than the message: only those before it were read. */
  readonly whole: boolean;
}

const VENDOR_3GPP = 10_415;

/** RFC 6733 §4.5, RFC 4006 §8; of 3GPP: TS 29.229 §6.3, TS 29.214 §5.3, TS 29.212 §5.3. */
const AVP = {
  USER_NAME: 1,
  CALLED_STATION_ID: 30,
  SESSION_ID: 263,
  RESULT_CODE: 268,
  TERMINATION_CAUSE: 295,
  SUBSCRIPTION_ID: 443,
  SUBSCRIPTION_ID_DATA: 444,
  SUBSCRIPTION_ID_TYPE: 450,
  ABORT_CAUSE: 500,
  AF_CHARGING_IDENTIFIER: 505,
  SPECIFIC_ACTION: 513,
  PUBLIC_IDENTITY: 601,
  SERVER_NAME: 602,
  SERVER_CAPABILITIES: 603,
  MANDATORY_CAPABILITY: 604,
  OPTIONAL_CAPABILITY: 605,
  SERVER_ASSIGNMENT_TYPE: 614,
  USER_AUTHORIZATION_TYPE: 623,
  EVENT_TRIGGER: 1006,
  QOS_CLASS_IDENTIFIER: 1028,
  SESSION_RELEASE_CAUSE: 1045,
  DEFAULT_EPS_BEARER_QOS: 1049,
} as const;

/** Subscription-Id-Type of an IMSI (RFC 4006 §8.47). */
const TYPE_IMSI = 1;

/** Values listed of one kind: a message has a handful. */
const MOST_VALUES = 64;

/** What a message of one of these interfaces says; null for other messages. */
export function diameterFacts(message: DiameterMessage): DiameterFacts | null {
  const application = APPLICATIONS.get(message.application);
  const command = commandName(message.command, message.request);
  if (application === undefined || command === null) return null;
  const { avps, request, hopByHop, endToEnd, whole } = message;
  const subscriptions = subscriptionsOf(avps);
  const result = request ? null : resultOf(avps);
  const experimental = result !== null && unsigned32(findAvp(avps, AVP.RESULT_CODE, 0)) === null;
  const capabilities = grouped(findAvp(avps, AVP.SERVER_CAPABILITIES, VENDOR_3GPP));
  const defaultQos = grouped(findAvp(avps, AVP.DEFAULT_EPS_BEARER_QOS, VENDOR_3GPP));
  const imsi = subscriptions.find(({ type }) => type === TYPE_IMSI);
  return {
    application,
    command,
    request,
    hopByHop,
    endToEnd,
    session: textOf(findAvp(avps, AVP.SESSION_ID, 0)),
    result,
    experimental,
    resultName: result === null ? null : resultName(application, result, experimental),
    user: textOf(findAvp(avps, AVP.USER_NAME, 0)) ?? (imsi ?? subscriptions[0])?.data ?? null,
    publicIdentity: textOf(findAvp(avps, AVP.PUBLIC_IDENTITY, VENDOR_3GPP)),
    subscriptions: subscriptions.map(({ data }) => data),
    addresses: framedAddresses(avps),
    apn: textOf(findAvp(avps, AVP.CALLED_STATION_ID, 0)),
    serverName: textOf(findAvp(avps, AVP.SERVER_NAME, VENDOR_3GPP)),
    mandatoryCapabilities: numbersOf(capabilities, AVP.MANDATORY_CAPABILITY),
    optionalCapabilities: numbersOf(capabilities, AVP.OPTIONAL_CAPABILITY),
    assignment:
      unsigned32(findAvp(avps, AVP.SERVER_ASSIGNMENT_TYPE, VENDOR_3GPP)) ??
      unsigned32(findAvp(avps, AVP.USER_AUTHORIZATION_TYPE, VENDOR_3GPP)),
    chargingId: textOf(findAvp(avps, AVP.AF_CHARGING_IDENTIFIER, VENDOR_3GPP)),
    media: mediaComponents(avps),
    rules: rulesOf(avps),
    qci: unsigned32(findAvp(defaultQos, AVP.QOS_CLASS_IDENTIFIER, VENDOR_3GPP)),
    events: [...numbersOf(avps, AVP.SPECIFIC_ACTION), ...numbersOf(avps, AVP.EVENT_TRIGGER)],
    cause:
      unsigned32(findAvp(avps, AVP.ABORT_CAUSE, VENDOR_3GPP)) ??
      unsigned32(findAvp(avps, AVP.SESSION_RELEASE_CAUSE, VENDOR_3GPP)) ??
      unsigned32(findAvp(avps, AVP.TERMINATION_CAUSE, 0)),
    whole,
  };
}

function subscriptionsOf(avps: readonly Avp[]): { readonly type: number | null; readonly data: string }[] {
  return avps
    .filter(({ code, vendor }) => code === AVP.SUBSCRIPTION_ID && vendor === 0)
    .slice(0, MOST_VALUES)
    .flatMap(avp => {
      const inner = groupedAvps(avp);
      const data = textOf(findAvp(inner, AVP.SUBSCRIPTION_ID_DATA, 0));
      return data === null ? [] : [{ type: unsigned32(findAvp(inner, AVP.SUBSCRIPTION_ID_TYPE, 0)), data }];
    });
}

function grouped(avp: Avp | null): readonly Avp[] {
  return avp === null ? [] : groupedAvps(avp);
}

function numbersOf(avps: readonly Avp[], wanted: number): number[] {
  return avps
    .filter(({ code, vendor }) => code === wanted && vendor === VENDOR_3GPP)
    .slice(0, MOST_VALUES)
    .map(unsigned32)
    .filter(number => number !== null);
}

function textOf(avp: Avp | null): string | null {
  return avp === null ? null : latin1(avp.data);
}
