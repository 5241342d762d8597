import type { CaptureRecord } from '../model/capture.ts';
import { NetDecoder } from '../net/decoder.ts';
import type { ChallengeStore } from '../registration/challenge-store.ts';
import { SipAssembler } from './sip-assembler.ts';
import type { SipEvent } from './sip-event.ts';

/**
 * The first pass over several inputs: learns the challenges that are in the clear, so that a key in one file
 * opens ESP of another whatever their clocks say. Issues are left to the second pass, which sees them again.
 */
export class Survey {
  readonly #net = new NetDecoder(ignore);
  readonly #sip: SipAssembler;
  readonly #challenges: ChallengeStore;

  constructor(challenges: ChallengeStore) {
    this.#challenges = challenges;
    this.#sip = new SipAssembler(ignore, event => this.#observe(event));
  }

  push(record: CaptureRecord): void {
    const datagram = this.#net.decode(record);
    if (datagram !== null) this.#sip.push(datagram);
  }

  end(): void {
    this.#sip.end();
  }

  #observe(event: SipEvent): void {
    const { status } = event.message;
    if (status === 401 || status === 407) this.#challenges.learn(event.message, event.origin);
  }
}

function ignore(): void {}
