import type { Cause, SessionMessage } from '../../../access/facts.ts';
import { mobilityMessage } from '../../../access/nas/mobility.ts';
import { transportedSession } from '../../../access/nas/nas-5gs.ts';
import type { NasReading } from '../../../access/nas/reading.ts';
import type { PdnType } from '../../../access/values.ts';
import { fromHex } from '../../../bytes/hex.ts';
import { latin1 } from '../../../bytes/latin1.ts';
import { type Field, optional } from '../field.ts';
import { nasIn, numberOf, ofFamily, type ReadCore, textOf, valuesOf } from './core-field.ts';

/** NAS of EPS (TS 24.301) and of 5GS (TS 24.501), in the clear. */
export const NAS_FIELDS: readonly Field[] = [
  numberOf(
    'nas_eps.security_header_type',
    4,
    'protection of NAS, the outer one first: 0 none, 2 and 4 ciphered',
    nas('s1ap', one => one.securityHeaders),
  ),
  numberOf(
    'nas_eps.nas_msg_emm_type',
    8,
    'message of EMM (TS 24.301 §9.8)',
    nas('s1ap', octet('mobility', 1)),
    2,
  ),
  numberOf(
    'nas_eps.nas_msg_esm_type',
    8,
    'message of ESM (TS 24.301 §9.8)',
    nas('s1ap', octet('sessionBytes', 2)),
    2,
  ),
  numberOf(
    'nas_eps.bearer_id',
    4,
    'EPS bearer identity of a message of ESM; 0: none yet',
    nas('s1ap', one => octet('sessionBytes', 0)(one).map(first => first >> 4)),
  ),
  numberOf(
    'nas_eps.esm.proc_trans_id',
    8,
    'procedure transaction identity of a message of ESM',
    nas('s1ap', octet('sessionBytes', 1)),
  ),
  numberOf('nas_eps.emm.cause', 8, 'cause of EMM (TS 24.301 §9.9.3.9)', nas('s1ap', mobilityCause)),
  numberOf('nas_eps.esm.cause', 8, 'cause of ESM (TS 24.301 §9.9.4.4)', session('s1ap', causeOf('esm'))),
  numberOf(
    'nas_eps.emm.eps_att_type',
    3,
    'type of an attach: 1 EPS, 2 with IMSI, 6 emergency',
    nas('s1ap', one => (one.mobility?.[1] === ATTACH_REQUEST ? lowBits(one.mobility, 2) : [])),
  ),
  numberOf(
    'nas_eps.esm_pdn_type',
    3,
    'PDN type asked for or given: 1 IPv4, 2 IPv6, 3 both',
    session('s1ap', ({ pdnType }) => optional(pdnType === null ? null : PDN_TYPES[pdnType])),
  ),
  numberOf(
    'nas_eps.esm_request_type',
    3,
    'type of a request for a PDN: 1 initial, 2 handover, 4 emergency',
    nas('s1ap', one =>
      one.sessionBytes?.[2] === PDN_CONNECTIVITY_REQUEST ? lowBits(one.sessionBytes, 3) : [],
    ),
  ),
  numberOf(
    'nas_eps.esm.qci',
    8,
    'QCI of a bearer that NAS sets up',
    session('s1ap', ({ bearers }) => bearers.flatMap(({ qci }) => optional(qci))),
  ),
  valuesOf(
    'nas_eps.esm.pdn_ipv4',
    'ipv4',
    'address given to the phone',
    session('s1ap', ({ ue }) => ue),
  ),
  valuesOf(
    'nas_eps.esm.pdn_ipv6_if_id',
    'octets',
    'interface identifier of IPv6 given to it',
    session('s1ap', interfaceIds),
  ),
  textOf(
    'gsm_a.gm.sm.apn',
    'APN in NAS',
    session('s1ap', ({ apn }) => optional(apn)),
  ),
  numberOf(
    'nas_5gs.security_header_type',
    4,
    'protection of NAS, the outer one first: 0 none, 2 and 4 ciphered',
    nas('ngap', one => one.securityHeaders),
  ),
  numberOf(
    'nas_5gs.mm.message_type',
    8,
    'message of 5GMM (TS 24.501 §9.7)',
    nas('ngap', octet('mobility', 2)),
    2,
  ),
  numberOf(
    'nas_5gs.sm.message_type',
    8,
    'message of 5GSM (TS 24.501 §9.7)',
    nas('ngap', octet('sessionBytes', 3)),
    2,
  ),
  numberOf(
    'nas_5gs.pdu_session_id',
    8,
    'PDU session of a message of 5GSM and of what carries it',
    nas('ngap', one => [
      ...octet('sessionBytes', 1)(one),
      ...optional(one.mobility && transportedSession(one.mobility)),
    ]),
  ),
  numberOf(
    'nas_5gs.proc_trans_id',
    8,
    'procedure transaction identity of a message of 5GSM',
    nas('ngap', octet('sessionBytes', 2)),
  ),
  numberOf('nas_5gs.mm.5gmm_cause', 8, 'cause of 5GMM (TS 24.501 §9.11.3.2)', nas('ngap', mobilityCause)),
  numberOf(
    'nas_5gs.sm.5gsm_cause',
    8,
    'cause of 5GSM (TS 24.501 §9.11.4.2)',
    session('ngap', causeOf('5gsm')),
  ),
  textOf(
    'nas_5gs.cmn.dnn',
    'DNN in NAS',
    session('ngap', ({ apn }) => optional(apn)),
  ),
  valuesOf(
    'nas_5gs.sm.pdu_addr_inf_ipv4',
    'ipv4',
    'address given to the phone',
    session('ngap', ({ ue }) => ofFamily(ue, 'ipv4')),
  ),
  numberOf(
    'nas_5gs.sm.5qi',
    8,
    '5QI of QoS flows that NAS describes',
    session('ngap', ({ bearers }) => bearers.flatMap(({ qci }) => optional(qci))),
  ),
  textOf(
    'nas_5gs.mm.imeisv',
    'IMEISV that a phone tells',
    nas('ngap', one => one.identities.flatMap(({ imei }) => (imei?.length === IMEISV_DIGITS ? [imei] : []))),
  ),
  textOf(
    'gsm_a.imeisv',
    'IMEISV that a phone tells',
    nas('s1ap', one => one.identities.flatMap(({ imei }) => (imei?.length === IMEISV_DIGITS ? [imei] : []))),
  ),
];

