import type { RegisterLeg } from './register-leg.ts';

/** Addresses that something proves to be an end of Gm: an SA set, a Security-Server, a REGISTER in ESP. */
export interface ProvenEnds {
  readonly ues: ReadonlySet<string>;
  readonly pcscfs: ReadonlySet<string>;
}

/** The legs of a registration by side of the P-CSCF. */
export interface SortedLegs {
  readonly gm: readonly RegisterLeg[];
  readonly mw: readonly RegisterLeg[];
}

/**
 * Which legs of a registration are Gm? A proxy adds a Via, so that more than one is Mw (RFC 3261 §16.6); but a P-CSCF
 * that is a B2BUA shows only its own there. What proves more comes first: ESP and Security-Server are of Gm alone; what
 * a P-CSCF sends, or has marked as its own, is of Mw. A leg that says nothing of the kind is Gm if it has the sender,
 * the receiver or the branch of one that is, or if there is no other.
 */
export function sortLegs(legs: readonly RegisterLeg[], proven: ProvenEnds): SortedLegs {
  const gm = new GmLegs(legs.filter(isProvenGm));
  const open = legs.filter(leg => !gm.has(leg) && !isMw(leg, proven));
  // Nothing but the request for security, or being the first, tells the legs that are left.
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

/** Is a leg Gm for certain, whatever else there is? */
export function isProvenGm({ inEsp, hasServer }: RegisterLeg): boolean {
  return inEsp || hasServer;
}

function isMw({ source, vias, isMarked }: RegisterLeg, { ues, pcscfs }: ProvenEnds): boolean {
  return vias > 1 || isMarked || (pcscfs.has(source) && !ues.has(source));
}

function wayOf({ source, destination }: RegisterLeg): string {
  return `${source} ${destination}`;
}

/** The legs that are taken for Gm so far. */
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

  /** Does a leg begin where one of these ends? */
  leadsTo({ source }: RegisterLeg): boolean {
    return this.#destinations.has(source) && !this.#sources.has(source);
  }

  /** A copy at another tap keeps the branch, even behind a NAT; a UE that moves keeps its P-CSCF. */
  isLike({ source, destination, branch }: RegisterLeg): boolean {
    return (
      this.#sources.has(source) ||
      this.#destinations.has(destination) ||
      (branch !== null && this.#branches.has(branch))
    );
  }
}
