import { isMessageStart } from '../../diameter/stream-framer.ts';
import type { Origin } from '../../model/origin.ts';
import type { ReadingGate, StreamConsumer } from '../../net/stream/tcp.ts';
import { hepLength } from '../../net/tunnel/hep.ts';

/** Port of Diameter (RFC 6733 §2.1). */
const DIAMETER_PORT = 3868;

/** The two ends of a stream, as far as they tell what it carries. */
interface Ports {
  readonly sourcePort: number;
  readonly destinationPort: number;
}

/**
 * Creates the parser of a stream; `midstream`: its beginning was not captured; `gate` is null for what came first, and
 * otherwise says what of another reading is wanted.
 */
type OpenContent = (midstream: boolean, gate: ReadingGate | null) => StreamConsumer;

/**
 * A TCP stream whose first bytes show whether it carries SIP, Diameter or HEP. If the capture starts in the middle of a
 * message, the Diameter port decides.
 */
export class StreamContent implements StreamConsumer {
  readonly #ports: Ports;
  readonly #sip: OpenContent;
  readonly #diameter: OpenContent;
  readonly #hep: OpenContent;
  readonly #gate: ReadingGate | null;
  #midstream: boolean;
  #content: StreamConsumer | null = null;

  constructor(
    ports: Ports,
    midstream: boolean,
    sip: OpenContent,
    diameter: OpenContent,
    hep: OpenContent,
    gate: ReadingGate | null = null,
  ) {
    this.#gate = gate;
    this.#ports = ports;
    this.#midstream = midstream;
    this.#sip = sip;
    this.#diameter = diameter;
    this.#hep = hep;
  }

  data(bytes: Uint8Array, start: number, end: number, origin: Origin): void {
    if (this.#content === null) {
      this.#content = this.#opener(bytes, start, end)(this.#midstream, this.#gate);
    }
    this.#content.data(bytes, start, end, origin);
  }

  gap(missing: number, origin: Origin, cut: boolean): void {
    this.#midstream = true;
    this.#content?.gap(missing, origin, cut);
  }

  end(): void {
    this.#content?.end();
  }

  get unfinished(): number {
    return this.#content?.unfinished ?? 0;
  }

  reread(midstream: boolean, gate: ReadingGate): StreamConsumer {
    const isMidstream = midstream || this.#midstream;
    return new StreamContent(this.#ports, isMidstream, this.#sip, this.#diameter, this.#hep, gate);
  }

  #opener(bytes: Uint8Array, start: number, end: number): OpenContent {
    if (hepLength(bytes, start, end) >= 0) return this.#hep;
    return this.#isDiameter(bytes, start, end) ? this.#diameter : this.#sip;
  }

  #isDiameter(bytes: Uint8Array, start: number, end: number): boolean {
    const { sourcePort, destinationPort } = this.#ports;
    return (
      sourcePort === DIAMETER_PORT || destinationPort === DIAMETER_PORT || isMessageStart(bytes, start, end)
    );
  }
}
