import type { RegisterLeg } from './register-leg.ts';

/** Addresses that are proven ends of Gm: by an SA set, a Security-Server, or a REGISTER in ESP. */
export interface ProvenEnds {
  readonly ues: ReadonlySet<string>;
  readonly pcscfs: ReadonlySet<string>;
}

/** The legs of a registration on each side of the P-CSCF. */
export interface SortedLegs {
  readonly gm: readonly RegisterLeg[];
  readonly mw: readonly RegisterLeg[];
}

/**
 * Sorts the legs of a registration into Gm and Mw. A proxy adds a Via, so a leg with more than one is Mw (RFC 3261
 * §16.6); but a P-CSCF that is a B2BUA shows only its own Via there. Stronger proof comes first: ESP and
 * Security-Server exist on Gm only; a leg from a P-CSCF, or with its header fields, is Mw. A leg without such proof is
 * Gm if it shares the sender, the receiver or the branch with a Gm leg, or if there is no other leg.
 */
export function sortLegs(legs: readonly RegisterLeg[], proven: ProvenEnds): SortedLegs {
  const open = legs.filter(leg => !isProvenGm(leg) && !isMw(leg, proven));
  if (open.length === 0) return { gm: legs.filter(isProvenGm), mw: legs.filter(leg => !isProvenGm(leg)) };
  const gm = new GmLegs(legs.filter(isProvenGm));
  // The remaining legs differ only in whether they ask for security, or come first.
  for (const leg of open) if (leg.asksForSecurity && !gm.leadsTo(leg)) gm.add(leg);
  if (gm.isEmpty) {
    const keyed = new Set(legs.filter(({ hasKeys }) => hasKeys).map(wayOf));
    const passedOn = new Set(legs.map(({ previousBranch }) => previousBranch));
    const first = open.find(leg => !keyed.has(wayOf(leg)) || passedOn.has(leg.branch ?? ''));
    if (first !== undefined) gm.add(first);
  }
  for (const leg of open) if (gm.isLike(leg) && !gm.leadsTo(leg)) gm.add(leg);
  return { gm: legs.filter(leg => gm.has(leg)), mw: legs.filter(leg => !gm.has(leg)) };
}

/** Is a leg certainly Gm, whatever other legs there are? */
export function isProvenGm({ inEsp, hasServer }: RegisterLeg): boolean {
  return inEsp || hasServer;
}

function isMw({ source, vias, isMarked }: RegisterLeg, { ues, pcscfs }: ProvenEnds): boolean {
  return vias > 1 || isMarked || (pcscfs.has(source) && !ues.has(source));
}

function wayOf({ source, destination }: RegisterLeg): string {
  return `${source} ${destination}`;
}

/** The legs found to be Gm so far. */
class GmLegs {
  readonly #legs = new Set<RegisterLeg>();
  readonly #sources = new Set<string>();
  readonly #destinations = new Set<string>();
  readonly #branches = new Set<string>();

  constructor(legs: readonly RegisterLeg[]) {
    for (const leg of legs) this.add(leg);
  }

  get isEmpty(): boolean {
    return this.#legs.size === 0;
  }

  has(leg: RegisterLeg): boolean {
    return this.#legs.has(leg);
  }

  add(leg: RegisterLeg): void {
    this.#legs.add(leg);
    this.#sources.add(leg.source);
    this.#destinations.add(leg.destination);
    if (leg.branch !== null) this.#branches.add(leg.branch);
  }

  /** Does a leg start where one of these ends? */
  leadsTo({ source }: RegisterLeg): boolean {
    return this.#destinations.has(source) && !this.#sources.has(source);
  }

  /** A copy at another tap keeps the branch, even behind a NAT. A UE that moves keeps its P-CSCF. */
  isLike({ source, destination, branch }: RegisterLeg): boolean {
    return (
      this.#sources.has(source) ||
      this.#destinations.has(destination) ||
      (branch !== null && this.#branches.has(branch))
    );
  }
}
