import { endpointText } from '../../bytes/address.ts';
import { isAgreed } from '../../ipsec/sa/sa-set.ts';
import type { Attempt, Registration } from '../../model/registration.ts';
import type { AgreementEnd, SaSet } from '../../model/security-association.ts';
import { isProvenGm, type ProvenEnds, type SortedLegs, sortLegs } from './gm-legs.ts';
import type { RegisterLeg } from './register-leg.ts';

/** The role of a host in IMS, as its REGISTERs show it (TS 23.228 §4.6). */
export type Party = 'UE' | 'P-CSCF' | 'I-CSCF' | 'S-CSCF';

/** A registration with the legs of its REGISTERs. */
export interface SeenRegistration extends Registration {
  readonly attempts: (Attempt & { readonly legs: readonly RegisterLeg[] })[];
}

/**
 * Who is who: the one place that says which addresses are of a UE and which of a CSCF. It follows from agreements and
 * SA sets, Security-* and the header fields that a P-CSCF adds, the keys in challenges, and the way that REGISTERs go;
 * from all registrations of the capture together.
 */
export class WhoIsWho {
  readonly #gm = new Map<string, readonly RegisterLeg[]>();
  readonly #parties = new Map<string, Party>();
  readonly #hosts = new Map<string, readonly [string, string]>();
  readonly #shared = new Set<string>();
  /** Most commands never ask, so it is found out at the first question. Null afterwards. */
  #findOut: (() => void) | null;

  /**
   * @param sets all SA sets; those without an agreement are ignored. Fills `ue` and `pcscf` of registrations that have
   *   no set.
   */
  constructor(registrations: readonly SeenRegistration[], sets: readonly SaSet[]) {
    this.#findOut = () => this.#read(registrations, sets);
    if (registrations.some(one => one.sets.length === 0)) this.#know();
  }

