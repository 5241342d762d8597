import { parseAddress } from '../bytes/address.ts';
import { ownText } from '../bytes/latin1.ts';
import { BoundedMap } from '../bytes/tables/bounded-map.ts';
import { leastLoss } from '../bytes/tables/least-loss.ts';
import { OldestFirst } from '../bytes/tables/oldest-first.ts';
import type { AgreementEnd, KeyMaterial, SaSet } from '../model/security-association.ts';
import type { Datagram } from '../net/packet/datagram.ts';
import { isSameKey, keyName } from './crypto/key-pool.ts';
import { isAddressOf } from './given/address-pattern.ts';
import type { GivenEntry } from './sa/given-sa-table.ts';
import { KeyedSet } from './sa/keyed-set.ts';
import { createLoneSet, createSaSet, isAgreed, type SaSetParameters } from './sa/sa-set.ts';
import type { SpiDirectory } from './sa/spi-directory.ts';
import type { Generation, SpiEntry } from './sa/spi-entry.ts';

/** Bounds of the store. */
export interface SaSetLimits {
  /** SA sets; the oldest of those that no ICV proved is dropped first. */
  readonly sets: number;
  /** Keys of one set; those that verified nothing go first. */
  readonly keysPerSet: number;
}

/** Keys from the capture are tried first, even if they come late; then those of the USIM. */
const TRUST: Readonly<Record<KeyMaterial['source'], number>> = { '401': 0, maa: 0, usim: 1, file: 2 };

/** One set with its keys and SAs. */
interface Member {
  readonly keyed: KeyedSet;
  readonly generations: readonly Generation[];
  /** Names of its keys, once they are more than a few: a forger may send hundreds. */
  names: Set<string> | null;
  readonly agreement: string;
  readonly pairText: string;
  /** Null without an agreement. */
  readonly pair: Pair | null;
}

/**
 * A UE address and a P-CSCF address: how many sets they have had, how many are kept, and how many of these lack a key.
 */
interface Pair {
  made: number;
  kept: number;
  withoutKey: number;
}

/** The SA sets and their keys; adds their SAs to the directory and removes them. */
export class SaSetStore {
  readonly #limits: SaSetLimits;
  readonly #directory: SpiDirectory;
  /** Oldest first. */
  readonly #members = new Map<SaSet, Member>();
  readonly #oldest = new OldestFirst(this.#members);
  /** Those that were the oldest when there was no room, but had been proved: older than all others. */
  readonly #proved = new Map<SaSet, Member>();
  readonly #oldestProved = new OldestFirst(this.#proved);
  readonly #byAgreement = new Map<string, SaSet>();
  readonly #pairs = new Map<string, Pair>();
  /** Keys from the user that verified packets of dropped sets. */
  readonly #usedBefore: BoundedMap<KeyMaterial, KeyMaterial>;
  #lastId = 0;
  /** Sets dropped, and keys ignored. */
  evictedSets = 0;
  ignoredKeys = 0;

  constructor(limits: SaSetLimits, directory: SpiDirectory) {
    this.#limits = limits;
    this.#usedBefore = new BoundedMap(limits.sets);
    this.#directory = directory;
  }

