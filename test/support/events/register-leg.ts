import type { RegisterLeg } from '../../../src/registration/parties/register-leg.ts';

/** A leg of a REGISTER with one Via that says nothing of security. */
export function leg(source: string, destination: string, more: Partial<RegisterLeg> = {}): RegisterLeg {
  return {
    source,
    sourcePort: 5060,
    destination,
    destinationPort: 5060,
    vias: 1,
    branch: `z9hG4bK ${source} ${destination}`,
    previousBranch: null,
    origin: null,
    client: [],
    asksForSecurity: false,
    isMarked: false,
    inEsp: false,
    hasServer: false,
    hasKeys: false,
    nonce: null,
    ...more,
  };
}
