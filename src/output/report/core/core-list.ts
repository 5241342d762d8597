import type { CoreEvent } from '../../../analysis/events/core-event.ts';
import { addTo } from '../../../bytes/tables/add-to.ts';
import type { FrameReference, Moment } from '../../../model/capture.ts';
import type { CoreMessageFacts } from '../report-data.ts';
import { coreFacts } from './core-facts.ts';

/** A message as it is kept until the end; `joins` are texts that it has in common with those that it belongs to. */
interface Kept extends Omit<CoreMessageFacts, 'others'> {
  readonly joins: readonly string[];
}

/** Messages that one belongs to, which are named: a request has one answer, an answer of NAS several messages. */
const OTHERS = 8;

/** Frames named of one message: most have one. */
const FRAMES = 8;

/** The messages of a report that are not SIP, up to a bound. */
export class CoreList {
  /** Messages that are not in the list because it is full. */
  leftOut = 0;
  readonly #capacity: number;
  readonly #showKeys: boolean;
  readonly #kept: Kept[] = [];
  readonly #byFrame = new Map<string, number[]>();
  #start: Moment = { seconds: 0, nanoseconds: 0 };

  constructor(capacity: number, showKeys: boolean) {
    this.#capacity = capacity;
    this.#showKeys = showKeys;
  }

  /** The time of the first frame, from which times are counted. */
  begin(start: Moment): void {
    this.#start = start;
  }

  /** The next message; nothing of it is needed after the call. */
  note(event: CoreEvent): void {
    if (this.#kept.length >= this.#capacity) {
      this.leftOut++;
      return;
    }
    const facts = coreFacts(event, this.#showKeys);
    if (facts === null) return;
    const { origin, flow, frames, transport } = event;
    const { seconds, nanoseconds } = this.#start;
    addTo(this.#byFrame, nameOf(origin), this.#kept.length);
    this.#kept.push({
      file: origin.file,
      frame: origin.frame,
      frames: frames.slice(-FRAMES),
      time: (origin.seconds - seconds) * 1e9 + origin.nanoseconds - nanoseconds,
      transport,
      source: flow.source,
      sourcePort: flow.sourcePort,
      destination: flow.destination,
      destinationPort: flow.destinationPort,
      ...facts,
    });
  }

  /** The place of a message of a ladder in the list; null if it is not in it. */
  placeOf(at: FrameReference, protocol: string, label: string): number | null {
    const all = (this.#byFrame.get(nameOf(at)) ?? []).filter(
      place => this.#kept[place]?.protocol === protocol,
    );
    const isNamed = (place: number) => this.#kept[place]?.names.some(name => label.includes(name)) ?? false;
    return all.find(isNamed) ?? all[0] ?? null;
  }

  /** What is kept, to hide keys in it. */
  get kept(): readonly object[] {
    return this.#kept;
  }

  /** All of them, each with those that it belongs to. */
  *all(): Iterable<CoreMessageFacts> {
    const joined = new Map<string, number[]>();
    for (const [place, { joins }] of this.#kept.entries())
      for (const join of new Set(joins)) addTo(joined, join, place);
    for (const [place, { joins, ...facts }] of this.#kept.entries()) {
      const others = new Set<number>();
      for (const join of joins)
        for (const other of near(joined.get(join) ?? [], place)) if (other !== place) others.add(other);
      yield { ...facts, others: [...others].slice(0, OTHERS).sort((a, b) => a - b) };
    }
  }
}

/** The places around one, of an ordered list: numbers of transactions come again after a while. */
function near(places: readonly number[], place: number): readonly number[] {
  const at = lowerBound(places, place);
  return places.slice(Math.max(0, at - OTHERS / 2), at + OTHERS / 2 + 1);
}

function lowerBound(places: readonly number[], place: number): number {
  let [low, high] = [0, places.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle] as number) < place) low = middle + 1;
    else high = middle;
  }
  return low;
}

function nameOf({ file, frame }: FrameReference): string {
  return `${file} ${frame}`;
}
