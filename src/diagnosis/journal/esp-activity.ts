import { BoundedMap } from '../../bytes/tables/bounded-map.ts';
import { SequenceWindow } from '../../ipsec/sa/sequence-window.ts';
import type { FrameReference } from '../../model/capture.ts';
import type { SaSet, SecurityAssociation } from '../../model/security-association.ts';
import { isAfter, type Moment, MovingFrame, MovingMoment } from './notes.ts';

/** The way that packets of an SA took: addresses as canonical text; ports of the UDP around the ESP, 0 without. */
export interface EspPath {
  readonly source: string;
  readonly sourcePort: number;
  readonly destination: string;
  readonly destinationPort: number;
  packets: number;
  readonly first: Moment;
  readonly last: MovingMoment;
  /** The first few, and the last few. */
  readonly frames: FrameReference[];
  readonly lastFrames: MovingFrame[];
}

/** When one SA carried packets. Duplicates are left out. */
export interface SaActivity {
  readonly sa: SecurityAssociation;
  packets: number;
  readonly first: Moment;
  readonly last: Moment;
  /** The first few frames, and the first few whose ICV is bad. */
  readonly frames: FrameReference[];
  readonly badFrames: FrameReference[];
  bad: number;
  /** Packets that were not decrypted because no key is known. */
  closed: number;
  /** The ways that its packets took, in the order in which they were first used; the first few. */
  readonly paths: EspPath[];
  /** Packets that came in fragments. */
  fragmented: number;
  /** Octets of the largest packet, from its SPI on. */
  largest: number;
  /** Packets with the number of a recent packet but other octets, both with a good ICV; and the first few frames. */
  repeats: number;
  readonly repeatFrames: FrameReference[];
}

/** Uplink packets after the last downlink packet of the same set. */
export interface Silence {
  readonly packets: number;
  readonly since: Moment;
  readonly last: Moment;
  /** The first few. */
  readonly frames: readonly FrameReference[];
}

/** The ESP of one SA set. */
export interface SetActivity {
  readonly set: SaSet;
  /** In the order of their first packet. */
  readonly sas: readonly SaActivity[];
  /** Null after a downlink packet, and before the first packet. */
  readonly silence: Silence | null;
}

/** ESP of one source, destination and SPI that no agreement explains. */
export interface StrayEsp {
  readonly source: string;
  readonly destination: string;
  readonly spi: number;
  packets: number;
  /** Packets among these that could be read without a key: ESP NULL. */
  read: number;
  readonly first: Moment;
  last: Moment;
  readonly frames: FrameReference[];
}

/** The facts about one ESP packet after its ICV was checked. */
export interface EspSighting extends Moment, FrameReference {
  readonly source: string;
  readonly destination: string;
  /** Ports of the UDP around it; 0 without. */
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly isFragmented: boolean;
  /** Octets on the wire, from its SPI on. */
  readonly length: number;
  readonly spi: number;
  /** The SA that it belongs to, or probably belongs to; null without an agreement. */
  readonly sa: SecurityAssociation | null;
  readonly verdict: 'read' | 'bad' | 'closed';
  readonly sequence: number;
  /** Fingerprint of the ICV if it is good, see icvFingerprint(); else null. */
  readonly fingerprint: number | null;
}

/** Frames named of one SA: a finding shows the first few. */
const FRAMES_KEPT = 8;
/** Numbers of bad packets kept of one SA: a copy comes within a few packets. */
const BAD_NUMBERS_KEPT = 256;
/** No ICV has it: fingerprints are unsigned. */
const NO_FINGERPRINT = -1;
/** Ways that packets of one SA took: two show a NAT already. */
const PATHS_KEPT = 8;

/** Uplink packets without an answer kept one by one: a finding needs the first few; further ones are counted. */
const UNANSWERED_KEPT = 64;

/** The record behind SaActivity. */
class SaRecord implements SaActivity {
  readonly sa: SecurityAssociation;
  packets = 0;
  readonly first: Moment;
  readonly last: MovingMoment;
  readonly frames: FrameReference[] = [];
  readonly badFrames: FrameReference[] = [];
  bad = 0;
  closed = 0;
  readonly paths: EspPath[] = [];
  fragmented = 0;
  largest = 0;
  repeats = 0;
  readonly repeatFrames: FrameReference[] = [];
  readonly #numbers = new SequenceWindow();
  /** Sequence numbers of packets with a bad ICV, and their frames; the first few. */
  readonly #badNumbers = new Map<number, FrameReference>();
  #lastBad: FrameReference | null = null;
  /** The one of the last packet. */
  #path: EspPath | null = null;

  constructor(sa: SecurityAssociation, first: Moment) {
    this.sa = sa;
    this.first = first;
    this.last = new MovingMoment(first);
  }

