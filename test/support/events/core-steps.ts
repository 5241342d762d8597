import type { PdnStep } from '../../../src/access/pdn.ts';

/** One message about a connection. */
export function coreStep(members: Partial<PdnStep>): PdnStep {
  return {
    carrier: 'gtpv2',
    name: 'Create Session Request',
    part: 'request',
    cause: null,
    file: 0,
    frame: 1,
    seconds: 1,
    nanoseconds: 0,
    source: 'a',
    destination: 'b',
    ...members,
  };
}
