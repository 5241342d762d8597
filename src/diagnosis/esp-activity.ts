import { BoundedMap } from '../bytes/bounded-map.ts';
import type { FrameReference } from '../model/capture.ts';
import type { SaSet, SecurityAssociation } from '../model/security-association.ts';
import { isAfter, type Moment } from './notes.ts';

/** When one SA carried packets. Duplicates are left out. */
export interface SaActivity {
  readonly sa: SecurityAssociation;
  packets: number;
  first: Moment;
  last: Moment;
  /** The first few frames, and the first few whose ICV is bad. */
  readonly frames: FrameReference[];
  readonly badFrames: FrameReference[];
  bad: number;
  /** Packets that stayed closed for want of a key. */
  closed: number;
}

/** Uplink packets behind which no downlink packet of the same set has come. */
export interface Silence {
  readonly packets: number;
  readonly since: Moment;
  readonly last: Moment;
  /** The first few. */
  readonly frames: readonly FrameReference[];
}

/** What one SA set carried. */
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
  /** Packets that are in the clear (ESP NULL). */
  read: number;
  readonly first: Moment;
  last: Moment;
  readonly frames: FrameReference[];
}

/** What is known of one ESP packet when it was judged. */
export interface EspSighting extends Moment, FrameReference {
  readonly source: string;
  readonly destination: string;
  readonly spi: number;
  /** The SA that it was found or is presumed to belong to; null without an agreement. */
  readonly sa: SecurityAssociation | null;
  readonly verdict: 'read' | 'bad' | 'closed';
}

const FRAMES_KEPT = 8;

/** Uplink packets without an answer that are kept one by one; further ones are counted. */
const UNANSWERED_KEPT = 64;

/** The record behind SetActivity. */
class SetRecord implements SetActivity {
  readonly set: SaSet;
  readonly sas: SaActivity[] = [];
  #unanswered: (Moment & FrameReference)[] = [];
  #further = 0;
  #last: Moment | null = null;

  constructor(set: SaSet) {
    this.set = set;
  }

  get silence(): Silence | null {
    const [first] = this.#unanswered;
    if (first === undefined || this.#last === null) return null;
    return {
      packets: this.#unanswered.length + this.#further,
      since: first,
      last: this.#last,
      frames: this.#unanswered.slice(0, FRAMES_KEPT).map(({ file, frame }) => ({ file, frame })),
    };
  }

  uplink(packet: Moment & FrameReference): void {
    const { seconds, nanoseconds, file, frame } = packet;
    this.#last = { seconds, nanoseconds };
    if (this.#unanswered.length < UNANSWERED_KEPT)
      this.#unanswered.push({ seconds, nanoseconds, file, frame });
    else this.#further++;
  }

  /** A packet that waited for its key comes behind others: it answers only what is earlier than itself. */
  downlink(moment: Moment): void {
    this.#unanswered = this.#unanswered.filter(one => isAfter(one, moment));
    if (this.#unanswered.length === 0) this.#further = 0;
  }
}

/** When ESP went over which SA: what tells a UE that is heard from one that is not. Bounded in SAs and SPIs. */
export class EspActivity {
  readonly #sets: BoundedMap<SaSet, SetRecord>;
  readonly #stray: BoundedMap<string, StrayEsp>;

  /** @param capacity sets, and SPIs without an agreement, kept at most; the oldest is given up first. */
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

  /** Takes one ESP packet that is no duplicate. */
  saw(packet: EspSighting): void {
    if (packet.sa === null) this.#noteStray(packet);
    else this.#noteSa(packet, packet.sa);
  }

  /** Takes a packet that was closed, once its key has come and opened it. */
  opened(packet: EspSighting): void {
    const { source, destination, spi, sa, file, frame, verdict } = packet;
    const seen = sa === null ? undefined : this.#sets.get(sa.set)?.sas.find(one => one.sa === sa);
    if (seen === undefined || seen.closed === 0) {
      this.#stray.delete(strayKey(source, destination, spi));
      this.saw(packet);
      return;
    }
    seen.closed--;
    if (verdict === 'bad') noteBad(seen, { file, frame });
  }

  #noteSa(packet: EspSighting, sa: SecurityAssociation): void {
    const activity = this.#set(sa.set);
    const { file, frame, verdict } = packet;
    const moment = momentOf(packet);
    let one = activity.sas.find(known => known.sa === sa);
    if (one === undefined) {
      one = { sa, packets: 0, first: moment, last: moment, frames: [], badFrames: [], bad: 0, closed: 0 };
      activity.sas.push(one);
    }
    one.packets++;
    one.last = moment;
    if (one.frames.length < FRAMES_KEPT) one.frames.push({ file, frame });
    if (verdict === 'closed') one.closed++;
    if (verdict === 'bad') noteBad(one, { file, frame });
    if (isUplink(sa)) activity.uplink(packet);
    else activity.downlink(moment);
  }

  #noteStray(packet: EspSighting): void {
    const { source, destination, spi, file, frame } = packet;
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
    if (stray.frames.length < FRAMES_KEPT) stray.frames.push({ file, frame });
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

function noteBad(activity: SaActivity, frame: FrameReference): void {
  activity.bad++;
  if (activity.badFrames.length < FRAMES_KEPT) activity.badFrames.push(frame);
}

/** Does this SA carry what the UE sends? */
export function isUplink({ name }: SecurityAssociation): boolean {
  return name === 'uc->ps' || name === 'us->pc';
}

function momentOf({ seconds, nanoseconds }: Moment): Moment {
  return { seconds, nanoseconds };
}

function strayKey(source: string, destination: string, spi: number): string {
  return `${source} ${destination} ${spi}`;
}
