import { DNS_PORT, dnsLength } from '../../access/dns-dhcp/dns.ts';
import { isHttp2 } from '../../access/http2.ts';
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

/** The parser of each content; of DNS null if nobody wants it. HTTP/2 has none: `http2` hears that a stream carries it. */
export interface ContentOpeners {
  readonly sip: OpenContent;
  readonly diameter: OpenContent;
  readonly hep: OpenContent;
  readonly dns: OpenContent | null;
  readonly http2: ((origin: Origin) => void) | null;
}

/**
 * A TCP stream whose first bytes show whether it carries SIP, Diameter, HEP or, on its port, DNS. If the capture starts
 * in the middle of a message, the Diameter port decides.
 */
export class StreamContent implements StreamConsumer {
  readonly #ports: Ports;
  readonly #openers: ContentOpeners;
  readonly #gate: ReadingGate | null;
  #midstream: boolean;
  #content: StreamConsumer | null = null;

  constructor(ports: Ports, midstream: boolean, openers: ContentOpeners, gate: ReadingGate | null = null) {
    this.#gate = gate;
    this.#ports = ports;
    this.#midstream = midstream;
    this.#openers = openers;
  }

  data(bytes: Uint8Array, start: number, end: number, origin: Origin): void {
    if (this.#content === null) {
      this.#content = this.#opener(bytes, start, end)(this.#midstream, this.#gate);
      const { http2 } = this.#openers;
      if (http2 !== null && this.#gate === null && isHttp2(bytes, start, end)) http2(origin);
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
    return new StreamContent(this.#ports, isMidstream, this.#openers, gate);
  }

  #opener(bytes: Uint8Array, start: number, end: number): OpenContent {
    const { sip, diameter, hep, dns } = this.#openers;
    if (hepLength(bytes, start, end) >= 0) return hep;
    if (this.#isDiameter(bytes, start, end)) return diameter;
    return dns !== null && this.#isDns(bytes, start, end) ? dns : sip;
  }

  #isDns(bytes: Uint8Array, start: number, end: number): boolean {
    const { sourcePort, destinationPort } = this.#ports;
    const isOnPort = sourcePort === DNS_PORT || destinationPort === DNS_PORT;
    return isOnPort && dnsLength(bytes, start, end) >= 0;
  }

  #isDiameter(bytes: Uint8Array, start: number, end: number): boolean {
    const { sourcePort, destinationPort } = this.#ports;
    return (
      sourcePort === DIAMETER_PORT || destinationPort === DIAMETER_PORT || isMessageStart(bytes, start, end)
    );
  }
}
