import { networkIdentifier } from '../../../access/connections/pdn-table.ts';
import type { Cause } from '../../../access/facts.ts';
import type { Family } from '../../../access/pco/pco.ts';
import type { Pdn } from '../../../access/pdn.ts';
import { parseAddress } from '../../../bytes/address.ts';
import { imsiOf } from '../../cases/build-phones.ts';
import type { CaptureFacts, Phone } from '../../cases/case.ts';
import { CLOCK_SLACK } from '../../cases/cx-by-user.ts';
import { indexAt } from '../../cases/time-window.ts';
import { type Moment, secondsBetween } from '../../journal/notes.ts';

/** Does the phone ask for a P-CSCF there, by address or with the flag for signalling of the IMS? */
export function asksForPcscf({ pcscfAsked, pcscfReselection, imsSignalling }: Pdn): boolean {
  return pcscfAsked.length > 0 || pcscfReselection || imsSignalling;
}

/** Is it the APN of the IMS: `ims` (GSMA IR.88 §6.3.2), one that an operator derived from it, or that of emergency calls? */
export function isImsApn(apn: string | null): boolean {
  const name = networkIdentifier(apn);
  return name !== null && (name === EMERGENCY || name.includes('ims'));
}

/** The APN of emergency calls (GSMA IR.92 §5.2.1): its bearers and P-CSCFs follow other rules. */
export function isEmergency({ apn }: Pdn): boolean {
  return networkIdentifier(apn) === EMERGENCY;
}

const EMERGENCY = 'sos';

/** Is it for the IMS, by its APN or by what is asked or given in it? */
export function isForIms(pdn: Pdn): boolean {
  return isImsApn(pdn.apn) || asksForPcscf(pdn) || pdn.pcscf.length > 0;
}

/** Address families that the phone has on a connection; both if the capture does not tell. */
export function familiesOf({ pdnType, ue }: Pdn): readonly Family[] {
  if (pdnType === 'ipv4' || pdnType === 'ipv6') return [pdnType];
  if (pdnType === 'ipv4v6') return BOTH;
  const found = new Set(ue.map(familyOf));
  return found.size === 1 ? [...found] : BOTH;
}

const BOTH: readonly Family[] = ['ipv4', 'ipv6'];

export function familyOf(address: string): Family {
  return address.includes(':') ? 'ipv6' : 'ipv4';
}

/** The P-CSCF addresses that a phone can use on a connection: of a family that it has there, and of a host. */
export function usablePcscf(pdn: Pdn): string[] {
  const families = familiesOf(pdn);
  return pdn.pcscf.filter(address => families.includes(familyOf(address)) && isOfHost(address));
}

/** Not all zeros, and not link-local, which is no address of another host behind a gateway. */
function isOfHost(address: string): boolean {
  const bytes = parseAddress(address);
  const isLinkLocal = bytes?.length === 16 && bytes[0] === 0xfe && ((bytes[1] as number) & 0xc0) === 0x80;
  return bytes?.some(octet => octet !== 0) === true && !isLinkLocal;
}

/** The moment of the first answer that set a connection up; null if it was not seen. */
export function acceptedAt({ steps }: Pdn): Moment | null {
  return steps.find(({ part, name }) => part === 'accept' && !FROM_PHONE.has(name)) ?? null;
}

/** What a phone answers to the network. */
const FROM_PHONE: ReadonlySet<string> = new Set([
  'ESM information response',
  'Activate default EPS bearer context accept',
]);

/** Why a connection was refused: what NAS says, which is what the phone is told, otherwise GTP-C; null if nothing was said. */
export function refusalCause({ steps, cause }: Pdn): Cause | null {
  const causes = steps.filter(({ part }) => part === 'reject').map(step => step.cause);
  const said = causes.filter(one => one !== null);
  const isNas = ({ kind }: Cause) => kind !== 'gtpv2' && kind !== 'gtpv1';
  return said.find(isNas) ?? said.at(-1) ?? cause;
}

