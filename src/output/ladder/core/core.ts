import type { MobilityEvent } from '../../../access/mobility.ts';
import { causeText, type Pdn, type PdnStep } from '../../../access/pdn.ts';
import type { PolicyEvent } from '../../../analysis/events/policy-event.ts';
import { isFailure } from '../../../diameter/names.ts';
import type { HostRole } from '../roles.ts';

/** One end of a message of the access network or the policy core. */
interface CoreEnd {
  /** Null if the capture does not show it. */
  role: HostRole | null;
  readonly address: string;
}

/** A message about a connection (GTP-C, NAS), or one of Rx or Gx, for a ladder. It has no keys. */
export interface LadderCore {
  readonly file: number;
  readonly frame: number;
  readonly frames: readonly number[];
  readonly seconds: number;
  readonly nanoseconds: number;
  readonly transport: 'udp' | 'tcp' | 'sctp';
  readonly source: string;
  readonly destination: string;
  readonly protection: null;
  /** `GTP-C`, `S1AP (NAS)`, `NGAP (NAS)`, `Diameter (Rx)`, `Diameter (Gx)`. */
  readonly protocol: string;
  /** `Create Session Request`, `PDN connectivity reject (ESM cause 27 …)`, `AAR`, `AAA 5065 …`. */
  readonly coreLabel: string;
  readonly kind: 'request' | 'success' | 'failure';
  readonly from: CoreEnd;
  readonly to: CoreEnd;
  /** Of Rx and Gx equal for a message that is sent again between the same ends; of others never. */
  readonly fingerprint: string;
}

/** Is it a message of the access network or the policy core? */
export function isCore(entry: object): entry is LadderCore {
  return 'coreLabel' in entry;
}

const PROTOCOLS = { s1ap: 'S1AP (NAS)', ngap: 'NGAP (NAS)', gtpv2: 'GTP-C', gtpv1: 'GTP-C' } as const;

const KINDS = { request: 'request', accept: 'success', reject: 'failure' } as const;

/** The messages of a connection that a ladder shows; none of a lookup. Roles of GTP-C are found by `nameGtpNodes`. */
export function coreOfPdn({ steps, lookup }: Pick<Pdn, 'steps' | 'lookup'>): LadderCore[] {
  return lookup !== null ? [] : steps.flatMap(step => stepEntry(step) ?? []);
}

function stepEntry(step: PdnStep): LadderCore | null {
  const { carrier, name, part, cause, file, frame, seconds, nanoseconds, source, destination } = step;
  if (carrier !== 's1ap' && carrier !== 'ngap' && carrier !== 'gtpv2' && carrier !== 'gtpv1') return null;
  const [radio, core] = carrier === 'ngap' ? (['gNB', 'AMF'] as const) : (['eNB', 'MME'] as const);
  const isNas = carrier === 's1ap' || carrier === 'ngap';
  const isFromUe = isNas && isUplink(name);
  const roles: readonly [HostRole | null, HostRole | null] = !isNas
    ? [null, null]
    : isFromUe
      ? [radio, core]
      : [core, radio];
  return {
    file,
    frame,
    frames: [frame],
    seconds,
    nanoseconds,
    transport: isNas ? 'sctp' : 'udp',
    source,
    destination,
    protection: null,
    protocol: PROTOCOLS[carrier],
    coreLabel: cause === null || part !== 'reject' ? name : `${name} (${causeText(cause)})`,
    kind: KINDS[part],
    from: { role: roles[0], address: source },
    to: { role: roles[1], address: destination },
    fingerprint: `${carrier} ${name} ${source} ${destination} ${frame} ${file}`,
  };
}

/** A refusal of the access network, or the end of an attachment; null for what is accepted. */
export function coreOfMobility(event: MobilityEvent): LadderCore | null {
  const { carrier, name, part, isFromUe, cause, source, destination } = event;
  if (part === 'accept') return null;
  const [radio, core] = carrier === 'ngap' ? (['gNB', 'AMF'] as const) : (['eNB', 'MME'] as const);
  const { file, frame, frames, seconds, nanoseconds } = event;
  return {
    file,
    frame,
    frames: frames.slice(-8),
    seconds,
    nanoseconds,
    transport: 'sctp',
    source,
    destination,
    protection: null,
    protocol: PROTOCOLS[carrier],
    coreLabel: cause === null ? name : `${name} (${causeText(cause)})`,
    kind: part === 'reject' ? 'failure' : 'request',
    from: { role: isFromUe ? radio : core, address: source },
    to: { role: isFromUe ? core : radio, address: destination },
    fingerprint: `${carrier} ${name} ${source} ${destination} ${frame} ${file}`,
  };
}