  /** Takes a packet. A packet that waited for its key is already counted. */
  saw(packet: EspSighting, again: boolean): void {
    const { verdict } = packet;
    if (this.#isChangedCopy(packet)) return;
    if (again && this.closed > 0) this.closed--;
    else {
      this.packets++;
      if (packet.isFragmented) this.fragmented++;
      if (packet.length > this.largest) this.largest = packet.length;
      keepFrame(this.frames, packet);
      this.#notePath(packet);
    }
    if (isAfter(packet, this.last)) this.last.moveTo(packet);
    if (verdict === 'closed') this.closed++;
    if (verdict === 'bad') {
      this.bad++;
      keepFrame(this.badFrames, packet);
      this.#lastBad = { file: packet.file, frame: packet.frame };
    }
    this.#noteNumber(packet);
  }

  /** Of packets with one number the verified one counts: a copy with a bad ICV, before it or after it, says nothing. */
  #isChangedCopy({ verdict, sequence, fingerprint, file, frame }: EspSighting): boolean {
    if (verdict === 'bad') {
      if (this.#numbers.holdsOther(sequence, NO_FINGERPRINT)) return true;
      if (this.#badNumbers.size < BAD_NUMBERS_KEPT) this.#badNumbers.set(sequence, { file, frame });
      return false;
    }
    if (this.#badNumbers.size === 0) return false;
    const changed = fingerprint === null ? undefined : this.#badNumbers.get(sequence);
    if (changed === undefined) return false;
    this.#badNumbers.delete(sequence);
    this.bad--;
    this.packets--;
    for (const frames of [this.frames, this.badFrames]) {
      const at = frames.findIndex(one => one.frame === changed.frame && one.file === changed.file);
      if (at >= 0) frames.splice(at, 1);
    }
    if (this.bad > 0 && this.badFrames.length === 0) this.#nameBadFrames();
    return false;
  }

  /** Those named first have gone: others take their place. */
  #nameBadFrames(): void {
    for (const other of this.#badNumbers.values()) keepFrame(this.badFrames, other);
    if (this.badFrames.length === 0 && this.#lastBad !== null) keepFrame(this.badFrames, this.#lastBad);
  }

  #notePath(packet: EspSighting): void {
    let path = this.#path;
    if (path === null || !isOnPath(packet, path)) {
      path = this.paths.find(one => isOnPath(packet, one)) ?? this.#newPath(packet);
      if (path === null) return;
      this.#path = path;
    }
    path.packets++;
    if (isAfter(packet, path.last)) path.last.moveTo(packet);
    keepFrame(path.frames, packet);
    const oldest = path.lastFrames.length >= FRAMES_KEPT ? path.lastFrames.shift() : undefined;
    if (oldest === undefined) path.lastFrames.push(new MovingFrame(packet));
    else {
      oldest.moveToFrame(packet);
      path.lastFrames.push(oldest);
    }
  }

  #newPath(packet: EspSighting): EspPath | null {
    if (this.paths.length >= PATHS_KEPT) return null;
    const { source, sourcePort, destination, destinationPort } = packet;
    const first = momentOf(packet);
    const path = {
      source,
      sourcePort,
      destination,
      destinationPort,
      packets: 0,
      first,
      last: new MovingMoment(first),
      frames: [],
      lastFrames: [],
    };
    this.paths.push(path);
    return path;
  }

  #noteNumber(packet: EspSighting): void {
    const { sequence, fingerprint } = packet;
    if (fingerprint === null) return;
    if (this.#numbers.holdsOther(sequence, fingerprint)) {
      this.repeats++;
      keepFrame(this.repeatFrames, packet);
    }
    this.#numbers.observe(sequence, fingerprint);
  }
}

/** The record behind SetActivity. */
class SetRecord implements SetActivity {
  readonly set: SaSet;
  readonly sas: SaRecord[] = [];
  /** Those that are kept are at the front; the records behind them are used again. */
  readonly #unanswered: MovingFrame[] = [];
  #kept = 0;
  #further = 0;
  #last: MovingMoment | null = null;

  constructor(set: SaSet) {
    this.set = set;
  }

