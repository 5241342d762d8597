import type { MobilityEvent } from '../../../src/access/mobility.ts';

/** An attach that is refused, with these members. */
export function mobilityEvent(members: Partial<MobilityEvent> = {}): MobilityEvent {
  return {
    carrier: 's1ap',
    name: 'Attach reject',
    part: 'reject',
    isFromUe: false,
    cause: { kind: 'emm', number: 15, name: 'No suitable cells in tracking area' },
    imsi: '001010000000001',
    guti: null,
    coreId: 100,
    radioId: 1,
    file: 0,
    frame: 7,
    frames: [7],
    seconds: 1,
    nanoseconds: 5,
    source: '10.40.0.2',
    destination: '10.40.0.1',
    ...members,
  };
}
