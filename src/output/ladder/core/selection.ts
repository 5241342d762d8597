import type { MobilityEvent } from '../../../analysis/events/mobility-event.ts';
import type { PdnEvent } from '../../../analysis/events/pdn-event.ts';
import type { PolicyEvent } from '../../../analysis/events/policy-event.ts';
import { addTo } from '../../../bytes/tables/add-to.ts';
import { secondsBetween } from '../../../diagnosis/journal/notes.ts';
import type { FrameReference } from '../../../model/capture.ts';
import type { Diagnosis } from '../../../model/diagnosis.ts';
import { coreOfMobility, coreOfPdn, coreOfPolicy, type LadderCore, nameGtpNodes } from './core.ts';

/** Keeps the messages of the access network and the policy core for ladders, up to a bound. */
export class CoreSelection {
  /** Messages dropped because the selection was full. */
  leftOut = 0;
  readonly #messages: LadderCore[] = [];
  /** Fingerprints of those that mobility management decided. */
  readonly #decisions = new Set<string>();
  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  pdn(event: PdnEvent): void {
    for (const entry of coreOfPdn(event)) if (!this.#decisions.has(entry.fingerprint)) this.#keep(entry);
  }

  /** Before the connections: an attach that is refused is a message of its connection as well. */
  mobility(event: MobilityEvent): void {
    const entry = coreOfMobility(event);
    if (entry === null) return;
    if (this.#messages.length < this.#capacity) this.#decisions.add(entry.fingerprint);
    this.#keep(entry);
  }

  diameter(event: PolicyEvent): void {
    const entry = coreOfPolicy(event);
    if (entry !== null) this.#keep(entry);
  }

  /** All of them in order of time, with the roles of their ends. */
  messages(): readonly LadderCore[] {
    nameGtpNodes(this.#messages);
    return this.#messages.sort((one, other) => secondsBetween(other, one));
  }

  #keep(entry: LadderCore): void {
    if (this.#messages.length < this.#capacity) this.#messages.push(entry);
    else this.leftOut++;
  }
}

/** The messages of each registration, by its Call-ID: those that are steps of its diagnosis. */
export function coreByRegistration(
  core: readonly LadderCore[],
  diagnosis: Diagnosis | null,
): ReadonlyMap<string, readonly LadderCore[]> {
  const found = new Map<string, readonly LadderCore[]>();
  if (core.length === 0) return found;
  const byFrame = new Map<string, LadderCore[]>();
  for (const entry of core) addTo(byFrame, nameOf(entry), entry);
  for (const { registration, steps } of diagnosis?.registrations ?? []) {
    const own = new Set<LadderCore>();
    for (const { frames } of steps)
      for (const { file, frame } of frames)
        for (const entry of byFrame.get(nameOf({ file, frame })) ?? []) own.add(entry);
    if (own.size > 0)
      found.set(
        registration.callId,
        [...own].sort((one, other) => secondsBetween(other, one)),
      );
  }
  return found;
}

function nameOf({ file, frame }: FrameReference): string {
  return `${file} ${frame}`;
}