  /** The sets, oldest first. */
  get sets(): SaSet[] {
    return [...this.#proved.keys(), ...this.#members.keys()];
  }

  /** See SaDatabase.addSet(). */
  add(parameters: SaSetParameters): SaSet {
    const agreement = agreementText(parameters);
    const set = this.#byAgreement.get(agreement) ?? this.#create(parameters, agreement);
    for (const key of parameters.keys) this.addKey(set, key);
    return set;
  }

  /** See SaDatabase.addKey(). */
  addKey(set: SaSet, key: KeyMaterial): void {
    if (key.ck.length !== 16 || key.ik.length !== 16)
      throw new RangeError(`expected CK and IK of 16 octets, found ${key.ck.length} and ${key.ik.length}`);
    const member = this.#members.get(set) ?? this.#proved.get(set);
    if (member === undefined || hasKey(member, key)) return;
    member.names?.add(keyName(key));
    if (set.keys.length === 0 && member.pair !== null) member.pair.withoutKey--;
    // From the end: most keys have the same source as those before them, and a challenge may have many.
    const trust = TRUST[key.source];
    const place = set.keys.findLastIndex(({ source }) => TRUST[source] <= trust) + 1;
    set.keys.splice(place, 0, key);
    if (set.keys.length <= this.#limits.keysPerSet) return;
    const inUse = keysInUseOf(member);
    const [dropped] = set.keys.splice(
      leastLoss(set.keys, one => inUse.has(one), place),
      1,
    );
    member.names?.delete(keyName(dropped ?? key));
    this.ignoredKeys++;
  }

  /** Is there an agreement without a key between the ends of a packet? */
  isClosed(packet: Datagram): boolean {
    const { source, destination } = packet;
    const [uplink, downlink] = [
      this.#pairs.get(`${source} ${destination}`),
      this.#pairs.get(`${destination} ${source}`),
    ];
    return (uplink?.withoutKey ?? 0) > 0 || (downlink?.withoutKey ?? 0) > 0;
  }

  /**
   * Creates the SAs from the user for the ends and the SPI of a packet, unless they exist. False if the entry has no SA
   * for the packet: neither an agreement nor a recovered SA, and only SAs from the user with another source.
   */
  adopt(packet: Datagram, entry: SpiEntry): boolean {
    for (const { sa } of entry.generations) if (isAgreed(sa) || sa.recovered) return true;
    let fits = false;
    for (const one of entry.given) {
      if (!isAddressOf(one.given.source, packet.addresses, packet.sourceOffset)) continue;
      fits = true;
      if (!isAdopted(entry, one)) this.#createLone(packet, entry, one);
    }
    return fits;
  }

  /** Creates an SA from the ends and the SPI of a packet without an agreement, after a key has verified its ICV. */
  addRecovered(packet: Datagram, entry: SpiEntry, key: KeyMaterial): SaSet {
    const set = this.#createLone(packet, entry, null);
    this.addKey(set, key);
    return set;
  }

  /** The keys that verified packets, perhaps repeatedly; of dropped sets only those from the user. */
  *keysInUse(): Iterable<KeyMaterial> {
    yield* this.#usedBefore.values();
    for (const members of [this.#proved, this.#members])
      for (const member of members.values()) yield* keysInUseOf(member);
  }

  #createLone(packet: Datagram, entry: SpiEntry, from: GivenEntry | null): SaSet {
    this.#makeRoom();
    const { source, destination } = packet;
    const set = createLoneSet(from?.given ?? null, source, destination, entry.spi, ++this.#lastId);
    const keyed = new KeyedSet(set);
    const opener = from?.opener ?? null;
    const generations = set.sas.map(sa => this.#directory.addLone(sa, keyed, entry, opener));
    this.#members.set(set, { keyed, generations, names: null, agreement: '', pairText: '', pair: null });
    return set;
  }

  #create(parameters: SaSetParameters, agreement: string): SaSet {
    const ue = addressOctets(parameters.ue);
    const pcscf = addressOctets(parameters.pcscf);
    this.#makeRoom();

    const pairText = `${parameters.ue.address} ${parameters.pcscf.address}`;
    const pair = this.#pairs.get(pairText) ?? { made: 0, kept: 0, withoutKey: 0 };
    this.#pairs.set(pairText, pair);
    pair.made++;
    pair.kept++;
    pair.withoutKey++;

    const set = createSaSet(parameters, ++this.#lastId, pair.made);
    const keyed = new KeyedSet(set);
    const proved: KeyMaterial[] = [];
    const generations = set.sas.map(sa => {
      const toUe = sa.name === 'pc->us' || sa.name === 'ps->uc';
      const destination = toUe ? ue : pcscf;
      for (const key of this.#directory.recoveredKeys(destination, sa.spi)) proved.push(key);
      return this.#directory.addGeneration(sa, keyed, destination);
    });
    this.#members.set(set, { keyed, generations, names: null, agreement, pairText, pair });
    this.#byAgreement.set(agreement, set);
    for (const key of proved) this.addKey(set, key);
    return set;
  }

  /** Sets that an ICV proved stay, unless they take nearly all the room: the next registrations need some. */
  #makeRoom(): void {
    const { sets } = this.#limits;
    while (this.#members.size + this.#proved.size >= sets) {
      const set = this.#oldest.next();
      const member = set === undefined ? undefined : this.#members.get(set);
      if (set === undefined || member === undefined) return;
      this.#members.delete(set);
      if (!isProved(set)) this.#forget(set, member);
      else {
        this.#proved.set(set, member);
        if (this.#proved.size > sets * PROVED_SHARE) this.#forgetOldestProved();
      }
    }
  }

  #forgetOldestProved(): void {
    const set = this.#oldestProved.next() as SaSet;
    const member = this.#proved.get(set) as Member;
    this.#proved.delete(set);
    this.#forget(set, member);
  }

  #forget(set: SaSet, member: Member): void {
    const { key } = set;
    if (key?.source === 'file' || key?.source === 'usim') this.#usedBefore.set(key, key);
    for (const generation of member.generations) this.#directory.removeGeneration(generation);
    this.#byAgreement.delete(member.agreement);
    this.evictedSets++;
    const { pair } = member;
    if (pair === null) return;
    if (set.keys.length === 0) pair.withoutKey--;
    if (--pair.kept === 0) this.#pairs.delete(member.pairText);
  }
}

/** Keys of a set that are compared one by one. */
const FEW_KEYS = 8;

function hasKey(member: Member, key: KeyMaterial): boolean {
  const { keys } = member.keyed.set;
  if (keys.length <= FEW_KEYS && member.names === null) return keys.some(one => isSameKey(one, key));
  member.names ??= new Set(keys.map(keyName));
  return member.names.has(keyName(key));
}

/** The part of the room that sets which an ICV proved may take. */
const PROVED_SHARE = 0.75;

/** Has an ICV verified under one of the SAs? */
function isProved({ sas }: SaSet): boolean {
  return sas.some(({ icvGood }) => icvGood > 0);
}

/** The keys under which an ICV has verified. */
function keysInUseOf({ keyed, generations }: Member): Set<KeyMaterial> {
  const keys = new Set<KeyMaterial>();
  if (keyed.set.key !== null) keys.add(keyed.set.key);
  for (const { opener } of generations)
    if (opener !== null && opener.ring !== null) keys.add(opener.ring.key);
  return keys;
}

function isAdopted(entry: SpiEntry, { given }: GivenEntry): boolean {
  for (const { sa } of entry.generations) if (sa.given === given) return true;
  return false;
}

/** A text that is equal for two observations of one agreement. */
function agreementText({ ue, pcscf, nonce }: SaSetParameters): string {
  const end = ({ address, portC, portS, spiC, spiS }: AgreementEnd) =>
    `${address} ${portC} ${portS} ${spiC} ${spiS}`;
  return ownText(`${end(ue)} ${end(pcscf)} ${nonce ?? ''}`);
}

function addressOctets(end: AgreementEnd): Uint8Array {
  const octets = parseAddress(end.address);
  if (octets === null) throw new RangeError(`expected an IP address, found ${end.address}`);
  return octets;
}
