import type { Place } from '../../../src/access/connections/place.ts';

/** Nodes of a core network, and a phone's resolver. */
export const NODE = {
  enb: '10.0.0.1',
  otherEnb: '10.0.0.7',
  mme: '10.0.0.2',
  sgw: '10.0.0.3',
  pgw: '10.0.0.4',
} as const;

/** A message on its way: frame and time are counted in seconds, one frame in each. */
export function placeAt(
  seconds: number,
  source: string,
  destination: string,
  options: Partial<Place> = {},
): Place {
  return {
    file: 0,
    frames: [seconds],
    seconds,
    nanoseconds: 0,
    source,
    destination,
    sourcePort: 2123,
    destinationPort: 2123,
    ...options,
  };
}