  #know(): void {
    const findOut = this.#findOut;
    this.#findOut = null;
    findOut?.();
  }

  #read(registrations: readonly SeenRegistration[], sets: readonly SaSet[]): void {
    const legs = registrations.map(({ attempts }) => attempts.flatMap(attempt => attempt.legs));
    for (const leg of legs.flat())
      if (leg.source === leg.destination && leg.sourcePort !== leg.destinationPort)
        this.#shared.add(leg.source);
    const agreed = sets.filter(({ sas }) => sas.some(isAgreed));
    const proven = provenEnds(legs.flat(), agreed);
    for (const { ue, pcscf } of agreed) {
      for (const key of this.#keysOf(pcscf)) this.#note(key, 'P-CSCF');
      for (const key of this.#keysOf(ue)) this.#note(key, 'UE');
    }
    const sorted = legs.map(own => sortLegs(own, proven));
    for (const [i, registration] of registrations.entries()) {
      const own = sorted[i] as SortedLegs;
      this.#gm.set(registration.callId, own.gm);
      this.#noteGm(own);
    }
    for (const [i, registration] of registrations.entries()) {
      const own = sorted[i] as SortedLegs;
      nameEnds(registration, own);
      if (own.mw.length === 0) continue;
      const onMw = new Set(own.mw);
      for (const attempt of registration.attempts) this.#noteMw(attempt.legs.filter(leg => onMw.has(leg)));
      this.#noteHosts(registration, onMw);
    }
  }

  /** The party at an address; at a port of it if several hosts share the address. Null if unknown. */
  partyAt(address: string, port: number): Party | null {
    this.#know();
    return this.#parties.get(this.#key(address, port)) ?? null;
  }

  /** Do several hosts share an address? Then `partyAt` needs the port. */
  isShared(address: string): boolean {
    this.#know();
    return this.#shared.has(address);
  }

  /** Addresses of the UE of a registration; empty if only Mw was captured. */
  ueAddressesOf({ callId, sets }: Registration): ReadonlySet<string> {
    this.#know();
    const gm = this.#gm.get(callId);
    if (gm === undefined) return new Set();
    return new Set([...gm.map(({ source }) => source), ...sets.map(({ ue }) => ue.address)]);
  }

  /** Pairs of addresses (with ports where hosts share an address) that belong to one host. */
  get sameHosts(): Iterable<readonly [string, string]> {
    this.#know();
    return this.#hosts.values();
  }

  #key(address: string, port: number): string {
    return this.#shared.has(address) ? endpointText(address, port) : address;
  }

  #keysOf({ address, portC, portS }: AgreementEnd): string[] {
    return [portC, portS]
      .filter(port => port !== 0 || !this.#shared.has(address))
      .map(port => this.#key(address, port));
  }

  /** The first entry stays: stronger proof is entered first. */
  #note(key: string, party: Party): void {
    if (!this.#parties.has(key)) this.#parties.set(key, party);
  }

  #from({ source, sourcePort }: RegisterLeg): string {
    return this.#key(source, sourcePort);
  }

  #to({ destination, destinationPort }: RegisterLeg): string {
    return this.#key(destination, destinationPort);
  }

  /** Without a word of security, and without Mw, who gets the REGISTER may be any registrar. */
  #noteGm({ gm, mw }: SortedLegs): void {
    for (const leg of gm) {
      if (isProvenGm(leg) || leg.asksForSecurity || mw.length > 0) this.#note(this.#to(leg), 'P-CSCF');
      this.#note(this.#from(leg), 'UE');
    }
  }

  /**
   * A REGISTER goes from the P-CSCF over I-CSCFs to the S-CSCF, and its challenge back (TS 24.229 §5.2.2, §5.3.1.2,
   * §5.4.1.2): who only sends on Mw is the P-CSCF, who passes on is an I-CSCF, who only answers is the S-CSCF.
   */
  #noteMw(mw: readonly RegisterLeg[]): void {
    const ways = mw.filter(leg => this.#from(leg) !== this.#to(leg));
    if (ways.length === 0) return;
    const receivers = new Set(ways.map(leg => this.#to(leg)));
    const senders = new Set(ways.map(leg => this.#from(leg)));
    for (const leg of ways)
      if (leg.vias <= 2 && !receivers.has(this.#from(leg))) this.#note(this.#from(leg), 'P-CSCF');
    for (const leg of ways) {
      if (leg.nonce === null) continue;
      this.#note(this.#to(leg), senders.has(this.#to(leg)) ? 'I-CSCF' : 'S-CSCF');
    }
  }

  /** Whoever sends [b2, b1] is who got b1 (RFC 3261 §16.6); of a B2BUA, who sends on the first leg of Mw is who got Gm. */
  #noteHosts({ attempts }: SeenRegistration, onMw: ReadonlySet<RegisterLeg>): void {
    for (const { legs } of attempts) {
      for (const leg of legs) {
        if (!onMw.has(leg)) continue;
        const before =
          leg.previousBranch === null
            ? legs.find(one => !onMw.has(one) && leg.vias === 1)
            : legs.find(one => one.branch === leg.previousBranch);
        if (before === undefined || before.source === leg.source) continue;
        const [one, other] = [this.#to(before), this.#from(leg)];
        if (one !== other) this.#hosts.set(`${one} ${other}`, [one, other]);
      }
    }
  }
}

function provenEnds(legs: readonly RegisterLeg[], agreed: readonly SaSet[]): ProvenEnds {
  const proven = legs.filter(isProvenGm);
  return {
    ues: new Set([...agreed.map(({ ue }) => ue.address), ...proven.map(({ source }) => source)]),
    pcscfs: new Set([
      ...agreed.map(({ pcscf }) => pcscf.address),
      ...proven.map(({ destination }) => destination),
    ]),
  };
}

/** Names the ends of Gm where no agreement did: from its REGISTER, or from what is said on Mw. */
function nameEnds(registration: SeenRegistration, { gm, mw }: SortedLegs): void {
  if (registration.sets.length > 0) return;
  const [leg] = gm;
  const passed = mw.find(({ vias }) => vias <= 2);
  registration.ue = leg?.source ?? mw.find(({ origin }) => origin !== null)?.origin ?? null;
  registration.pcscf = leg?.destination ?? passed?.source ?? null;
}
