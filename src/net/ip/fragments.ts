import { equalBytes } from '../../bytes/equal.ts';
import { hashBytes, hashNumber, hashStart } from '../../bytes/hash.ts';
import type { DamageReport } from '../packet/damage-report.ts';
import type { Datagram } from '../packet/datagram.ts';
import { flowClass } from '../packet/flow-class.ts';
import { LruTable } from '../packet/lru-table.ts';
import type { Region } from '../packet/region.ts';
import { FragmentedDatagram, type IncompleteDatagram } from './fragmented-datagram.ts';
import type { IpHeader } from './ip.ts';

/** Bounds of the table of fragmented datagrams. */
interface FragmentLimits {
  /** Datagrams at a time, those included that are complete and kept for further observations. */
  readonly datagrams: number;
  /** Bytes held, roughly. */
  readonly bytes: number;
  /** Seconds of capture time without a fragment after which a datagram is dropped. */
  readonly seconds: number;
}

/** Counters of IP reassembly. */
export interface FragmentStatistics {
  /** Fragments seen. */
  received: number;
  /** Datagrams completed, further observations not counted. */
  datagrams: number;
  /** Complete copies of a completed datagram. */
  observations: number;
  /** Fragments that brought no new bytes. */
  duplicates: number;
  /** Fragments that contradicted earlier bytes or lengths of the same datagram. */
  overlapsConflicting: number;
  /** Impossible fragments: too long in total, too many, or of a wrong length. */
  unusable: number;
  /** Datagrams dropped, complete or not, because the table was full. */
  evicted: number;
  /** Datagrams that never completed. */
  incomplete: number;
}

/** Reassembles fragmented IPv4 and IPv6 datagrams (RFC 791 §3.2, RFC 8200 §4.5). */
export class FragmentTable {
  readonly statistics: FragmentStatistics = {
    received: 0,
    datagrams: 0,
    observations: 0,
    duplicates: 0,
    overlapsConflicting: 0,
    unusable: 0,
    evicted: 0,
    incomplete: 0,
  };

  readonly #table = new LruTable<FragmentedDatagram>();
  readonly #limits: FragmentLimits;
  readonly #issues: DamageReport;
  readonly #incomplete: (datagram: IncompleteDatagram) => void;
  #bytes = 0;

  /** @param incomplete receives datagrams that are dropped with missing fragments. */
  constructor(
    limits: FragmentLimits,
    issues: DamageReport,
    incomplete: (datagram: IncompleteDatagram) => void = () => {},
  ) {
    this.#limits = limits;
    this.#issues = issues;
    this.#incomplete = incomplete;
  }

  /**
   * Takes in the fragment that `ip` and `region` describe. Returns true when it completed a datagram (or one more
   * observation of it): `region` and `ip` then stand at the start of the whole datagram's payload, and
   * `origin.frames` names the frames that carried it (those of `origin.file` only: an Origin has one file).
   */
  add(ip: IpHeader, region: Region, origin: Datagram): boolean {
    this.statistics.received++;
    this.#expire(origin.seconds);
    if (!this.#usable(ip, region, origin)) return false;
    const entry = this.#place(ip, region, origin);
    if (entry === null) return false;
    const again = entry.completed;
    const costBefore = entry.cost;
    const frames = entry.observe(origin.file);
    this.#bytes += entry.cost - costBefore;
    if (frames === null) return false;
    if (again) this.statistics.observations++;
    else this.statistics.datagrams++;
    region.set(entry.bytes, 0, entry.total, 0);
    ip.fragment = false;
    ip.protocol = entry.protocol;
    origin.frames = frames;
    return true;
  }

  /** End of capture: counts and reports every incomplete datagram. */
  end(): void {
    for (let entry = this.#table.oldest; entry !== null; entry = this.#table.oldest) this.#drop(entry);
  }

  #usable(ip: IpHeader, region: Region, origin: Datagram): boolean {
    const length = region.length + region.missing;
    let message = '';
    if (length === 0) message = 'expected a fragment of at least 1 byte, found 0';
    else if (ip.moreFragments && length % 8 !== 0)
      message = `expected a fragment length that is a multiple of 8, found ${length}`;
    else if (ip.fragmentOffset + length > MAX_DATAGRAM)
      message = `expected a fragment to end at ${MAX_DATAGRAM} at most, found ${ip.fragmentOffset + length}`;
    if (message === '') return true;
    this.#refuse(origin, message);
    return false;
  }

  #refuse(origin: Datagram, message: string): void {
    this.statistics.unusable++;
    this.#issues.damage('fragment-unusable', 'network', origin, null, message);
  }

