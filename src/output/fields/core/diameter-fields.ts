import type { CoreMessage } from '../../../analysis/events/core-event.ts';
import { addressText } from '../../../bytes/address.ts';
import { latin1 } from '../../../bytes/latin1.ts';
import {
  type Avp,
  type DiameterMessage,
  findAvp,
  groupedAvps,
  unsigned32,
} from '../../../diameter/message.ts';
import { type Field, optional } from '../field.ts';
import { numberOf, type ReadCore, textOf, valuesOf } from './core-field.ts';

const VENDOR_3GPP = 10_415;

/** The header of Diameter, and AVPs of Cx, Rx and Gx. None of them has a key: no AVP with vectors is among them. */
export const DIAMETER_FIELDS: readonly Field[] = [
  numberOf(
    'diameter.cmd.code',
    24,
    'command: 300 to 305 Cx, 265 AA of Rx, 272 CC of Gx',
    message(({ command }) => [command]),
  ),
  numberOf(
    'diameter.applicationId',
    32,
    '16777216 Cx, 16777236 Rx, 16777238 Gx',
    message(({ application }) => [application]),
  ),
  valuesOf(
    'diameter.flags.request',
    'boolean',
    'is it a request?',
    message(({ request }) => [Number(request)]),
  ),
  numberOf(
    'diameter.hopbyhopid',
    32,
    'the same in a request and its answer',
    message(({ hopByHop }) => [hopByHop]),
    8,
  ),
  numberOf(
    'diameter.endtoendid',
    32,
    'the same in a request, its copies and its answer',
    message(({ endToEnd }) => [endToEnd]),
    8,
  ),
  ...texts(0, [
    [1, 'User-Name', 'user: the private identity'],
    [30, 'Called-Station-Id', 'APN'],
    [263, 'Session-Id', 'session'],
    [264, 'Origin-Host', 'sender'],
    [283, 'Destination-Realm', 'realm of the receiver'],
    [293, 'Destination-Host', 'receiver'],
    [296, 'Origin-Realm', 'realm of the sender'],
    [444, 'Subscription-Id-Data', 'MSISDN, IMSI, SIP URI or NAI of the subscriber'],
  ]),
  ...numbers(0, [
    [258, 'Auth-Application-Id', 'application that a message names'],
    [268, 'Result-Code', 'result: 2001 success (RFC 6733 §7.1)'],
    [295, 'Termination-Cause', 'why a session ends'],
    [298, 'Experimental-Result-Code', 'result of 3GPP (TS 29.229 §6.2, TS 29.214 §5.5)'],
    [450, 'Subscription-Id-Type', '0 MSISDN, 1 IMSI, 2 SIP URI, 3 NAI'],
  ]),
  ...texts(VENDOR_3GPP, [
    [507, 'Flow-Description', 'filter of a flow'],
    [601, 'Public-Identity', 'public identity'],
    [602, 'Server-Name', 'name of the S-CSCF'],
    [1004, 'Charging-Rule-Base-Name', 'group of rules of Gx'],
  ]),
  ...numbers(VENDOR_3GPP, [
    [500, 'Abort-Cause', 'why the PCRF ends a session of Rx'],
    [511, 'Flow-Status', '2 enabled, 3 disabled, 4 removed'],
    [513, 'Specific-Action', 'event of Rx'],
    [515, 'Max-Requested-Bandwidth-DL', 'highest bit rate of a medium or bearer downlink in bit/s'],
    [516, 'Max-Requested-Bandwidth-UL', 'highest bit rate of a medium or bearer uplink in bit/s'],
    [518, 'Media-Component-Number', 'number of a medium; 0: signalling'],
    [520, 'Media-Type', '0 audio, 1 video, 4 control'],
    [604, 'Mandatory-Capability', 'capability that an S-CSCF must have'],
    [605, 'Optional-Capability', 'capability that it may have'],
    [614, 'Server-Assignment-Type', 'why a SAR is sent: 1 registration, 3 unregistered, 5 deregistration'],
    [623, 'User-Authorization-Type', 'why a UAR is sent: 0 registration, 1 deregistration'],
    [1006, 'Event-Trigger', 'event of Gx'],
    [1019, 'PCC-Rule-Status', 'status of a rule: 0 active, 1 inactive'],
    [1025, 'Guaranteed-Bitrate-DL', 'guaranteed bit rate downlink in bit/s'],
    [1026, 'Guaranteed-Bitrate-UL', 'guaranteed bit rate uplink in bit/s'],
    [1028, 'QoS-Class-Identifier', 'QCI'],
    [1031, 'Rule-Failure-Code', 'why a rule was not carried out'],
    [1040, 'APN-Aggregate-Max-Bitrate-DL', 'APN-AMBR downlink in bit/s'],
    [1041, 'APN-Aggregate-Max-Bitrate-UL', 'APN-AMBR uplink in bit/s'],
    [1045, 'Session-Release-Cause', 'why the PCRF ends a session of Gx'],
    [1046, 'Priority-Level', 'priority of an ARP'],
    [1047, 'Pre-emption-Capability', 'may it pre-empt others? 0 yes, 1 no'],
    [1048, 'Pre-emption-Vulnerability', 'may it be pre-empted? 0 yes, 1 no'],
  ]),
  ...octets(0, [
    [8, 'Framed-IP-Address', 'IPv4 address of the phone'],
    [97, 'Framed-IPv6-Prefix', 'IPv6 prefix of the phone'],
  ]),
  ...octets(VENDOR_3GPP, [
    [505, 'AF-Charging-Identifier', 'ICID of the dialog that Rx is about'],
    [600, 'Visited-Network-Identifier', 'network that a phone is in'],
    [1005, 'Charging-Rule-Name', 'rule of Gx'],
  ]),
  valuesOf(
    'diameter.Framed-IP-Address.IPv4',
    'ipv4',
    'IPv4 address of the phone',
    avps(8, 0, ({ data }) => (data.length === 4 ? [addressText(data, 0, 4)] : [])),
  ),
];

