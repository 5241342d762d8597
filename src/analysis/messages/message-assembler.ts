import { dnsLength } from '../../access/dns-dhcp/dns.ts';
import { diameterLength, parseDiameter } from '../../diameter/message.ts';
import { DiameterStreamFramer } from '../../diameter/stream-framer.ts';
import type { Report } from '../../model/issue.ts';
import type { Origin } from '../../model/origin.ts';
import { type Datagram, PROTOCOL } from '../../net/packet/datagram.ts';
import { LengthFramer } from '../../net/stream/length-framer.ts';
import { type SctpLimits, SctpReassembler } from '../../net/stream/sctp.ts';
import { type StreamConsumer, type TcpLimits, TcpReassembler } from '../../net/stream/tcp.ts';
import { hepLength } from '../../net/tunnel/hep.ts';
import { parseSipDatagram } from '../../sip/datagram.ts';
import { nearlySip } from '../../sip/grammar.ts';
import type { SipMessage, SipProblem } from '../../sip/message.ts';
import { SipStreamFramer } from '../../sip/stream-framer.ts';
import type { DiameterEvent } from '../events/diameter-event.ts';
import { Flow } from '../events/flow.ts';
import type { SipEvent } from '../events/sip-event.ts';
import { HepMessages } from './hep-messages.ts';
import { StreamContent } from './stream-content.ts';

/** Oddities of a datagram that is accepted as a message. */
const PROBLEMS: Record<SipProblem, string> = {
  'header-section-cut': 'the datagram ends within the headers of its SIP message, before the empty line',
  'content-length-bad':
    'Content-Length: expected one number, found another text or several values; the message ends with the datagram',
  'content-length-too-long': 'Content-Length is larger than the rest of the datagram',
};

/** Receives what is found. All of it is valid only during the call. */
export interface MessageSink {
  sip(event: SipEvent): void;
  diameter(event: DiameterEvent): void;
  /** A UDP datagram that is neither SIP nor HEP. */
  datagram?(datagram: Datagram): void;
  /** A message on the TCP port of DNS. */
  dns?(bytes: Uint8Array, flow: Flow, frames: readonly number[], origin: Origin): void;
  /** A TCP stream whose client begins HTTP/2, which is not read. */
  http2?(flow: Flow, origin: Origin): void;
  /** A user message of SCTP that is neither SIP, Diameter nor HEP. */
  sctp?(
    protocol: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    last: Datagram,
    frames: readonly number[],
  ): void;
}

/** Bounds of a MessageAssembler. */
export interface MessageLimits {
  readonly tcp: TcpLimits;
  readonly sctp: SctpLimits;
}

/** Turns UDP datagrams, TCP segments and SCTP packets into SIP and Diameter messages, whatever ports they use. */
export class MessageAssembler {
  readonly tcp: TcpReassembler;
  readonly hep: HepMessages;
  readonly #report: Report;
  readonly sctp: SctpReassembler;
  readonly #sink: MessageSink;
  /** Files in which a message was cut by the snap length. */
  readonly #cutFiles = new Set<number>();

  constructor(report: Report, sink: MessageSink, limits: MessageLimits) {
    this.#report = report;
    this.#sink = sink;
    this.hep = new HepMessages({
      sip: (message, transport, packet) =>
        this.#whole(message, transport, packet, packet.frames ?? [packet.frame]),
      diameter: event => sink.diameter(event),
    });
    this.sctp = new SctpReassembler(
      (bytes, start, end, last, frames, protocol) =>
        this.#sctpMessage(bytes, start, end, last, frames, protocol),
      limits.sctp,
    );
    this.tcp = new TcpReassembler(
      (first, midstream) => this.#openStream(first, midstream),
      report,
      limits.tcp,
    );
  }

  /** Takes one UDP datagram, TCP segment or SCTP packet; other protocols are ignored. */
  push(datagram: Datagram): void {
    if (datagram.protocol === PROTOCOL.TCP) this.tcp.push(datagram);
    else if (datagram.protocol === PROTOCOL.UDP) this.#udp(datagram);
    else if (datagram.protocol === PROTOCOL.SCTP) this.sctp.push(datagram);
  }

