import type { Cause } from '../facts.ts';

/** Causes that ESM and 5GSM share (TS 24.301 §9.9.4.4, TS 24.501 §9.11.4.2). */
const SHARED: readonly (readonly [number, string])[] = [
  [8, 'Operator determined barring'],
  [26, 'Insufficient resources'],
  [27, 'Missing or unknown APN or DNN'],
  [28, 'Unknown PDN or PDU session type'],
  [29, 'User authentication or authorization failed'],
  [31, 'Request rejected, unspecified'],
  [32, 'Service option not supported'],
  [33, 'Requested service option not subscribed'],
  [35, 'PTI already in use'],
  [36, 'Regular deactivation'],
  [38, 'Network failure'],
  [39, 'Reactivation requested'],
  [46, 'Out of LADN service area'],
  [47, 'PTI mismatch'],
  [50, 'IPv4 only allowed'],
  [51, 'IPv6 only allowed'],
  [54, 'PDN connection or PDU session does not exist'],
  [67, 'Insufficient resources for the slice and DNN'],
  [68, 'Not supported SSC mode'],
  [69, 'Insufficient resources for the slice'],
  [70, 'Missing or unknown DNN in the slice'],
  [95, 'Semantically incorrect message'],
  [96, 'Invalid mandatory information'],
  [97, 'Message type not existing or not implemented'],
  [98, 'Message not compatible with the protocol state'],
  [99, 'Information element not existing or not implemented'],
  [100, 'Conditional information element error'],
  [101, 'Message not compatible with the protocol state'],
  [111, 'Protocol error, unspecified'],
];

const ESM: ReadonlyMap<number, string> = new Map([
  ...SHARED,
  [27, 'Missing or unknown APN'],
  [28, 'Unknown PDN type'],
  [30, 'Request rejected by Serving GW or PDN GW'],
  [34, 'Service option temporarily out of order'],
  [37, 'EPS QoS not accepted'],
  [41, 'Semantic error in the TFT operation'],
  [42, 'Syntactical error in the TFT operation'],
  [43, 'Invalid EPS bearer identity'],
  [44, 'Semantic errors in packet filters'],
  [45, 'Syntactical errors in packet filters'],
  [49, 'Last PDN disconnection not allowed'],
  [50, 'PDN type IPv4 only allowed'],
  [51, 'PDN type IPv6 only allowed'],
  [52, 'Single address bearers only allowed'],
  [53, 'ESM information not received'],
  [54, 'PDN connection does not exist'],
  [55, 'Multiple PDN connections for a given APN not allowed'],
  [65, 'Maximum number of EPS bearers reached'],
  [66, 'Requested APN not supported in current RAT and PLMN combination'],
]);

const FIVE_GSM: ReadonlyMap<number, string> = new Map([
  ...SHARED,
  [27, 'Missing or unknown DNN'],
  [28, 'Unknown PDU session type'],
  [43, 'Invalid PDU session identity'],
  [50, 'PDU session type IPv4 only allowed'],
  [51, 'PDU session type IPv6 only allowed'],
  [54, 'PDU session does not exist'],
]);

/** Causes of EMM and 5GMM that end an attach or keep a session message from the network. */
const MOBILITY: readonly (readonly [number, string])[] = [
  [3, 'Illegal UE'],
  [5, 'IMEI or PEI not accepted'],
  [6, 'Illegal ME'],
  [7, 'EPS or 5GS services not allowed'],
  [8, 'EPS services and non-EPS services not allowed'],
  [9, 'UE identity cannot be derived by the network'],
  [11, 'PLMN not allowed'],
  [12, 'Tracking area not allowed'],
  [13, 'Roaming not allowed in this tracking area'],
  [15, 'No suitable cells in tracking area'],
  [19, 'ESM failure'],
  [22, 'Congestion'],
  [65, 'Maximum number of PDU sessions reached'],
  [67, 'Insufficient resources for the slice and DNN'],
  [69, 'Insufficient resources for the slice'],
  [90, 'Payload was not forwarded'],
  [91, 'DNN not supported or not subscribed in the slice'],
  [92, 'Insufficient user-plane resources for the PDU session'],
  [111, 'Protocol error, unspecified'],
];

const NAMES = {
  esm: ESM,
  emm: new Map(MOBILITY),
  '5gsm': FIVE_GSM,
  '5gmm': new Map(MOBILITY),
} as const;

/** A cause of NAS. */
export function nasCause(kind: keyof typeof NAMES, number: number): Cause {
  return { kind, number, name: NAMES[kind].get(number) ?? null };
}