  /** Adds the fragment to its datagram; null if that has too many. */
  #place(ip: IpHeader, region: Region, origin: Datagram): FragmentedDatagram | null {
    const found = this.#find(ip, origin);
    const entry = found ?? this.#open(ip, origin);
    if (entry.pieces >= MAX_PIECES && !entry.completed) {
      this.#refuse(origin, `expected up to ${MAX_PIECES} fragments of one datagram, found more`);
      return null;
    }
    entry.seconds = origin.seconds;
    this.#table.touch(entry);
    const costBefore = entry.cost;
    const placement = entry.place({
      bytes: region.bytes,
      start: region.start,
      end: region.end,
      offset: ip.fragmentOffset,
      length: region.length + region.missing,
      moreFragments: ip.moreFragments,
      protocol: ip.protocol,
      file: origin.file,
      frames: origin.frames ?? [origin.frame],
    });
    this.#bytes += entry.cost - costBefore;
    this.#evict(entry);
    if (placement === 'conflict' && entry.completed) return this.#replace(entry, ip, region, origin);
    if (placement === 'again' || placement === 'duplicate') this.statistics.duplicates++;
    else if (placement !== 'new') this.#conflict(entry, origin);
    return entry;
  }

  /** IP ids wrap: other bytes under the id of a completed datagram begin a new one. */
  #replace(
    old: FragmentedDatagram,
    ip: IpHeader,
    region: Region,
    origin: Datagram,
  ): FragmentedDatagram | null {
    this.#drop(old);
    return this.#place(ip, region, origin);
  }

  #conflict(entry: FragmentedDatagram, origin: Datagram): void {
    this.statistics.overlapsConflicting++;
    if (entry.conflictReported) return;
    entry.conflictReported = true;
    const message = `${describe(entry)}: expected fragments that agree, found other content or length; the first one is used`;
    this.#issues.damage('fragment-overlap', 'network', origin, null, message);
  }

  #find(ip: IpHeader, origin: Datagram): FragmentedDatagram | null {
    const protection = flowClass(origin.protection);
    let entry = this.#table.first(fragmentHash(ip));
    while (entry !== null) {
      const same =
        entry.id === ip.fragmentId &&
        entry.family === ip.family &&
        entry.flowClass === protection &&
        (ip.family === 6 || entry.protocol === ip.protocol) &&
        equalBytes(entry.addresses, 0, ip.addresses, ip.sourceOffset, bothAddresses(ip));
      if (same) return entry;
      entry = entry.sameHash;
    }
    return null;
  }

  #open(ip: IpHeader, origin: Datagram): FragmentedDatagram {
    const entry = new FragmentedDatagram(
      fragmentHash(ip),
      ip.family,
      ip.addresses.slice(ip.sourceOffset, ip.sourceOffset + bothAddresses(ip)),
      ip.fragmentId,
      flowClass(origin.protection),
      ip.protocol,
      origin,
    );
    this.#table.add(entry);
    this.#bytes += entry.cost;
    return entry;
  }

  #expire(now: number): void {
    for (let entry = this.#table.oldest; entry !== null; entry = this.#table.oldest) {
      if (now - entry.seconds <= this.#limits.seconds) return;
      this.#drop(entry);
    }
  }

  #evict(current: FragmentedDatagram): void {
    while (this.#table.size > this.#limits.datagrams || this.#bytes > this.#limits.bytes) {
      const entry = this.#table.oldest;
      if (entry === null || entry === current) return;
      this.statistics.evicted++;
      this.#drop(entry);
    }
  }

  #drop(entry: FragmentedDatagram): void {
    this.#table.remove(entry);
    this.#bytes -= entry.cost;
    if (entry.completed) return;
    this.statistics.incomplete++;
    const expected = entry.total < 0 ? 'a last fragment' : `${entry.total} bytes`;
    const message = `${describe(entry)}: expected ${expected}, found only ${entry.received} bytes`;
    this.#issues.damage('fragment-incomplete', 'network', entry, null, message);
    this.#incomplete(entry.facts);
  }
}

function fragmentHash(ip: IpHeader): number {
  const end = ip.sourceOffset + bothAddresses(ip);
  return hashNumber(hashBytes(hashStart(), ip.addresses, ip.sourceOffset, end), ip.fragmentId);
}

/** Bytes of source and destination address together. */
function bothAddresses(ip: IpHeader): number {
  return ip.family === 4 ? 8 : 32;
}

function describe(entry: FragmentedDatagram): string {
  const { source, destination } = entry.facts;
  return `IP datagram ${source} to ${destination}, id ${entry.id}`;
}

/** Bytes of a datagram: the largest total length (RFC 791 §3.1). */
const MAX_DATAGRAM = 65_535;
/** Fragments of one datagram: 64 KiB over links of 576 bytes have 119. */
const MAX_PIECES = 1024;