/** TS 24.301 §9.9.4.10. */
const PDN_TYPES: Readonly<Record<PdnType, number>> = {
  ipv4: 1,
  ipv6: 2,
  ipv4v6: 3,
  'non-ip': 5,
  ethernet: 6,
  unstructured: 4,
};

const ATTACH_REQUEST = 0x41;
const PDN_CONNECTIVITY_REQUEST = 0xd0;

type Radio = 's1ap' | 'ngap';
type Read<Value> = (nas: NasReading) => readonly Value[];

const IMEISV_DIGITS = 16;

function nas<Value>(protocol: Radio, read: Read<Value>): ReadCore<Value> {
  return core => (core.protocol === protocol ? nasIn(core).flatMap(read) : []);
}

function session<Value>(
  protocol: Radio,
  read: (session: SessionMessage) => readonly Value[],
): ReadCore<Value> {
  return nas(protocol, one => (one.session === null ? [] : read(one.session)));
}

function octet(member: 'mobility' | 'sessionBytes', at: number): Read<number> {
  return one => optional(one[member]?.[at]);
}

/** The three low bits of an octet. */
function lowBits(bytes: Uint8Array, at: number): number[] {
  const octet = bytes[at];
  return octet === undefined ? [] : [octet & 7];
}

function mobilityCause({ mobility }: NasReading): readonly number[] {
  if (mobility === null) return [];
  return optional(mobilityMessage(mobility)?.cause?.number);
}

function causeOf(kind: Cause['kind']): (session: SessionMessage) => readonly number[] {
  return ({ cause }) => (cause?.kind === kind ? [cause.number] : []);
}

function interfaceIds({ interfaceId }: SessionMessage): readonly string[] {
  const octets = interfaceId === null ? null : fromHex(interfaceId);
  return octets === null ? [] : [latin1(octets)];
}