/** NAS messages that a phone sends (TS 24.301 §8.3, TS 24.501 §8.3); the network sends the others. */
const UPLINK =
  /^(?:PDN (?:connectivity|disconnect) request|Activate .* (?:accept|reject)|Modify EPS bearer context (?:accept|reject)|Deactivate EPS bearer context accept|Bearer resource .* request|ESM information response|PDU session (?:establishment|modification|release) request|PDU session (?:modification|release) complete|PDU session modification command reject)$/;

function isUplink(name: string): boolean {
  return UPLINK.test(name);
}

/** A message of Rx or Gx; null for others. */
export function coreOfPolicy({ facts, flow, origin, frames, transport }: PolicyEvent): LadderCore | null {
  const { application, command, request, result, resultName, endToEnd, session } = facts;
  if (application === 'Cx') return null;
  const client: HostRole = application === 'Rx' ? 'P-CSCF' : 'PGW';
  // The policy core asks with RAR and ASR, and answers everything else (TS 29.214 §5.6, TS 29.212 §5.6).
  const isFromPolicy = request === /^(?:RA|AS)/.test(command);
  const [from, to]: readonly HostRole[] = isFromPolicy ? ['PCRF', client] : [client, 'PCRF'];
  const name = resultName?.replace(/^DIAMETER_/, '').toLowerCase();
  const isRefusal = isFailure(result);
  return {
    file: origin.file,
    frame: origin.frame,
    frames: frames.slice(-8),
    seconds: origin.seconds,
    nanoseconds: origin.nanoseconds,
    transport,
    source: flow.source,
    destination: flow.destination,
    protection: null,
    protocol: `Diameter (${application})`,
    coreLabel: `${application} ${command}${request ? '' : ` ${result ?? 'without a result'}${isRefusal && name !== undefined ? ` (${name})` : ''}`}`,
    kind: request ? 'request' : isRefusal ? 'failure' : 'success',
    from: { role: from ?? null, address: flow.source },
    to: { role: to ?? null, address: flow.destination },
    fingerprint: [application, command, endToEnd, session, flow.source, flow.destination].join(' '),
  };
}

/** Requests of GTP-C that go from the phone's side to the PGW; the others go the other way (TS 29.274 §7.2). */
const INWARD =
  /^(?:Create Session|Modify Bearer|Delete Session|Create PDP Context|Update PDP Context|Delete PDP Context) /;

/**
 * Names the nodes of GTP-C: one that only asks for connections is the MME, one that is only asked the PGW, and one
 * between them the SGW. If there are only two, S1AP and Gx tell which ones they are; otherwise they have no name.
 */
export function nameGtpNodes(entries: readonly LadderCore[]): void {
  const gtp = entries.filter(({ protocol }) => protocol === 'GTP-C');
  const [asks, asked] = [new Set<string>(), new Set<string>()];
  const isInward = ({ coreLabel, kind }: LadderCore) => INWARD.test(coreLabel) === (kind === 'request');
  for (const entry of gtp) {
    const inward = isInward(entry);
    asks.add(inward ? entry.source : entry.destination);
    asked.add(inward ? entry.destination : entry.source);
  }
  const named = (role: HostRole) =>
    new Set(
      entries.flatMap(({ from, to }) => [from, to].filter(end => end.role === role).map(end => end.address)),
    );
  const [mmes, pgws] = [named('MME'), named('PGW')];
  const hasSgw = [...asks].some(address => asked.has(address));
  const roleOf = (address: string): HostRole | null => {
    if (asks.has(address) && asked.has(address)) return 'SGW';
    if (asks.has(address))
      return hasSgw || mmes.has(address) ? 'MME' : mmes.size > 0 || pgws.size > 0 ? 'SGW' : null;
    return hasSgw || pgws.has(address) ? 'PGW' : mmes.size > 0 ? 'SGW' : null;
  };
  for (const { from, to } of gtp) for (const end of [from, to]) end.role = roleOf(end.address);
}
