import type { FrameReference } from '../../model/capture.ts';
import type { Arp, BearerFacts, BitRates, Cause } from '../facts.ts';
import type { PdnBearer, PdnResult } from '../pdn.ts';

/** Frames listed of one connection or bearer: more than the messages of a set-up and some calls have. */
const FRAMES_KEPT = 200;

/** Tunnel ends, each an address and a TEID, kept of one bearer: more than eNB, SGW and PGW have before and after a handover. */
const TUNNELS_KEPT = 16;

/** A bearer besides the default one while its messages come. */
export class BearerRecord implements PdnBearer {
  id: number | null = null;
  qci: number | null = null;
  arp: Arp | null = null;
  guaranteed: BitRates | null = null;
  maximum: BitRates | null = null;
  result: PdnResult = 'unanswered';
  cause: Cause | null = null;
  released = false;
  readonly frames: FrameReference[] = [];
  readonly tunnels: string[] = [];

  /** Do these facts have its identity, or one of its ends? After its end the identity is free for another. */
  isAbout({ id, tunnels }: Pick<BearerFacts, 'id' | 'tunnels'>): boolean {
    if (this.released) return false;
    if (id !== null && this.id !== null) return id === this.id;
    return tunnels.some(tunnel => this.tunnels.includes(tunnel));
  }

  take(facts: BearerFacts): void {
    this.id ??= facts.id;
    this.qci = facts.qci ?? this.qci;
    this.arp = facts.arp ?? this.arp;
    this.guaranteed = facts.guaranteed ?? this.guaranteed;
    this.maximum = facts.maximum ?? this.maximum;
    for (const tunnel of facts.tunnels)
      if (this.tunnels.length < TUNNELS_KEPT && !this.tunnels.includes(tunnel)) this.tunnels.push(tunnel);
  }

  /** A refusal by one of those that decide outlasts what another accepts. */
  answer(isAccepted: boolean, cause: Cause | null): void {
    if (!isAccepted) {
      this.cause = cause ?? this.cause;
      this.result = 'rejected';
    } else if (this.result === 'unanswered') this.result = 'accepted';
  }

  absorb(other: BearerRecord): void {
    this.take(other);
    if (other.result !== 'unanswered') this.answer(other.result === 'accepted', other.cause);
    this.released ||= other.released;
    for (const { file, frame } of other.frames) addFrames(this.frames, file, [frame]);
    this.frames.sort((one, next) => one.file - next.file || one.frame - next.frame);
  }
}

/** Adds frames that are not there yet, up to the bound. */
export function addFrames(all: FrameReference[], file: number, frames: readonly number[]): void {
  for (const frame of frames) {
    if (all.length >= FRAMES_KEPT) return;
    if (!all.some(one => one.file === file && one.frame === frame)) all.push({ file, frame });
  }
}
