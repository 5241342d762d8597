import type { DiameterMessage } from '../../diameter/message.ts';
import type { CxEvent } from './cx-event.ts';

/** One Diameter message found in the capture. All of it but its flow is valid only during the call that gives it. */
export interface DiameterEvent extends Omit<CxEvent, 'exchange'> {
  readonly message: DiameterMessage;
}
