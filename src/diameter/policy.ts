import { addressText } from '../bytes/address.ts';
import { latin1 } from '../bytes/latin1.ts';
import { readU8 } from '../bytes/read.ts';
import { type Avp, findAvp, groupedAvps, unsigned32 } from './message.ts';

const VENDOR_3GPP = 10_415;

/** RFC 7155 §4.4.10; of 3GPP: TS 29.214 §5.3, TS 29.212 §5.3. */
const AVP = {
  FRAMED_IP_ADDRESS: 8,
  FRAMED_IPV6_PREFIX: 97,
  FLOW_DESCRIPTION: 507,
  FLOW_STATUS: 511,
  MAX_BANDWIDTH_DOWN: 515,
  MAX_BANDWIDTH_UP: 516,
  MEDIA_COMPONENT: 517,
  MEDIA_COMPONENT_NUMBER: 518,
  MEDIA_SUB_COMPONENT: 519,
  MEDIA_TYPE: 520,
  RULE_INSTALL: 1001,
  RULE_REMOVE: 1002,
  RULE_DEFINITION: 1003,
  RULE_BASE_NAME: 1004,
  RULE_NAME: 1005,
  QOS_INFORMATION: 1016,
  RULE_REPORT: 1018,
  RULE_STATUS: 1019,
  QOS_CLASS_IDENTIFIER: 1028,
  RULE_FAILURE: 1031,
  ARP: 1034,
  PRIORITY_LEVEL: 1046,
} as const;

/** A medium of a dialog, or with number 0 its signalling, for which the P-CSCF asks (TS 29.214 §5.3.16). */
export interface MediaComponent {
  readonly number: number | null;
  /** 0 audio, 1 video, 2 data, 3 application, 4 control, 5 text, 6 message; null if absent. */
  readonly type: number | null;
  /** 0 enabled uplink, 1 enabled downlink, 2 enabled, 3 disabled, 4 removed; null if absent. */
  readonly status: number | null;
  /** Maximum bit rates in bit/s. */
  readonly down: number | null;
  readonly up: number | null;
  /** IPFilterRules of its flows. */
  readonly flows: readonly string[];
}

/** A PCC rule, or a group of them, that Gx installs, removes or reports. */
export interface PolicyRule {
  readonly name: string;
  readonly action: 'install' | 'remove' | 'report';
  readonly qci: number | null;
  /** Priority of its ARP, 1 to 15. */
  readonly priority: number | null;
  /** PCC-Rule-Status of a report: 0 active, 1 inactive, 2 temporarily inactive. */
  readonly status: number | null;
  /** Rule-Failure-Code of a report. */
  readonly failure: number | null;
}

/** Media, flows or rules listed of one message: a call has two media of two flows each. */
const MOST_LISTED = 64;

/** The addresses of the phone. */
export function framedAddresses(avps: readonly Avp[]): string[] {
  const ipv4 = findAvp(avps, AVP.FRAMED_IP_ADDRESS, 0)?.data;
  const prefix = findAvp(avps, AVP.FRAMED_IPV6_PREFIX, 0)?.data;
  const found: string[] = [];
  if (ipv4?.length === 4) found.push(addressText(ipv4, 0, 4));
  // A reserved octet, the length in bits, and as many octets of the prefix as are not zero (RFC 3162 §2.3).
  if (prefix !== undefined && prefix.length >= 2 && prefix.length <= 18 && readU8(prefix, 1) <= 128) {
    const whole = new Uint8Array(16);
    whole.set(prefix.subarray(2));
    found.push(`${addressText(whole, 0, 16)}/${readU8(prefix, 1)}`);
  }
  return found;
}

/** The media of a message of Rx. */
export function mediaComponents(avps: readonly Avp[]): MediaComponent[] {
  return all(avps, AVP.MEDIA_COMPONENT).map(component => {
    const inner = groupedAvps(component);
    const number = (code: number) => unsigned32(findAvp(inner, code, VENDOR_3GPP));
    return {
      number: number(AVP.MEDIA_COMPONENT_NUMBER),
      type: number(AVP.MEDIA_TYPE),
      status: number(AVP.FLOW_STATUS),
      down: number(AVP.MAX_BANDWIDTH_DOWN),
      up: number(AVP.MAX_BANDWIDTH_UP),
      flows: all(inner, AVP.MEDIA_SUB_COMPONENT)
        .flatMap(sub => all(groupedAvps(sub), AVP.FLOW_DESCRIPTION))
        .slice(0, MOST_LISTED)
        .map(({ data }) => latin1(data)),
    };
  });
}

/** The rules of a message of Gx, in the order installed, removed, reported. */
export function rulesOf(avps: readonly Avp[]): PolicyRule[] {
  const installed = all(avps, AVP.RULE_INSTALL)
    .flatMap(groupedAvps)
    .flatMap(avp => {
      if (avp.vendor !== VENDOR_3GPP) return [];
      if (avp.code === AVP.RULE_DEFINITION) return definedRule(groupedAvps(avp));
      return isName(avp) ? [rule(avp, 'install')] : [];
    });
  const removed = all(avps, AVP.RULE_REMOVE)
    .flatMap(groupedAvps)
    .filter(isName)
    .map(avp => rule(avp, 'remove'));
  const reported = all(avps, AVP.RULE_REPORT).flatMap(report => {
    const inner = groupedAvps(report);
    const status = unsigned32(findAvp(inner, AVP.RULE_STATUS, VENDOR_3GPP));
    const failure = unsigned32(findAvp(inner, AVP.RULE_FAILURE, VENDOR_3GPP));
    return inner.filter(isName).map(avp => ({ ...rule(avp, 'report'), status, failure }));
  });
  return [...installed, ...removed, ...reported].slice(0, MOST_LISTED);
}

function definedRule(definition: readonly Avp[]): PolicyRule[] {
  const name = findAvp(definition, AVP.RULE_NAME, VENDOR_3GPP);
  if (name === null) return [];
  const information = findAvp(definition, AVP.QOS_INFORMATION, VENDOR_3GPP);
  const qos = information === null ? [] : groupedAvps(information);
  const arp = findAvp(qos, AVP.ARP, VENDOR_3GPP);
  return [
    {
      ...rule(name, 'install'),
      qci: unsigned32(findAvp(qos, AVP.QOS_CLASS_IDENTIFIER, VENDOR_3GPP)),
      priority: arp === null ? null : unsigned32(findAvp(groupedAvps(arp), AVP.PRIORITY_LEVEL, VENDOR_3GPP)),
    },
  ];
}

function isName({ code, vendor }: Avp): boolean {
  return vendor === VENDOR_3GPP && (code === AVP.RULE_NAME || code === AVP.RULE_BASE_NAME);
}

function rule({ data }: Avp, action: PolicyRule['action']): PolicyRule {
  return { name: latin1(data), action, qci: null, priority: null, status: null, failure: null };
}

function all(avps: readonly Avp[], wanted: number): Avp[] {
  return avps.filter(({ code, vendor }) => code === wanted && vendor === VENDOR_3GPP).slice(0, MOST_LISTED);
}
