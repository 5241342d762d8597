import type { Report } from '../model/issue.ts';
import { type Datagram, PROTOCOL } from '../net/datagram.ts';
import { type StreamConsumer, TcpReassembler } from '../net/tcp.ts';
import { parseSipDatagram } from '../sip/datagram.ts';
import { SipStreamFramer } from '../sip/stream-framer.ts';
import { Flow } from './flow.ts';
import type { SipEvent } from './sip-event.ts';

/** Turns UDP datagrams and TCP segments into SIP messages, whatever ports they use. */
export class SipAssembler {
  readonly tcp: TcpReassembler;
  readonly #report: Report;
  readonly #deliver: (event: SipEvent) => void;

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
    const message = parseSipDatagram(datagram.bytes, datagram.start, datagram.end);
    if (message === null) return;
    const frames = datagram.frames ?? [datagram.frame];
    this.#deliver({ message, transport: 'udp', flow: new Flow(datagram), frames, origin: datagram });
  }

  #openStream(first: Datagram, midstream: boolean): StreamConsumer {
    const flow = new Flow(first.copy());
    return new SipStreamFramer(
      midstream,
      (message, frames, origin) => this.#deliver({ message, transport: 'tcp', flow, frames, origin }),
      this.#report,
    );
  }
}