  /** End of the capture: ends every stream. */
  end(): void {
    this.tcp.end();
  }

  #udp(datagram: Datagram): void {
    const { bytes, start, end, truncated } = datagram;
    const message = parseSipDatagram(bytes, start, end, truncated);
    if (message === null) {
      const frames = datagram.frames ?? [datagram.frame];
      if (this.hep.read(bytes, start, end, truncated, frames, datagram)) return;
      const reason = nearlySip(bytes, start, end);
      if (reason !== null) this.#issue('start-line', reason, datagram);
      else this.#sink.datagram?.(datagram);
      return;
    }
    this.#whole(message, 'udp', datagram, datagram.frames ?? [datagram.frame]);
  }

  #sctpMessage(
    bytes: Uint8Array,
    start: number,
    end: number,
    last: Datagram,
    frames: readonly number[],
    protocol: number,
  ): void {
    if (diameterLength(bytes, start, end) === end - start) {
      const message = parseDiameter(bytes, start, end - start);
      this.#sink.diameter({ message, transport: 'sctp', flow: new Flow(last), frames, origin: last });
      return;
    }
    const message = parseSipDatagram(bytes, start, end, last.truncated);
    if (message !== null) this.#whole(message, 'sctp', last, frames);
    else if (!this.hep.read(bytes, start, end, last.truncated, frames, last))
      this.#sink.sctp?.(protocol, bytes, start, end, last, frames);
  }

  /** A message that has a datagram or an SCTP message to itself. */
  #whole(
    message: SipMessage,
    transport: 'udp' | 'tcp' | 'sctp',
    datagram: Datagram,
    frames: readonly number[],
  ): void {
    const cut = datagram.truncated && message.problem !== null;
    if (cut) this.#reportCut(datagram);
    else if (message.problem !== null) this.#issue(message.problem, PROBLEMS[message.problem], datagram);
    this.#sink.sip({ message, transport, flow: new Flow(datagram), cut, frames, origin: datagram });
  }

  /** Once per file: in such a file every long message is cut. */
  #reportCut({ file, frame }: Origin): void {
    if (this.#cutFiles.has(file)) return;
    this.#cutFiles.add(file);
    const message =
      'the snap length cut this SIP message; only its beginning is shown (reported once per file)';
    this.#report({ code: 'sip-cut', layer: 'sip', damage: true, file, frame, offset: null, message });
  }

  #issue(code: string, message: string, { file, frame }: Datagram): void {
    this.#report({ code: `sip-${code}`, layer: 'sip', damage: false, file, frame, offset: null, message });
  }

  #openStream(first: Datagram, midstream: boolean): StreamConsumer {
    const flow = new Flow(first.copy());
    const { memory } = this.tcp;
    const { dns, http2 } = this.#sink;
    return new StreamContent(flow, midstream, {
      sip: (isLate, gate) =>
        new SipStreamFramer(
          isLate,
          (message, frames, origin) => {
            if (gate?.takes() === false) return;
            const cut = message.problem !== null;
            if (cut) this.#reportCut(origin);
            const event = { message, transport: 'tcp', flow, cut, frames, origin } as const;
            this.#sink.sip(gate === null ? event : { ...event, otherReading: true });
          },
          gate === null ? this.#report : () => {},
          memory,
        ),
      diameter: (isLate, gate) =>
        new DiameterStreamFramer(
          isLate,
          (message, frames, origin) => {
            if (gate?.takes() === false) return;
            this.#sink.diameter({ message, transport: 'tcp', flow, frames, origin });
          },
          memory,
        ),
      hep: (isLate, gate) =>
        new LengthFramer(
          hepLength,
          isLate,
          (bytes, frames, origin) => {
            if (gate?.takes() !== false) this.hep.read(bytes, 0, bytes.length, false, frames, origin);
          },
          memory,
        ),
      dns:
        dns === undefined
          ? null
          : (isLate, gate) =>
              new LengthFramer(
                dnsLength,
                isLate,
                (bytes, frames, origin) => {
                  if (gate?.takes() !== false) dns(bytes.subarray(2), flow, frames, origin);
                },
                memory,
              ),
      http2: http2 === undefined ? null : origin => http2(flow, origin),
    });
  }
}
