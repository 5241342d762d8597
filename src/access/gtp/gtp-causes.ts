import type { Cause } from '../facts.ts';

/** Causes of GTPv2-C in answers about sessions and bearers (TS 29.274 §8.4). */
const GTPV2: ReadonlyMap<number, string> = new Map([
  [8, 'Reactivation requested'],
  [9, 'PDN reconnection to this APN disallowed'],
  [10, 'Access changed from non-3GPP to 3GPP'],
  [11, 'PDN connection inactivity timer expires'],
  [12, 'PGW not responding'],
  [13, 'Network failure'],
  [14, 'QoS parameter mismatch'],
  [16, 'Request accepted'],
  [17, 'Request accepted partially'],
  [18, 'New PDN type due to network preference'],
  [19, 'New PDN type due to single address bearer only'],
  [64, 'Context not found'],
  [65, 'Invalid message format'],
  [66, 'Version not supported by next peer'],
  [67, 'Invalid length'],
  [68, 'Service not supported'],
  [69, 'Mandatory IE incorrect'],
  [70, 'Mandatory IE missing'],
  [72, 'System failure'],
  [73, 'No resources available'],
  [74, 'Semantic error in the TFT operation'],
  [75, 'Syntactic error in the TFT operation'],
  [76, 'Semantic errors in packet filters'],
  [77, 'Syntactic errors in packet filters'],
  [78, 'Missing or unknown APN'],
  [82, 'Denied in RAT'],
  [83, 'Preferred PDN type not supported'],
  [84, 'All dynamic addresses are occupied'],
  [85, 'UE context without TFT already activated'],
  [86, 'Protocol type not supported'],
  [87, 'UE not responding'],
  [88, 'UE refuses'],
  [89, 'Service denied'],
  [90, 'Unable to page UE'],
  [91, 'No memory available'],
  [92, 'User authentication failed'],
  [93, 'APN access denied: no subscription'],
  [94, 'Request rejected'],
  [96, 'IMSI or IMEI not known'],
  [100, 'Remote peer not responding'],
  [101, 'Collision with network initiated request'],
  [102, 'Unable to page UE due to suspension'],
  [103, 'Conditional IE missing'],
  [104, 'APN restriction type incompatible with currently active PDN connection'],
  [110, 'Temporarily rejected due to handover or TAU or RAU in progress'],
  [113, 'APN congestion'],
  [114, 'Bearer handling not supported'],
  [115, 'UE already re-attached'],
  [116, 'Multiple PDN connections for a given APN not allowed'],
  [117, 'Target access restricted for the subscriber'],
  [119, 'MME or SGSN refuses due to VPLMN policy'],
  [120, 'GTP-C entity congestion'],
  [121, 'Late overlapping request'],
  [122, 'Timed out request'],
  [125, 'UE not authorised by OCS or external AAA server'],
  [127, 'Request rejected due to UE capability'],
  [128, 'S1-U path failure'],
]);

/** Causes of GTPv1-C in answers about PDP contexts (TS 29.060 §7.7.1). */
const GTPV1: ReadonlyMap<number, string> = new Map([
  [128, 'Request accepted'],
  [129, 'New PDP type due to network preference'],
  [130, 'New PDP type due to single address bearer only'],
  [192, 'Non-existent'],
  [199, 'No resources available'],
  [200, 'Service not supported'],
  [204, 'System failure'],
  [209, 'User authentication failed'],
  [211, 'All dynamic PDP addresses are occupied'],
  [219, 'Missing or unknown APN'],
  [220, 'Unknown PDP address or PDP type'],
]);

const NAMES = { gtpv2: GTPV2, gtpv1: GTPV1 } as const;

/** A cause of one version of GTP-C. */
export function gtpCause(kind: keyof typeof NAMES, number: number): Cause {
  return { kind, number, name: NAMES[kind].get(number) ?? null };
}
