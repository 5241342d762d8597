import type { SipEvent } from '../../analysis/events/sip-event.ts';
import { hepPacket } from '../../output/hep/hep-packet.ts';
import { note, type Terminal } from '../terminal/terminal.ts';
import { type HepCounts, type HepSender, hepSender } from './hep-sender.ts';
import { type HepTarget, hepTarget } from './hep-target.ts';

/** Sends messages to a collector, and says how many. */
export class HepOutput {
  readonly #text: string;
  readonly #target: HepTarget;
  /** Made for the first message: a run that is refused before opens nothing. */
  #sender: HepSender | null = null;
  #tooLong = 0;

  /** @throws CommandError if `target` is not `HOST:PORT[/udp|/tcp]`. */
  constructor(target: string) {
    this.#text = target;
    this.#target = hepTarget(target);
  }

  send(event: SipEvent): void {
    const packet = hepPacket(event);
    if (packet === null) this.#tooLong++;
    else {
      this.#sender ??= hepSender(this.#target);
      this.#sender.send(packet);
    }
  }

  async settle(): Promise<void> {
    await this.#sender?.settle();
  }

  /** Closes at once if the run ends early. Does nothing after `finish`. */
  abort(): void {
    this.#sender?.abort();
  }

  /** Sends the rest and says what was sent; false if something was lost. */
  async finish(terminal: Terminal, quiet: boolean): Promise<boolean> {
    const { sent, lost, reason } = (await this.#sender?.finish()) ?? NOTHING;
    if (!quiet) note(terminal, `${this.#text}: ${sent} messages sent as HEP`);
    if (lost > 0)
      note(
        terminal,
        `${this.#text}: ${lost} messages could not be sent${reason === null ? '' : `: ${reason}`}`,
      );
    if (this.#tooLong > 0)
      note(terminal, `${this.#text}: ${this.#tooLong} messages are longer than HEP allows (65535 octets)`);
    return lost + this.#tooLong === 0;
  }
}

const NOTHING: HepCounts = { sent: 0, lost: 0, reason: null };
