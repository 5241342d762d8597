import { causeText, type Lookup, type PdnBearer } from '../../access/pdn.ts';
import type { MobilityEvent } from '../../analysis/events/mobility-event.ts';
import type { PdnEvent } from '../../analysis/events/pdn-event.ts';
import type { PolicyEvent } from '../../analysis/events/policy-event.ts';
import { timeText } from '../../bytes/time.ts';
import { framesObject } from './frames-object.ts';
import { jsonLine } from './json-lines.ts';
import type { BearerObject, DiameterLine, MobilityLine, PdnLine } from './line-types.ts';

/** One PDN connection or PDU session, or one question that finds a P-CSCF. */
export function pdnLine(event: PdnEvent, files: readonly string[]): string {
  return jsonLine({
    type: 'pdn',
    ...framesObject(event.frames, files),
    time: timeText(event),
    imsi: event.imsi,
    msisdn: event.msisdn,
    imei: event.imei,
    guti: event.guti,
    coreId: event.coreId,
    radioId: event.radioId,
    tunnels: event.tunnels,
    apn: event.apn,
    pdnTypeAsked: event.pdnTypeAsked,
    pdnType: event.pdnType,
    id: event.id,
    ue: event.ue,
    interfaceId: event.interfaceId,
    containersAsked: event.containersAsked.map(containerText),
    containersGiven: event.containersGiven.map(containerText),
    pcscfAsked: event.pcscfAsked,
    pcscfReselection: event.pcscfReselection,
    pcscf: event.pcscf,
    pcscfNames: event.pcscfNames,
    dnsAsked: event.dnsAsked,
    dns: event.dns,
    qci: event.qci,
    arp: event.arp,
    ambr: event.ambr,
    bearers: event.bearers.map(bearer => bearerObject(bearer, files)),
    cause: event.cause === null ? null : causeText(event.cause),
    result: event.result,
    released: event.released,
    begun: event.begun,
    via: event.via,
    ...(event.lookup === null ? {} : { lookup: lookupObject(event.lookup) }),
  } satisfies PdnLine);
}

/** One attach or registration that is accepted or refused, or a detach. */
export function mobilityLine(event: MobilityEvent, files: readonly string[]): string {
  return jsonLine({
    type: 'mobility',
    carrier: event.carrier,
    name: event.name,
    part: event.part,
    fromUe: event.isFromUe,
    cause: event.cause === null ? null : causeText(event.cause),
    frame: event.frame,
    frames: event.frames,
    file: files[event.file],
    time: timeText(event),
    src: event.source,
    dst: event.destination,
    imsi: event.imsi,
    guti: event.guti,
    coreId: event.coreId,
    radioId: event.radioId,
  } satisfies MobilityLine);
}

/** One Diameter message of Cx, Rx or Gx. */
export function diameterLine(
  { facts, transport, flow, origin, frames }: PolicyEvent,
  files: readonly string[],
): string {
  return jsonLine({
    type: 'diameter',
    application: facts.application,
    command: facts.command,
    request: facts.request,
    frame: origin.frame,
    frames,
    file: files[origin.file],
    time: timeText(origin),
    transport,
    src: flow.source,
    srcPort: flow.sourcePort,
    dst: flow.destination,
    dstPort: flow.destinationPort,
    session: facts.session,
    user: facts.user,
    result: facts.result,
    resultName: facts.resultName,
    experimental: facts.experimental,
    publicIdentity: facts.publicIdentity,
    subscriptions: facts.subscriptions,
    addresses: facts.addresses,
    apn: facts.apn,
    serverName: facts.serverName,
    mandatoryCapabilities: facts.mandatoryCapabilities,
    optionalCapabilities: facts.optionalCapabilities,
    assignment: facts.assignment,
    chargingId: facts.chargingId,
    media: facts.media,
    rules: facts.rules,
    qci: facts.qci,
    events: facts.events,
    cause: facts.cause,
    whole: facts.whole,
  } satisfies DiameterLine);
}

/** As TS 24.008 writes it: `000CH`. */
function containerText(id: number): string {
  return `${id.toString(16).toUpperCase().padStart(4, '0')}H`;
}

function bearerObject(bearer: PdnBearer, files: readonly string[]): BearerObject {
  const { id, qci, arp, guaranteed, maximum, result, cause, released, frames } = bearer;
  const causeOrNull = cause === null ? null : causeText(cause);
  const rates = { guaranteed, maximum };
  return { id, qci, arp, ...rates, result, cause: causeOrNull, released, ...framesObject(frames, files) };
}

function lookupObject({ name, type, code, answers, server }: Lookup): Lookup {
  return { name, type, code, answers, server };
}
