import type { IcvVerdict } from '../model/protection.ts';
import type { GivenSa, KeyMaterial, SaSet, SecurityAssociation } from '../model/security-association.ts';
import { type Datagram, PROTOCOL } from '../net/packet/datagram.ts';
import type { CryptoEngine } from './crypto/engine.ts';
import { KeyRings } from './crypto/key-ring.ts';
import { CutPacketOpener } from './decrypt/cut-packet-opener.ts';
import { type EspResult, EspResultRecord } from './decrypt/esp-result.ts';
import { innerPorts } from './decrypt/inner-ports.ts';
import { KeyFinder, type KeySearchLimits } from './decrypt/key-search.ts';
import { findNullLayout } from './decrypt/null-heuristic.ts';
import { PacketOpener } from './decrypt/packet-opener.ts';
import type { PreparedPacket } from './decrypt/prepared-packet.ts';
import { type EspStatistics, NO_PACKETS } from './esp-statistics.ts';
import { PlainPackets } from './plain-packets.ts';
import { GivenSaTable } from './sa/given-sa-table.ts';
import { KeyedSet } from './sa/keyed-set.ts';
import type { SaSetParameters } from './sa/sa-set.ts';
import { icvFingerprint } from './sa/sequence-window.ts';
import { SpiDirectory, type SpiDirectoryLimits } from './sa/spi-directory.ts';
import type { Generation, KeySearch, SpiEntry } from './sa/spi-entry.ts';
import { countPacket, countSequence, takeBackWithoutKey } from './sa-counts.ts';
import { type SaSetLimits, SaSetStore } from './sa-set-store.ts';

export type { EspOutcome, EspResult } from './decrypt/esp-result.ts';
export type { EspStatistics } from './esp-statistics.ts';
export type { SaSetParameters } from './sa/sa-set.ts';

/** Bounds of a SaDatabase. */
export interface SaDatabaseLimits extends SaSetLimits, SpiDirectoryLimits, KeySearchLimits {}

/** The context for recovering SAs without an agreement. */
export interface RecoveryContext {
  /** The known keys, in the order of the search; more may be added at the end. */
  readonly keys: readonly KeyMaterial[];
  /** Called with the set of a recovered SA, before the packet that proved its key is decrypted. */
  readonly recovered: (set: SaSet) => void;
}

/** ESP of an SPI without an agreement that was not decrypted. */
export interface UnexplainedSpi {
  readonly spi: number;
  /** Packets that were not decrypted. */
  readonly packets: number;
  /** The keys that were tried; the ends and the frame of the first packet. */
  readonly search: Readonly<KeySearch>;
}

const NO_KEYS: RecoveryContext = { keys: [], recovered: () => {} };

/**
 * The SA sets of a capture. Finds the SAs of each ESP packet by destination address and SPI; the ICV decides
 * generation, key and algorithms; then it decrypts the packet and counts it.
 */
export class SaDatabase {
  readonly #directory: SpiDirectory;
  readonly #store: SaSetStore;
  readonly #rings: KeyRings;
  readonly #finder: KeyFinder;
  readonly #recovered: RecoveryContext['recovered'];
  readonly #opener: PacketOpener;
  readonly #cutOpener: CutPacketOpener;
  readonly #result = new EspResultRecord();
  readonly #counts: EspStatistics = { ...NO_PACKETS };
  readonly #unsupportedByName: Record<string, number> = {};

  /** The SAs, for callers who do the work on plain packets beforehand. */
  readonly plain: PlainPackets;

