import { analyse } from '../../src/analysis/analyse.ts';
import type { EdgedCapture } from './edged-captures.ts';

/** All that comes out of an analysis, as text. */
export async function heard(
  { file, chunks }: EdgedCapture,
  lane: boolean,
  diagnose: boolean,
): Promise<string[]> {
  const lines: string[] = [];
  const note = (...facts: readonly unknown[]) =>
    lines.push(JSON.stringify(facts, (_, value) => (typeof value === 'bigint' ? `${value}` : value)));
  async function* stream() {
    for (let at = 0, turn = 0; at < file.length; turn++) {
      const end = at + (chunks[turn % chunks.length] as number);
      yield Uint8Array.from(file.subarray(at, end));
      at = end;
    }
  }
  const result = await analyse([{ name: 'edged.pcap', stream: stream() }], {
    lane,
    diagnose,
    on: {
      sip: ({ message, flow, origin, frames, cut }) => {
        const { spi, sequence, icv, sa } = origin.protection ?? {};
        note('sip', frames, cut, Buffer.from(message.bytes).toString('latin1'), message.bodyStart);
        note(flow.source, flow.sourcePort, flow.destination, flow.destinationPort);
        note(origin.seconds, origin.nanoseconds, spi, sequence, icv, sa?.name);
      },
      esp: packet => note('esp', packet),
      frame: ({ record, data, esp }) => note('frame', record.frame, Buffer.from(data).toString('hex'), esp),
      issue: issue => note('issue', issue),
    },
  });
  note('summary', result.summary);
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
