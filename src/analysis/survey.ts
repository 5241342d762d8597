import { authenticationExchange } from '../diameter/cx.ts';
import type { CaptureRecord } from '../model/capture.ts';
import { NetDecoder, type NetLimits } from '../net/decoder.ts';
import type { ChallengeStore } from '../registration/challenge-store.ts';
import { challengesIn } from '../sip/digest.ts';
import type { DiameterEvent } from './events/diameter-event.ts';
import type { SipEvent } from './events/sip-event.ts';
import { MessageAssembler, type MessageLimits } from './messages/message-assembler.ts';

/** Bounds of a Survey. */
export interface SurveyLimits extends MessageLimits {
  readonly net: NetLimits;
}

/**
 * The first pass over several inputs: learns the unprotected challenges, so that a key in one file decrypts ESP of
 * another whatever their clocks. The second pass reports the issues.
 */
export class Survey {
  readonly #net: NetDecoder;
  readonly #messages: MessageAssembler;
  readonly #challenges: ChallengeStore;

  constructor(challenges: ChallengeStore, limits: SurveyLimits) {
    this.#net = new NetDecoder(ignore, limits.net);
    this.#challenges = challenges;
    this.#messages = new MessageAssembler(
      ignore,
      {
        sip: event => this.#observe(event),
        diameter: event => this.#vectors(event),
      },
      limits,
    );
  }

  push(record: CaptureRecord): void {
    const datagram = this.#net.decode(record);
    if (datagram !== null) this.#messages.push(datagram);
  }

  end(): void {
    this.#messages.end();
  }

  #observe(event: SipEvent): void {
    const { status } = event.message;
    if (status === 401 || status === 407) this.#challenges.learn(challengesIn(event.message), event.origin);
  }

  #vectors({ message, origin }: DiameterEvent): void {
    const vectors = authenticationExchange(message)?.vectors ?? [];
    for (const vector of vectors) this.#challenges.learnVector(vector, origin);
  }
}

function ignore(): void {}