  get silence(): Silence | null {
    const [first] = this.#unanswered;
    if (first === undefined || this.#kept === 0 || this.#last === null) return null;
    const frames = this.#unanswered.slice(0, Math.min(this.#kept, FRAMES_KEPT));
    return {
      packets: this.#kept + this.#further,
      since: first,
      last: this.#last,
      frames: frames.map(({ file, frame }) => ({ file, frame })),
    };
  }

  /** The record of an SA; made at its first packet. */
  of(sa: SecurityAssociation, packet: EspSighting): SaRecord {
    for (const known of this.sas) if (known.sa === sa) return known;
    const one = new SaRecord(sa, momentOf(packet));
    this.sas.push(one);
    return one;
  }

  uplink(packet: Moment & FrameReference): void {
    if (this.#last === null) this.#last = new MovingMoment(packet);
    else this.#last.moveTo(packet);
    if (this.#kept >= UNANSWERED_KEPT) this.#further++;
    else {
      const free = this.#unanswered[this.#kept++];
      if (free === undefined) this.#unanswered.push(new MovingFrame(packet));
      else free.moveToFrame(packet);
    }
  }

  /** A packet that waited for its key comes after later ones: it answers only packets before itself. */
  downlink(moment: Moment): void {
    const unanswered = this.#unanswered;
    const before = this.#kept;
    this.#kept = 0;
    for (let i = 0; i < before; i++) {
      const one = unanswered[i] as MovingFrame;
      if (!isAfter(one, moment)) continue;
      unanswered[i] = unanswered[this.#kept] as MovingFrame;
      unanswered[this.#kept++] = one;
    }
    if (this.#kept === 0) this.#further = 0;
  }
}

/** When ESP went over which SA. It shows whether a UE is answered. Bounded in SAs and SPIs. */
export class EspActivity {
  readonly #sets: BoundedMap<SaSet, SetRecord>;
  readonly #stray: BoundedMap<string, StrayEsp>;

  /** @param capacity sets, and SPIs without an agreement, kept at most; the oldest is dropped first. */
  constructor(capacity: number) {
    this.#sets = new BoundedMap(capacity);
    this.#stray = new BoundedMap(capacity);
  }

  /** The activity of a set; null if it carried nothing. */
  of(set: SaSet): SetActivity | null {
    return this.#sets.get(set) ?? null;
  }

  /** All sets that carried something, the oldest first. */
  sets(): SetActivity[] {
    return [...this.#sets.values()];
  }

  /** ESP that no agreement explained when it came. */
  stray(): StrayEsp[] {
    return [...this.#stray.values()];
  }

  /** Takes one ESP packet, not a duplicate; `again`: it was taken before, without a key. */
  saw(packet: EspSighting, again: boolean): void {
    if (packet.sa === null || isOfEarlierSa(packet, packet.sa)) this.#noteStray(packet);
    else this.#noteSa(packet, packet.sa, again);
  }

  /** A packet that was counted as stray was decrypted later. */
  explained({ source, destination, spi }: EspSighting): void {
    this.#stray.delete(strayKey(source, destination, spi));
  }

  #noteSa(packet: EspSighting, sa: SecurityAssociation, again: boolean): void {
    const activity = this.#set(sa.set);
    const one = activity.of(sa, packet);
    const isCounted = again && (one.closed > 0 || one.bad > 0);
    one.saw(packet, again);
    if (!isUplink(sa)) activity.downlink(packet);
    else if (!isCounted) activity.uplink(packet);
  }

  #noteStray(packet: EspSighting): void {
    const { source, destination, spi } = packet;
    const key = strayKey(source, destination, spi);
    const moment = momentOf(packet);
    let stray = this.#stray.get(key);
    if (stray === undefined) {
      stray = { source, destination, spi, packets: 0, read: 0, first: moment, last: moment, frames: [] };
      this.#stray.set(key, stray);
    }
    stray.packets++;
    if (packet.verdict === 'read') stray.read++;
    stray.last = moment;
    keepFrame(stray.frames, packet);
  }

  #set(set: SaSet): SetRecord {
    let activity = this.#sets.get(set);
    if (activity === undefined) {
      activity = new SetRecord(set);
      this.#sets.set(set, activity);
    }
    return activity;
  }
}

/**
 * A packet that came before the agreement and that its keys do not verify belongs to an SA that had the same SPI before:
 * a P-CSCF that restarts counts from the start again.
 */
function isOfEarlierSa(packet: EspSighting, { set }: SecurityAssociation): boolean {
  const [agreed] = set.history;
  return packet.verdict === 'bad' && agreed !== undefined && isAfter(agreed, packet);
}

function isOnPath(packet: EspSighting, path: EspPath): boolean {
  return (
    packet.source === path.source &&
    packet.sourcePort === path.sourcePort &&
    packet.destination === path.destination &&
    packet.destinationPort === path.destinationPort
  );
}

/** Is this SA one from the UE? */
export function isUplink({ name }: SecurityAssociation): boolean {
  return name === 'uc->ps' || name === 'us->pc';
}

function keepFrame(frames: FrameReference[], { file, frame }: FrameReference): void {
  if (frames.length < FRAMES_KEPT) frames.push({ file, frame });
}

function momentOf({ seconds, nanoseconds }: Moment): Moment {
  return { seconds, nanoseconds };
}

function strayKey(source: string, destination: string, spi: number): string {
  return `${source} ${destination} ${spi}`;
}
