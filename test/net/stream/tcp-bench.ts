import type { Issue } from '../../../src/model/issue.ts';
import { TCP_FLAG } from '../../../src/net/packet/datagram.ts';
import type { TcpLimits, TcpReassembler } from '../../../src/net/stream/tcp.ts';
import { tcpReassembler } from '../../support/bounded.ts';
import type { Flow } from '../../support/captures/packets.ts';
import { Recorder, segment } from '../support.ts';

/** A reassembler on a workbench: segments go in one by one, a frame and a millisecond apart. */
export class Bench {
  readonly issues: Issue[] = [];
  /** The streams in the order in which they were opened. */
  readonly opened: { readonly midstream: boolean; readonly recorder: Recorder }[] = [];
  readonly tcp: TcpReassembler;
  #frame = 0;

  constructor(limits: Partial<TcpLimits> = {}) {
    this.tcp = tcpReassembler(
      (_first, midstream) => {
        const recorder = new Recorder();
        this.opened.push({ midstream, recorder });
        return recorder;
      },
      issue => this.issues.push(issue),
      limits,
    );
  }

  /** What each stream was told, in the order of opening. */
  get texts(): string[] {
    return this.opened.map(({ recorder }) => recorder.text);
  }

  /** `cut`: bytes that the snap length took from the end. */
  send(
    flow: Flow,
    sequence: number,
    payload: string,
    flags: number = TCP_FLAG.ACK,
    acknowledgement = 0,
    cut = 0,
  ): void {
    this.tcp.push(
      segment(flow, { sequence, flags, acknowledgement }, payload, { frame: ++this.#frame, cut }),
    );
  }
}
