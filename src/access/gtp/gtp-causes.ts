import type { Cause } from '../facts.ts';

/** Causes of GTPv2-C in answers about sessions and bearers (TS 29.274 §8.4). */
const GTPV2: ReadonlyMap<number, string> = new Map([
  [16, 'Request accepted'],
  [17, 'Request accepted partially'],
  [18, 'New PDN type due to network preference'],
  [19, 'New PDN type due to single address bearer only'],
  [64, 'Context not found'],
  [65, 'Invalid message format'],
  [67, 'Invalid length'],
  [68, 'Service not supported'],
  [69, 'Mandatory IE incorrect'],
  [70, 'Mandatory IE missing'],
  [72, 'System failure'],
  [73, 'No resources available'],
  [78, 'Missing or unknown APN'],
  [82, 'Denied in RAT'],
  [83, 'Preferred PDN type not supported'],
  [84, 'All dynamic addresses are occupied'],
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
  [103, 'Conditional IE missing'],
  [104, 'APN restriction type incompatible with currently active PDN connection'],
  [110, 'Temporarily rejected due to handover or TAU or RAU in progress'],
  [113, 'APN congestion'],
  [116, 'Multiple PDN connections for a given APN not allowed'],
  [120, 'GTP-C entity congestion'],
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