type Row = readonly [code: number, name: string, description: string];

function message<Value>(read: (message: DiameterMessage) => readonly Value[]): ReadCore<Value> {
  return core => (core.protocol === 'diameter' ? read(core.message) : []);
}

function texts(vendor: number, rows: readonly Row[]): Field[] {
  return rows.map(([code, name, what]) =>
    textOf(
      `diameter.${name}`,
      what,
      avps(code, vendor, ({ data }) => [latin1(data)]),
    ),
  );
}

function numbers(vendor: number, rows: readonly Row[]): Field[] {
  return rows.map(([code, name, what]) =>
    numberOf(
      `diameter.${name}`,
      32,
      what,
      avps(code, vendor, avp => optional(unsigned32(avp))),
    ),
  );
}

function octets(vendor: number, rows: readonly Row[]): Field[] {
  return rows.map(([code, name, what]) =>
    valuesOf(
      `diameter.${name}`,
      'octets',
      what,
      avps(code, vendor, ({ data }) => [latin1(data)]),
    ),
  );
}

/** Of all AVPs of that code and vendor, in groups as well, in the order of the message. */
function avps<Value>(code: number, vendor: number, read: (avp: Avp) => readonly Value[]): ReadCore<Value> {
  return message(({ avps: all }) => {
    const found: Value[] = [];
    const search = (some: readonly Avp[], depth: number) => {
      for (const avp of some) {
        if (avp.code === code && avp.vendor === vendor) for (const value of read(avp)) found.push(value);
        if (depth < MOST_GROUPS && isGroup(avp)) search(groupedAvps(avp), depth + 1);
      }
    };
    search(all, 0);
    return found;
  });
}

/** User-Name. */
export function userNames(core: CoreMessage): readonly string[] {
  return avps(1, 0, ({ data }) => [latin1(data)])(core);
}

/** Data of the subscriptions of a type (RFC 4006 §8.47). */
export function subscriptionsOf(type: number): ReadCore<string> {
  return avps(SUBSCRIPTION_ID, 0, avp => {
    const inner = groupedAvps(avp);
    const data = findAvp(inner, SUBSCRIPTION_ID_DATA, 0);
    const isIt = unsigned32(findAvp(inner, SUBSCRIPTION_ID_TYPE, 0)) === type;
    return data !== null && isIt ? [latin1(data.data)] : [];
  });
}

const SUBSCRIPTION_ID = 443;
const SUBSCRIPTION_ID_DATA = 444;
const SUBSCRIPTION_ID_TYPE = 450;

/** Levels of groups within groups: a subscription of S6a has its ARP in the fifth, and rules of Gx need fewer. */
const MOST_GROUPS = 6;

/** Groups with what is read of them, also those of a subscription (S6a). What holds authentication data (612, 1413) is none. */
const GROUPS: ReadonlySet<number> = new Set([
  ...[
    260, 279, 297, 443, 517, 519, 603, 1001, 1002, 1003, 1016, 1018, 1034, 1049, 1058, 1400, 1429, 1430, 1431,
    1435,
  ],
]);

function isGroup({ code, vendor }: Avp): boolean {
  return GROUPS.has(code) && (code < 500 ? vendor === 0 : vendor === VENDOR_3GPP);
}
