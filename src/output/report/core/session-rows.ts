import type { BearerFacts, SessionMessage } from '../../../access/facts.ts';
import type { PcoFacts } from '../../../access/pco/pco.ts';
import { causeText } from '../../../access/pdn.ts';
import { familiesText, pdnTypeText } from '../../../diagnosis/evidence/access/pdn-text.ts';
import { bearerWords, ratesText } from '../../facts/bearer-words.ts';
import type { CoreRow } from './core-said.ts';

/** Containers by number (TS 24.008 §10.5.6.3). */
const CONTAINERS: ReadonlyMap<number, string> = new Map([
  [0x0001, 'P-CSCF IPv6'],
  [0x0002, 'IMS signalling'],
  [0x0003, 'DNS server IPv6'],
  [0x0005, 'bearer control mode'],
  [0x000a, 'address by NAS'],
  [0x000b, 'address by DHCPv4'],
  [0x000c, 'P-CSCF IPv4'],
  [0x000d, 'DNS server IPv4'],
  [0x000e, 'MSISDN'],
  [0x0010, 'MTU IPv4'],
  [0x0011, 'local address in TFT'],
  [0x0012, 'P-CSCF re-selection'],
  [0x0015, 'MTU of non-IP'],
  [0x001a, 'PDU session id'],
  [0x001b, 'S-NSSAI'],
  [0x8021, 'IPCP'],
  [0xc021, 'LCP'],
  [0xc023, 'PAP'],
  [0xc223, 'CHAP'],
]);

/** What a message about a connection says, whatever carried it. */
export function sessionRows(message: SessionMessage): CoreRow[] {
  const { imsi, msisdn, imei, apn, pdnType, ue, interfaceId, pco, ambr, cause, linked, transaction } =
    message;
  const isFiveGs = message.carrier === 'ngap';
  const rows: readonly (readonly [label: string, text: string | number | null])[] = [
    ['IMSI', imsi],
    ['MSISDN', msisdn],
    ['IMEI', imei],
    [isFiveGs ? 'DNN' : 'APN', apn],
    ['PDN type', pdnType === null ? null : pdnTypeText(pdnType)],
    ['UE address', joined(ue)],
    ['Interface identifier', interfaceId],
    ...(pco === null ? [] : pcoRows(pco)),
    [isFiveGs ? 'Session AMBR' : 'APN-AMBR', ambr === null ? null : ratesText(ambr)],
    ['Cause', cause === null ? null : causeText(cause)],
    [isFiveGs ? 'PDU session' : 'Default bearer', linked],
    ['Transaction of NAS', transaction],
    ...message.bearers.flatMap((bearer, i) => bearerRow(bearer, i)),
    ['Control plane tunnel', joined(message.controlTunnels)],
  ];
  return rows.flatMap(([label, text]): CoreRow[] => (text === null ? [] : [[label, `${text}`]]));
}

/** One bearer or QoS flow; nothing if the message says nothing of it. */
export function bearerRow(bearer: BearerFacts, index: number): CoreRow[] {
  const { id, cause, tunnels } = bearer;
  const words = [
    ...bearerWords(bearer),
    ...(cause === null ? [] : [causeText(cause)]),
    ...tunnels.map(tunnel => `tunnel ${tunnel}`),
  ];
  return id === null && words.length === 0
    ? []
    : [[`Bearer ${id ?? index + 1}`, words.join(', ') || 'named only']];
}

function pcoRows(pco: PcoFacts): [label: string, text: string | null][] {
  const way = pco.isGiven ? 'given' : 'asked for';
  return [
    [`PCO containers ${way}`, joined(pco.containers.map(containerText))],
    ['P-CSCF asked for', pco.pcscfAsked.length === 0 ? null : familiesText(pco.pcscfAsked)],
    ['P-CSCF given', joined(pco.pcscf)],
    ['DNS server asked for', pco.dnsAsked.length === 0 ? null : familiesText(pco.dnsAsked)],
    ['DNS server given', joined(pco.dns)],
    ['PCO', pco.whole ? null : 'cut or damaged: only the containers before that are read'],
  ];
}

/** `000CH P-CSCF IPv4`. */
function containerText(id: number): string {
  const number = `${id.toString(16).toUpperCase().padStart(4, '0')}H`;
  const name = CONTAINERS.get(id);
  return name === undefined ? number : `${number} ${name}`;
}

function joined(texts: readonly string[]): string | null {
  return texts.length === 0 ? null : texts.join(', ');
}
