import { splitParameters } from '../header-value.ts';
import type { SipMessage } from '../message.ts';

/**
 * The IMS charging identities in P-Charging-Vector (RFC 7315 §4.6, TS 24.229 §7.2A.5): the same in all messages of one
 * registration or dialog, and on Rx.
 */
export function chargingIds(message: SipMessage): string[] {
  return message
    .headers('p-charging-vector')
    .flatMap(value =>
      splitParameters(value).flatMap(([name, id]) =>
        name === 'icid-value' && id !== null && id !== '' ? [id] : [],
      ),
    );
}
