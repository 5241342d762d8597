import type { Report } from '../model/issue.ts';
import type { Origin } from '../model/origin.ts';
import { type Datagram, PROTOCOL } from '../net/datagram.ts';
import { type StreamConsumer, TcpReassembler } from '../net/tcp.ts';
import { parseSipDatagram } from '../sip/datagram.ts';
import { nearlySip } from '../sip/grammar.ts';
import type { SipProblem } from '../sip/message.ts';
import { SipStreamFramer } from '../sip/stream-framer.ts';
import { Flow } from './flow.ts';
import type { SipEvent } from './sip-event.ts';

/** What is odd about a datagram that is taken for a message all the same. */
const PROBLEMS: Record<SipProblem, string> = {
  'header-section-cut': 'the datagram ends before the empty line behind the headers of its SIP message',
  'content-length-bad':
    'Content-Length is no number, or there are several; the message goes to the end of the datagram',
  'content-length-too-long': 'Content-Length is more than what is left of the datagram',
};

/** Turns UDP datagrams and TCP segments into SIP messages, whatever ports they use. */
export class SipAssembler {
  readonly tcp: TcpReassembler;
  readonly #report: Report;
  readonly #deliver: (event: SipEvent) => void;
  /** Files in which a message was cut by the snap length. */
  readonly #cutFiles = new Set<number>();

  constructor(report: Report, deliver: (event: SipEvent) => void) {
    this.#report = report;
    this.#deliver = deliver;
    this.tcp = new TcpReassembler((first, midstream) => this.#openStream(first, midstream), report);
  }

  /** Takes one UDP datagram or TCP segment; other protocols are ignored. */
  push(datagram: Datagram): void {
    if (datagram.protocol === PROTOCOL.TCP) this.tcp.push(datagram);
    else if (datagram.protocol === PROTOCOL.UDP) this.#udp(datagram);
  }

  /** End of the capture: ends every stream. */
  end(): void {
    this.tcp.end();
  }

  #udp(datagram: Datagram): void {
    const { bytes, start, end, truncated } = datagram;
    const message = parseSipDatagram(bytes, start, end, truncated);
    if (message === null) {
      const reason = nearlySip(bytes, start, end);
      if (reason !== null) this.#issue('start-line', reason, datagram);
      return;
    }
    const cut = truncated && message.problem !== null;
    if (cut) this.#reportCut(datagram);
    else if (message.problem !== null) this.#issue(message.problem, PROBLEMS[message.problem], datagram);
    const frames = datagram.frames ?? [datagram.frame];
    this.#deliver({ message, transport: 'udp', flow: new Flow(datagram), cut, frames, origin: datagram });
  }

  /** Once a file: every long message of it is cut. */
  #reportCut({ file, frame }: Origin): void {
    if (this.#cutFiles.has(file)) return;
    this.#cutFiles.add(file);
    const message = 'the snap length cut this SIP message: its beginning is shown (first such message)';
    this.#report({ code: 'sip-cut', layer: 'sip', damage: true, file, frame, offset: null, message });
  }

  #issue(code: string, message: string, { file, frame }: Datagram): void {
    this.#report({ code: `sip-${code}`, layer: 'sip', damage: false, file, frame, offset: null, message });
  }

  #openStream(first: Datagram, midstream: boolean): StreamConsumer {
    const flow = new Flow(first.copy());
    return new SipStreamFramer(
      midstream,
      (message, frames, origin) => {
        const cut = message.problem !== null;
        if (cut) this.#reportCut(origin);
        this.#deliver({ message, transport: 'tcp', flow, cut, frames, origin });
      },
      this.#report,
    );
  }
}