/** Seconds from the answer that set a connection up to the end of the capture; negative if there is none. */
export function secondsAfter({ capture }: Phone, pdn: Pdn): number {
  const at = acceptedAt(pdn);
  return at === null ? -1 : secondsBetween(at, capture.last);
}

/** The same to the last message about a connection that was released again. */
export function secondsStanding(phone: Phone, pdn: Pdn): number {
  const at = acceptedAt(pdn);
  const end = pdn.steps.at(-1);
  if (!pdn.released || at === null || end === undefined) return secondsAfter(phone, pdn);
  return secondsBetween(at, end);
}

/** Is the network that serves a phone another one than its own? Null if the capture does not tell. */
export function isRoaming({ imsi, guti }: Pdn): boolean | null {
  if (imsi === null || guti === null) return null;
  const [mcc = '', mnc = ''] = guti.split('-');
  return !imsi.startsWith(`${mcc}${mnc}`);
}

/** Has it a registration, or may one that belongs to no connection for sure be its own? */
export function mayHaveRegistered({ capture, registrations, imsi }: Phone): boolean {
  const { any, unnamed } = strangersIn(capture);
  return registrations.length > 0 || unnamed || (imsi === null && any);
}

/** Are there registrations that belong to no connection for sure, such whose IMSI is not known either, and whose on Cx? */
function strangersIn(capture: CaptureFacts): Strangers {
  const known = STRANGERS.get(capture);
  if (known !== undefined) return known;
  const strangers = capture.cases.filter(({ connection }) => connection === null);
  const unnamed = strangers.some(({ registration }) => imsiOf(registration) === null);
  const ofRegister = capture.cx.filter(({ command }) => command !== 'LI');
  const onCx = new Set(
    ofRegister.map(({ userName, publicIdentity }) => imsiOf({ impi: userName, impu: publicIdentity })),
  );
  const found = { any: strangers.length > 0, unnamed, onCx };
  STRANGERS.set(capture, found);
  return found;
}

interface Strangers {
  readonly any: boolean;
  readonly unnamed: boolean;
  /** IMSIs. */
  readonly onCx: ReadonlySet<string | null>;
}

const STRANGERS = new WeakMap<CaptureFacts, Strangers>();

/** Connections and questions of a phone looked at for one registration: a phone has eleven bearers, and tries a few times. */
const LOOKED_AT = 64;

/** Those that began before a moment, the last few. */
export function lastBefore(pdns: readonly Pdn[], moment: Moment): readonly Pdn[] {
  const end = indexAt(pdns, { seconds: moment.seconds + CLOCK_SLACK, nanoseconds: moment.nanoseconds });
  return pdns.slice(Math.max(0, end - LOOKED_AT), end);
}

/**
 * Why what a phone does may not all be in the capture; null without a reason: ciphered NAS, IKE of Wi-Fi, or what a CSCF
 * asks about it on Rx and Cx, which shows that its REGISTER arrived there.
 */
export function doubtOf({ capture, imsi, policy, registrations }: Phone): string | null {
  const isOnCx = imsi !== null && strangersIn(capture).onCx.has(imsi);
  const hasArrived = isOnCx || policy.some(({ application }) => application === 'Rx');
  if (hasArrived && registrations.length === 0)
    return 'But Rx or Cx shows that a REGISTER of this UE arrived, which the capture does not have.';
  if (capture.nasCiphered > 0) return 'Some NAS is ciphered: another connection may be in it.';
  if (capture.traffic.ikeMessages > 0)
    return 'The capture has IKE: the phone may register over Wi-Fi, through an ePDG.';
  return null;
}

/** The connections that a phone has for the IMS, those that stand last. */
export function imsConnections({ connections }: Phone): Pdn[] {
  return connections.filter(isForIms);
}

/** Did it find a P-CSCF in another way: by DHCP, or by DNS? */
export function hasLookedUp({ lookups }: Phone): boolean {
  return lookups.some(({ pcscf, pcscfNames }) => pcscf.length + pcscfNames.length > 0);
}
