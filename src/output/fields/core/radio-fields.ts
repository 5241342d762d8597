import type { CoreMessage } from '../../../analysis/events/core-event.ts';
import type { Field } from '../field.ts';
import { optional } from '../field.ts';
import { numberOf, type ReadCore } from './core-field.ts';

/** S1AP and NGAP around NAS (TS 36.413, TS 38.413). */
export const RADIO_FIELDS: readonly Field[] = [
  numberOf('s1ap.procedureCode', 8, 'procedure of S1AP (TS 36.413 §9.3.7)', procedure('s1ap')),
  numberOf(
    's1ap.MME_UE_S1AP_ID',
    32,
    'identity that the MME gives the association of a phone',
    id('s1ap', 'coreId'),
  ),
  numberOf('s1ap.ENB_UE_S1AP_ID', 24, 'identity that the eNB gives it', id('s1ap', 'radioId')),
  numberOf(
    's1ap.qCI',
    8,
    'QCI of bearers to set up or change',
    bearers('s1ap', ({ qci }) => qci),
  ),
  numberOf(
    's1ap.priorityLevel',
    8,
    'priority of their ARP',
    bearers('s1ap', ({ arp }) => arp?.priority),
  ),
  numberOf(
    's1ap.pre_emptionCapability',
    32,
    'may they pre-empt others? 0 no, 1 yes',
    bearers('s1ap', ({ arp }) => arp && Number(arp.capability)),
  ),
  numberOf(
    's1ap.pre_emptionVulnerability',
    32,
    'may they be pre-empted? 0 no, 1 yes',
    bearers('s1ap', ({ arp }) => arp && Number(arp.vulnerability)),
  ),
  numberOf('ngap.procedureCode', 8, 'procedure of NGAP (TS 38.413 §9.4.7)', procedure('ngap')),
  numberOf(
    'ngap.AMF_UE_NGAP_ID',
    40,
    'identity that the AMF gives the association of a phone',
    id('ngap', 'coreId'),
  ),
  numberOf('ngap.RAN_UE_NGAP_ID', 32, 'identity that the gNB gives it', id('ngap', 'radioId')),
  numberOf(
    'ngap.fiveQI',
    8,
    '5QI of QoS flows to set up or change',
    bearers('ngap', ({ qci }) => qci),
  ),
  numberOf(
    'ngap.priorityLevelARP',
    8,
    'priority of their ARP',
    bearers('ngap', ({ arp }) => arp?.priority),
  ),
  numberOf(
    'ngap.pre_emptionCapability',
    32,
    'may they pre-empt others? 0 no, 1 yes',
    bearers('ngap', ({ arp }) => arp && Number(arp.capability)),
  ),
  numberOf(
    'ngap.pre_emptionVulnerability',
    32,
    'may they be pre-empted? 0 no, 1 yes',
    bearers('ngap', ({ arp }) => arp && Number(arp.vulnerability)),
  ),
  numberOf(
    'ngap.guaranteedFlowBitRateDL',
    42,
    'guaranteed bit rate of a QoS flow downlink in bit/s, whole kbit/s',
    bearers('ngap', ({ guaranteed }) => guaranteed && guaranteed.downKbps * 1000),
  ),
  numberOf(
    'ngap.guaranteedFlowBitRateUL',
    42,
    'guaranteed bit rate of a QoS flow uplink in bit/s, whole kbit/s',
    bearers('ngap', ({ guaranteed }) => guaranteed && guaranteed.upKbps * 1000),
  ),
  numberOf(
    'ngap.maximumFlowBitRateDL',
    42,
    'highest bit rate of a QoS flow downlink in bit/s, whole kbit/s',
    bearers('ngap', ({ maximum }) => maximum && maximum.downKbps * 1000),
  ),
  numberOf(
    'ngap.maximumFlowBitRateUL',
    42,
    'highest bit rate of a QoS flow uplink in bit/s, whole kbit/s',
    bearers('ngap', ({ maximum }) => maximum && maximum.upKbps * 1000),
  ),
];

type Radio = 's1ap' | 'ngap';
type Pdu = NonNullable<Extract<CoreMessage, { protocol: Radio }>['pdu']>;

function procedure(protocol: Radio): ReadCore<number> {
  return core => (core.protocol === protocol ? [core.procedure] : []);
}

function id(protocol: Radio, member: 'coreId' | 'radioId'): ReadCore<number> {
  return core => (core.protocol === protocol ? optional(core[member]) : []);
}

function bearers(
  protocol: Radio,
  read: (bearer: Pdu['bearers'][number]) => number | null | undefined,
): ReadCore<number> {
  return core =>
    core.protocol === protocol ? (core.pdu?.bearers ?? []).flatMap(one => optional(read(one))) : [];
}
