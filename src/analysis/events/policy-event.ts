import type { DiameterFacts } from '../../diameter/facts.ts';
import type { CxEvent } from './cx-event.ts';

/** One Diameter message of Cx, Rx or Gx. Its origin is valid only during the call that gives it. */
export interface PolicyEvent extends Omit<CxEvent, 'exchange'> {
  readonly facts: DiameterFacts;
}
