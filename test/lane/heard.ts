import { type AnalysisOptions, analyse } from '../../src/analysis/analyse.ts';
import type { SipEvent } from '../../src/analysis/events/sip-event.ts';
import { LaneThreads } from '../../src/analysis/threads/lane-threads.ts';

/** A capture and the sizes of the chunks in which it comes, in turn. */
export interface Chunked {
  readonly file: Uint8Array;
  readonly chunks: readonly number[];
}

/** Without threads, but with several chunks in the lane at a time. */
export class LaneAhead extends LaneThreads {
  constructor(slots: number) {
    super(0, slots);
  }

  override get depth(): number {
    return this.slots;
  }
}

/** How an analysis is listened to. */
interface Listening {
  /** Plain packets are heard of as such. */
  readonly takesPlain?: boolean;
  /** Passes the chunks on, in its own time. */
  readonly through?: (chunks: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;
}

/** All that comes out of an analysis, as text. */
export async function heard(
  { file, chunks }: Chunked,
  options: AnalysisOptions,
  { takesPlain = false, through = chunks => chunks }: Listening = {},
): Promise<string[]> {
  const lines: string[] = [];
  const note = (...facts: readonly unknown[]) => lines.push(JSON.stringify(facts));
  const sip = ({ message, flow, origin, frames, cut }: SipEvent) => {
    const { spi, sequence, icv, sa } = origin.protection ?? {};
    note('sip', frames, cut, Buffer.from(message.bytes).toString('latin1'), message.bodyStart);
    note(flow.source, flow.sourcePort, flow.destination, flow.destinationPort);
    note(origin.seconds, origin.nanoseconds, spi, sequence, icv, sa?.name);
  };
  async function* stream() {
    for (let at = 0, turn = 0; at < file.length; turn++) {
      const end = at + (chunks[turn % chunks.length] as number);
      yield Uint8Array.from(file.subarray(at, end));
      at = end;
    }
  }
  const result = await analyse([{ name: 'edged.pcap', stream: through(stream()) }], {
    ...options,
    on: {
      sip,
      ...(takesPlain && { plain: row => sip(row.event) }),
      esp: packet => note('esp', { ...packet, sa: packet.sa?.name }),
      frame: ({ record, data, esp }) => note('frame', record.frame, Buffer.from(data).toString('hex'), esp),
      issue: issue => note('issue', issue),
    },
  });
  note('summary', { ...result.summary, duration: `${result.summary.duration}` });
  for (const { sas, key, used, state, history } of result.sets)
    note(
      sas.map(({ set, ...sa }) => sa),
      key?.source,
      used,
      state,
      history,
    );
  note(
    result.registrations.map(({ sets, ...one }) => [one.impi, one.attempts.map(({ outcome }) => outcome)]),
  );
  note(result.diagnosis?.registrations.map(({ findings, verdict }) => [verdict, findings]));
  return lines;
}
