import { hashBytes, hashNumber, hashStart } from '../../bytes/hash.ts';
import { type Gtpv2Message, gtpElements } from './gtpv2.ts';

/** Bearer context and, within it, the traffic flow template (TS 29.274 §8.1). */
const ELEMENT = { TEMPLATE: 84, BEARER_CONTEXT: 93 } as const;

/**
 * Hash of the traffic flow templates of a message, each with its place: the gateways pass them on as they are (TS 29.274
 * §7.2.3), and they name the phone's address and ports. Null without one.
 */
export function templateHash({ elements }: Gtpv2Message): number | null {
  let hash = hashStart();
  let isAny = false;
  for (const [i, { type, data }] of elements.entries()) {
    if (type !== ELEMENT.BEARER_CONTEXT) continue;
    const template = gtpElements(data).elements.find(inner => inner.type === ELEMENT.TEMPLATE)?.data;
    if (template === undefined) continue;
    isAny = true;
    hash = hashBytes(hashNumber(hash, i), template, 0, template.length);
  }
  return isAny ? hash : null;
}
