import type { MobilityEvent } from '../../../access/mobility.ts';
import type { Family } from '../../../access/pco/pco.ts';
import { causeText, type Pdn } from '../../../access/pdn.ts';
import type { PdnType } from '../../../access/values.ts';
import { refusalCause } from './ims-connections.ts';

/**
 * A connection in one line: `PDN ims: asked for P-CSCF IPv4, given 10.4.128.21; UE 192.168.101.5; QCI 5; frames
 * 259–277`.
 */
export function pdnText(pdn: Pdn): string {
  const { ue, qci, isFiveGs } = pdn;
  const parts = [
    pcscfText(pdn),
    resultText(pdn),
    ue.length === 0 ? '' : `UE ${ue.join(', ')}`,
    qci === null ? '' : `${isFiveGs ? '5QI' : 'QCI'} ${qci}`,
    framesText(pdn),
  ];
  return `${pdnName(pdn)}: ${parts.filter(part => part !== '').join('; ')}`;
}

/** `PDN ims`, `PDU session internet`. */
export function pdnName({ apn, isFiveGs }: Pick<Pdn, 'apn' | 'isFiveGs'>): string {
  return `${isFiveGs ? 'PDU session' : 'PDN'}${apn === null ? ' of an unknown APN' : ` ${apn}`}`;
}

/** A question about a P-CSCF in one line: `DNS A pcscf.ims.example: 10.0.0.1; frames 5–6`. */
export function lookupText(pdn: Pdn): string {
  const { lookup, pcscf, pcscfNames } = pdn;
  if (lookup === null) return pdnText(pdn);
  const { name, type, code, answers, server } = lookup;
  if (type === 'IKE_SA_INIT')
    return `IKE with ${server}: the P-CSCF addresses that it gives are encrypted; ${framesText(pdn)}`;
  const found = name === null ? [...pcscf, ...pcscfNames] : answers;
  const values = found.length === 0 ? 'nothing found' : found.join(', ');
  const isError = name !== null && code !== 'NOERROR';
  const answer = code === null ? 'no answer' : isError || found.length === 0 ? `${code}, ${values}` : values;
  const what = name === null ? `${type} of ${server}` : `DNS ${type} ${name}`;
  return `${what}: ${answer}; ${framesText(pdn)}`;
}

/** `IPv4 and IPv6`. */
export function familiesText(families: readonly Family[]): string {
  return families.map(family => TYPES[family]).join(' and ');
}

export function pdnTypeText(type: PdnType): string {
  return TYPES[type];
}

const TYPES: Readonly<Record<PdnType, string>> = {
  ipv4: 'IPv4',
  ipv6: 'IPv6',
  ipv4v6: 'IPv4v6',
  'non-ip': 'non-IP',
  unstructured: 'unstructured',
  ethernet: 'Ethernet',
};

/** `asked for P-CSCF IPv4, given 10.4.128.21`; of a connection whose set-up was not captured only what was given. */
function pcscfText(pdn: Pdn): string {
  const { pcscf, pcscfAsked, begun, result, pcscfReselection, imsSignalling } = pdn;
  const given = pcscf.length === 0 ? 'none given' : `given ${pcscf.join(', ')}`;
  if (!begun) return pcscf.length === 0 ? 'set up before the capture' : given;
  const asked =
    pcscfAsked.length > 0
      ? `asked for P-CSCF ${familiesText(pcscfAsked)}`
      : pcscfReselection || imsSignalling
        ? 'asked for IMS signalling, not for a P-CSCF'
        : 'asked for no P-CSCF';
  const isOpen = result !== 'accepted' || (pcscfAsked.length === 0 && pcscf.length === 0);
  return isOpen ? asked : `${asked}, ${given}`;
}

/** How it was answered, if not as it was asked. */
function resultText(pdn: Pdn): string {
  const { result, pdnTypeAsked, pdnType } = pdn;
  const cause = result === 'rejected' ? refusalCause(pdn) : pdn.cause;
  const why = cause === null ? '' : `, ${causeText(cause)}`;
  if (result === 'rejected') return `rejected${why}`;
  if (result === 'unanswered') return 'not answered';
  return pdnTypeAsked === null || pdnType === null || pdnTypeAsked === pdnType
    ? ''
    : `${TYPES[pdnTypeAsked]} asked, ${TYPES[pdnType]} given${why}`;
}

function framesText({ frames }: Pdn): string {
  const numbers = frames.map(({ frame }) => frame);
  const [first] = numbers;
  const last = numbers.at(-1);
  return first === last ? `frame ${first}` : `frames ${first}–${last}`;
}

/** `Attach reject: EMM cause 15 (No suitable cells in tracking area)`. */
export function mobilityText({ name, cause }: Pick<MobilityEvent, 'name' | 'cause'>): string {
  return cause === null ? name : `${name}: ${causeText(cause)}`;
}