  /** @param given SAs from the user. They become sets at their first packet. */
  constructor(
    engine: CryptoEngine,
    limits: SaDatabaseLimits,
    given: readonly GivenSa[] = [],
    recovery: RecoveryContext = NO_KEYS,
  ) {
    this.#directory = new SpiDirectory(limits, new GivenSaTable(engine, given));
    this.plain = new PlainPackets(this.#directory, this.#counts);
    this.#store = new SaSetStore(limits, this.#directory);
    const rings = new KeyRings(engine);
    this.#rings = rings;
    this.#opener = new PacketOpener(rings);
    this.#cutOpener = new CutPacketOpener(rings);
    this.#finder = new KeyFinder(rings, recovery.keys, limits);
    this.#recovered = recovery.recovered;
  }

  /** The sets, oldest first. */
  get sets(): readonly SaSet[] {
    return this.#store.sets;
  }

  /** The current counts, as a copy. */
  get statistics(): EspStatistics {
    const { evictedSpis, evictedGenerations } = this.#directory;
    const { evictedSets, ignoredKeys } = this.#store;
    const unsupportedByName = { ...this.#unsupportedByName };
    return {
      ...this.#counts,
      untried: this.#opener.untried,
      unsupportedByName,
      evictedSpis,
      evictedGenerations,
      evictedSets,
      ignoredKeys,
    };
  }

  /**
   * Adds the four SAs of an agreement. The same agreement again (addresses, ports, SPIs and nonce) returns the existing
   * set, with any new keys. `generation` counts the sets of one UE and P-CSCF address from 1. Throws for an invalid
   * address, or unless CK and IK have 16 octets.
   */
  addSet(parameters: SaSetParameters): SaSet {
    return this.#store.add(parameters);
  }

  /** Adds a key to try to a set, unless the set has it. Throws unless CK and IK have 16 octets. */
  addKey(set: SaSet, key: KeyMaterial): void {
    this.#store.addKey(set, key);
  }

  /** Checks and decrypts a new ESP packet. */
  decode(packet: Datagram, prepared: PreparedPacket | null = null): EspResult {
    const result = this.#result;
    this.#counts.packets++;
    if (!result.begin(packet)) return this.#tooShort(packet);
    const entry = this.#directory.entryOf(packet, result.spi);
    const fingerprint = icvFingerprint(packet.bytes, packet.end, packet.truncated);
    if (entry.window.observe(result.sequence, fingerprint)) return this.#duplicate(entry);
    if (packet.truncated) return this.#truncated(packet, entry);
    return this.#judge(packet, entry, prepared);
  }

  /**
   * Tries a packet with the outcome `unknown-spi` or `no-key` again, after a new set or key. Pass held packets of one
   * SPI in capture order. The packet does not count as its own duplicate, and its earlier count is undone.
   */
  retry(packet: Datagram): EspResult {
    if (!this.#result.begin(packet)) return this.#result.finish('malformed', null);
    const entry = this.#directory.entryOf(packet, this.#result.spi);
    this.#takeBack(entry);
    return this.#judge(packet, entry, null);
  }

  /** Does one of the keys verify a packet under this SA? Counts nothing. */
  verifies(
    { bytes, start, end }: Datagram,
    { set }: SecurityAssociation,
    keys: readonly KeyMaterial[],
  ): boolean {
    const methods = keys.length === 0 ? [] : new KeyedSet(set).methods;
    return keys.some(key => {
      const ring = this.#rings.of(key);
      return methods.some(method => ring.integrity(method).verify(bytes, start, end));
    });
  }

  /** The same as `retry` for a packet with the outcome `bad-icv` that a new key verifies, and the SA that it gave. */
  retryRefused(packet: Datagram, countedOn: SecurityAssociation): EspResult {
    if (!this.#result.begin(packet)) return this.#result.finish('malformed', null);
    const entry = this.#directory.entryOf(packet, this.#result.spi);
    this.#counts.unopened--;
    this.#counts.icvBad--;
    countedOn.packets--;
    countedOn.icvBad--;
    entry.credit.allowNext();
    return this.#judge(packet, entry, null);
  }

  /**
   * Tries a held packet of an SPI without an agreement with new keys. If one verifies it, there is an SA for the
   * packets of its SPI: pass them to `retry`.
   */
  recover(packet: Datagram): void {
    if (!this.#result.begin(packet)) return;
    const entry = this.#directory.entryOf(packet, this.#result.spi);
    if (entry.generations.length === 0) this.#recover(packet, entry);
  }

  /** Is the bound of the key search reached, so that `recover` has no effect? */
  get searchExhausted(): boolean {
    return this.#finder.exhausted;
  }

  /** ICVs computed in that search. */
  get searchTrials(): number {
    return this.#finder.trials;
  }

  /** The SPIs without an agreement that have packets which were not decrypted. */
  *unexplained(): Iterable<UnexplainedSpi> {
    for (const { spi, unknown, closed, search } of this.#directory.unexplained())
      if (search !== null) yield { spi, packets: unknown + closed, search };
  }

  /** See SaSetStore.keysInUse(). */
  keysInUse(): Iterable<KeyMaterial> {
    return this.#store.keysInUse();
  }

  /** Decrypts a `duplicate` again, without counting. */
  reopen(packet: Datagram): EspResult {
    const result = this.#result;
    if (!result.begin(packet)) return result.finish(packet.truncated ? 'truncated' : 'malformed', null);
    const entry = this.#directory.entryOf(packet, result.spi);
    const opener = this.#opener;
    const { plaintext, trailer } = opener;
    if (packet.truncated) return result.finish('truncated', entry.presumed?.sa ?? null);
    const isAdopted = entry.given.length === 0 || this.#store.adopt(packet, entry);
    if (!isAdopted || entry.generations.length === 0)
      return this.#openEvidentlyClear(packet) ?? this.#closed(packet);
    const outcome = opener.open(packet, entry, null);
    const { sa } = opener.generation as Generation;
    if (outcome !== 'decoded') return result.finish(outcome, sa);
    if (trailer.nextHeader === PROTOCOL.NO_NEXT_HEADER) return result.finish('dummy', sa);
    result.suite = this.#provenSuite();
    return result.decoded(sa, opener.icv, plaintext, trailer);
  }

  #judge(packet: Datagram, entry: SpiEntry, prepared: PreparedPacket | null): EspResult {
    if (entry.given.length > 0 && !this.#store.adopt(packet, entry)) return this.#openUnknown(packet, entry);
    if (entry.generations.length === 0) return this.#openUnknown(packet, entry);
    const opener = this.#opener;
    const outcome = opener.open(packet, entry, prepared);
    const generation = opener.generation as Generation;
    const { sa } = generation;
    this.#count(packet, generation, opener.icv, outcome !== 'bad-icv');
    switch (outcome) {
      case 'decoded':
        return this.#decoded(sa);
      case 'implausible':
        sa.implausible++;
        this.#counts.implausible++;
        break;
      case 'bad-icv':
        this.#counts.unopened++;
        break;
      case 'unsupported':
        this.#countUnsupported(sa.given?.unsupported ?? otherText(generation));
        break;
      case 'no-key':
        sa.noKey++;
        this.#counts.noKey++;
    }
    return this.#result.finish(outcome, sa);
  }

  #decoded(sa: SecurityAssociation): EspResult {
    const { plaintext, trailer, icv } = this.#opener;
    if (sa.recovered && sa.sourcePort === 0) this.#readPorts(sa);
    if (trailer.nextHeader === PROTOCOL.NO_NEXT_HEADER) {
      this.#counts.dummies++;
      return this.#result.finish('dummy', sa);
    }
    if (icv === 'unchecked' && sa.given !== null) this.#counts.decryptedUnchecked++;
    else if (icv === 'unchecked') this.#counts.nullDecoded++;
    else this.#counts.decrypted++;
    this.#result.suite = this.#provenSuite();
    return this.#result.decoded(sa, icv, plaintext, trailer);
  }

  /** Reads the ports of an SA without an agreement from its first packet, the only source. */
  #readPorts(sa: SecurityAssociation): void {
    const { plaintext, trailer } = this.#opener;
    const ports = innerPorts(trailer.nextHeader, plaintext.bytes, plaintext.start, trailer.payloadEnd);
    if (ports !== null) [sa.sourcePort, sa.destinationPort] = ports;
  }

  #provenSuite(): EspResult['suite'] {
    const { icv, generation } = this.#opener;
    const opener = generation?.opener ?? null;
    if (icv !== 'good' || opener === null) return null;
    return opener.ring === null ? opener.given : opener.suite;
  }

  #openUnknown(packet: Datagram, entry: SpiEntry): EspResult {
    if (this.#recover(packet, entry)) return this.#judge(packet, entry, null);
    const result = this.#openEvidentlyClear(packet);
    if (result === null) return this.#unexplained(packet, entry);
    this.#counts.nullDecoded++;
    return result;
  }

  /** Creates an SA for a packet without an agreement, if a known key verifies its ICV. */
  #recover(packet: Datagram, entry: SpiEntry): boolean {
    const key = this.#finder.find(packet, entry);
    if (key === null) return false;
    this.#recovered(this.#store.addRecovered(packet, entry, key));
    return true;
  }

  /** ESP NULL of an SPI without an agreement; null if the packet is encrypted. */
  #openEvidentlyClear(packet: Datagram): EspResult | null {
    const { bytes, start, end } = packet;
    const { plaintext, trailer } = this.#opener;
    const layout = findNullLayout(bytes, start, end, packet, trailer);
    if (layout === null) return null;
    plaintext.bytes = bytes;
    plaintext.start = start + layout.headerLength;
    return this.#result.decoded(null, 'unchecked', plaintext, trailer);
  }

  #unexplained(packet: Datagram, entry: SpiEntry): EspResult {
    const result = this.#closed(packet);
    if (result.outcome === 'no-key') {
      entry.closed++;
      this.#counts.noKey++;
    } else {
      entry.unknown++;
      this.#counts.unknownSpi++;
    }
    return result;
  }

