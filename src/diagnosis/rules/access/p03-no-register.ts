import type { Pdn } from '../../../access/pdn.ts';
import type { CaptureFacts, Phone } from '../../cases/case.ts';
import { ueKey } from '../../cases/ue-address.ts';
import {
  acceptedAt,
  doubtOf,
  isEmergency,
  isForIms,
  mayHaveRegistered,
  secondsStanding,
  usablePcscf,
} from '../../evidence/access/ims-connections.ts';
import { pdnName } from '../../evidence/access/pdn-text.ts';
import { isVisible, type PhoneTraffic, trafficOf, trafficText } from '../../evidence/access/phone-traffic.ts';
import { hasSip } from '../../evidence/access/sip-hosts.ts';
import { ANSWER_TIME } from '../../evidence/evidence.ts';
import { framesOf, inFrameOrder, type Moment } from '../../journal/notes.ts';
import type { AccessRule, Hit } from '../rule.ts';

/** TS 24.229 §5.1.1.2.1: a UE registers once it has an IP connection and knows its P-CSCF. */
export const noRegister: AccessRule = {
  about: 'access',
  id: 'P03',
  title: 'The UE was given a P-CSCF, but sends it no REGISTER',
  term: 'no REGISTER after P-CSCF discovery, UE silent after PDN setup, SYN to P-CSCF unanswered',
  evidence:
    'A connection is set up with a P-CSCF address that the UE can use, the capture goes on for some seconds, and has no REGISTER of this UE. The detail says what the UE sent instead: nothing, DNS, ICMP, packets to another address, a TCP SYN without an answer. A note if the capture shows no packets of the UE at all: then it may not have its user plane.',
  severity: 'error',
  advice:
    'Read the log of the UE (QXDM, logcat -b radio): why does it not register? Usual causes: IMS is switched off or not allowed for this PLMN (carrier policy), the ISIM or USIM has no usable IMPI and home domain, or the UE waits for the network to say that it supports IMS voice over PS.',
  settle:
    'Capture in GTP-U (udp port 2152) or behind the gateway, from before the connection is set up until a minute after.',
  check: (phone, subject) => {
    if (subject !== null || mayHaveRegistered(phone)) return null;
    const pdn = phone.connections.findLast(
      one =>
        one.begun &&
        one.result === 'accepted' &&
        isForIms(one) &&
        !isEmergency(one) &&
        usablePcscf(one).length > 0,
    );
    const at = pdn === undefined ? null : acceptedAt(pdn);
    if (pdn === undefined || at === null) return null;
    const seconds = secondsStanding(phone, pdn);
    if (seconds < LEAST || hasSip(phone) || mayBeHidden(phone, pdn)) return null;
    const traffic = trafficOf(phone, pdn, at);
    if (hasSigns(phone, pdn, at)) return null;
    return hitOf(phone, pdn, traffic, seconds);
  },
};

/** Seconds after which a REGISTER may be missed: phones send it within one or two. */
const LEAST = 3;

function hitOf(phone: Phone, pdn: Pdn, traffic: PhoneTraffic, seconds: number): Hit {
  const doubt = doubtOf(phone);
  const { unanswered, refused, toPcscf, connected } = traffic;
  const isSeen = isVisible(phone);
  const instead = trafficText(traffic, pdn.pcscf);
  const isUnread = toPcscf.length + connected.length > 0;
  const isLong = seconds >= ANSWER_TIME;
  const isLikely =
    isSeen && !isUnread && doubt === null && (isLong || unanswered.length + refused.length > 0);
  const notes = [
    ` The capture shows ${Math.round(seconds)} s more of it and no REGISTER of ${pdn.ue.join(', ')}.`,
    insteadText(instead, isSeen),
    pdn.released ? ' Then the connection is released.' : '',
    doubt === null ? '' : ` ${doubt}`,
  ];
  const frames = [
    ...pdn.frames.slice(0, 9),
    ...[...unanswered, ...refused, ...connected].slice(0, 3),
    ...firstFrames(traffic),
  ];
  return {
    detail: `${pdnName(pdn)} was given ${pdn.pcscf.join(', ')} as P-CSCF.${notes.join('')}`,
    frames: framesOf(inFrameOrder(framesOf(frames, 16)), 16),
    confidence: isLikely ? 'likely' : 'possible',
    severity: !isSeen ? 'note' : isLikely ? 'error' : 'warning',
    ...(isSeen ? wordsFor(traffic) : UNSEEN),
  };
}

/** Where the user plane may not have been captured. */
const UNSEEN = {
  title: 'The capture shows no REGISTER to the P-CSCF that the UE was given',
  advice:
    'Capture the user plane as well: GTP-U (udp port 2152) or behind the gateway. If there is no REGISTER either, read the log of the UE: is IMS switched on and allowed for this PLMN?',
};

function insteadText(instead: string, isSeen: boolean): string {
  if (instead !== '') return ` Instead the UE sends ${instead}.`;
  return isSeen
    ? ' Instead the UE sends nothing from this address; packets of another connection of it are there.'
    : ' It has no packet of this address at all: was the user plane captured?';
}

function firstFrames({ toPcscf, dns, icmp, other }: PhoneTraffic) {
  return [...toPcscf, ...dns, ...icmp, ...other].slice(0, 4).map(({ first }) => first);
}

function wordsFor({ unanswered, refused }: PhoneTraffic): { title?: string; advice?: string } {
  if (refused.length > 0)
    return {
      title: 'The P-CSCF that the UE was given refuses its TCP connection',
      advice:
        'The host is there, and nothing listens on this port: start the P-CSCF, let it listen on this address over TCP, or correct the address that the PGW or SMF gives.',
    };
  if (unanswered.length > 0)
    return {
      title: 'The P-CSCF that the UE was given does not answer its TCP connection',
      advice:
        'Is this the address of the P-CSCF? Then check that it is up and listens over TCP (ss -lnt), that it has a route back to the addresses of the UEs, and that no firewall drops the SYN. Otherwise correct the address in the PGW or SMF.',
    };
  return {};
}

/** ESP to the P-CSCF: the REGISTER may be in it. */
function mayBeHidden({ keys, capture }: Phone, { pcscf }: Pdn): boolean {
  const ways = waysIn(capture);
  return [...keys].some(key => pcscf.some(address => ways.has(`${key} ${address}`)));
}

/** Who sends ESP to whom, by the key of the sender; found once. */
function waysIn(capture: CaptureFacts): ReadonlySet<string> {
  const known = WAYS.get(capture);
  if (known !== undefined) return known;
  const sas = capture.activities.flatMap(one => one.sas);
  const esp = [...capture.strayEsp, ...sas.flatMap(({ paths }) => paths)];
  const found = new Set(esp.map(({ source, destination }) => `${ueKey(source)} ${destination}`));
  WAYS.set(capture, found);
  return found;
}

const WAYS = new WeakMap<CaptureFacts, ReadonlySet<string>>();

/** Fragments or segments to the P-CSCF of which no whole message was captured. */
function hasSigns({ capture }: Phone, { ue, pcscf }: Pdn, from: Moment): boolean {
  return capture.signs.between(ue, pcscf, from).some(({ kind }) => kind !== 'quoted');
}
