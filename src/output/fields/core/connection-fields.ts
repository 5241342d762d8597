import type { SessionMessage } from '../../../access/facts.ts';
import { CONTAINER } from '../../../access/pco/pco.ts';
import type { CoreMessage } from '../../../analysis/events/core-event.ts';
import { type Field, optional } from '../field.ts';
import { nasIn, numberOf, type ReadCore, sessionsIn, textOf, valuesOf } from './core-field.ts';
import { subscriptionsOf, userNames } from './diameter-fields.ts';

/** Subscription-Id-Type (RFC 4006 §8.47). */
const MSISDN = 0;
const IMSI = 1;

/** Its User-Name is an IMSI (TS 29.272 §7.2). */
const S6A = 16_777_251;

/** What NAS, GTPv2-C and GTPv1-C have in common: options of the protocol configuration, and who the subscriber is. */
export const CONNECTION_FIELDS: readonly Field[] = [
  numberOf(
    'gsm_a.gm.sm.pco_pid',
    16,
    'containers of PCO, ePCO and APCO: 0x000c and 0x0001 P-CSCF (TS 24.008 §10.5.6.3)',
    sessions(({ pco }) => pco?.containers ?? []),
    4,
  ),
  valuesOf(
    'gsm_a.gm.sm.pco.pcscf.ipv4',
    'ipv4',
    'P-CSCF address given to the phone',
    given(CONTAINER.PCSCF_IPV4),
  ),
  valuesOf(
    'gsm_a.gm.sm.pco.pcscf.ipv6',
    'ipv6',
    'P-CSCF address given to the phone',
    given(CONTAINER.PCSCF_IPV6),
  ),
  valuesOf('gsm_a.gm.sm.pco.dns.ipv4', 'ipv4', 'DNS server given to the phone', given(CONTAINER.DNS_IPV4)),
  valuesOf('gsm_a.gm.sm.pco.dns.ipv6', 'ipv6', 'DNS server given to the phone', given(CONTAINER.DNS_IPV6)),
  textOf('e212.imsi', 'IMSI', imsis),
  textOf('e164.msisdn', 'MSISDN in GTP and Diameter', core => [
    ...sessionsIn(core).flatMap(({ msisdn }) => optional(msisdn)),
    ...subscriptionsOf(MSISDN)(core),
  ]),
];

function sessions<Value>(read: (session: SessionMessage) => readonly Value[]): ReadCore<Value> {
  return core => sessionsIn(core).flatMap(read);
}

function given(container: number): ReadCore<string> {
  return sessions(({ pco }) =>
    (pco?.given ?? []).flatMap(([id, address]) => (id === container ? [address] : [])),
  );
}

/** That of a SUCI is none in tshark. */
function imsis(core: CoreMessage): readonly string[] {
  if (core.protocol === 'diameter')
    return core.message.application === S6A ? userNames(core) : subscriptionsOf(IMSI)(core);
  if (core.protocol === 's1ap')
    return nasIn(core).flatMap(({ identities }) => identities.flatMap(({ imsi }) => optional(imsi)));
  return sessionsIn(core).flatMap(({ imsi }) => optional(imsi));
}