  /** Between ends with undecrypted ESP the agreement may be inside that ESP: then only a key is missing. */
  #closed(packet: Datagram): EspResult {
    return this.#result.finish(this.#store.isClosed(packet) ? 'no-key' : 'unknown-spi', null);
  }

  #tooShort(packet: Datagram): EspResult {
    if (!packet.truncated) {
      this.#counts.malformed++;
      return this.#result.finish('malformed', null);
    }
    this.#counts.truncated++;
    return this.#result.finish('truncated', null);
  }

  #duplicate(entry: SpiEntry): EspResult {
    const sa = entry.presumed?.sa ?? null;
    this.#counts.duplicates++;
    if (sa !== null) sa.duplicates++;
    return this.#result.finish('duplicate', sa);
  }

  #truncated(packet: Datagram, entry: SpiEntry): EspResult {
    this.#counts.truncated++;
    if (entry.given.length > 0 && !this.#store.adopt(packet, entry))
      return this.#result.finish('truncated', null);
    const opener = this.#cutOpener;
    const read = opener.open(packet, entry);
    const generation = read ? opener.generation : entry.presumed;
    if (generation === null) return this.#result.finish('truncated', null);
    this.#count(packet, generation, 'unchecked', true);
    if (!read) return this.#result.finish('truncated', generation.sa);
    this.#counts.truncatedRead++;
    return this.#result.decodedPart(generation.sa, opener.plaintext, opener.nextHeader, opener.missing);
  }

  #countUnsupported(name: string): void {
    this.#counts.unsupported++;
    this.#unsupportedByName[name] = (this.#unsupportedByName[name] ?? 0) + 1;
  }

  /** The sequence number counts only if the ICV is good or the packet could be read. */
  #count(packet: Datagram, generation: Generation, icv: IcvVerdict, isSequenceCredible: boolean): void {
    if (icv === 'good') this.#counts.icvGood++;
    else if (icv === 'bad') this.#counts.icvBad++;
    countPacket(generation.sa, packet.frame, icv);
    if (isSequenceCredible) countSequence(generation, this.#result.sequence);
  }

  /**
   * Undoes the count of a held packet. Those that came before the agreement were offered first; those after it
   * were counted on the oldest SA that still lacked a key. An entry forgotten in between had no agreement.
   */
  #takeBack(entry: SpiEntry): void {
    if (entry.closed > 0) {
      entry.closed--;
      this.#counts.noKey--;
      return;
    }
    const waiting = entry.generations.findLast(generation => generation.sa.noKey > 0);
    if (entry.unknown > 0 || waiting === undefined) {
      if (entry.unknown > 0) entry.unknown--;
      if (this.#counts.unknownSpi > 0) this.#counts.unknownSpi--;
      return;
    }
    takeBackWithoutKey(waiting);
    this.#counts.noKey--;
  }
}

/** The agreed pair of algorithms that could not be judged. */
function otherText({ keyed: { other } }: Generation): string {
  return other === null ? '' : `${other.alg}/${other.ealg}`;
}
