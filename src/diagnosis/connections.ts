import type { RegistrationCase } from './case.ts';
import { isUplink } from './esp-activity.ts';
import type { TcpNote } from './notes.ts';

/** A TCP connection that one end wanted to open inside ESP. */
export interface Connection {
  /** The SYNs between these two ports; at least one, the first few. */
  readonly syns: TcpNote[];
  /** A SYN-ACK, otherwise a RST of the other end; null without any. */
  answer: TcpNote | null;
}

const SYNS_KEPT = 12;

/** The connections that the UE, or the P-CSCF, wanted to open inside ESP, in the order of their first SYN. */
export function connectionsOf({ tcp }: RegistrationCase, opener: 'ue' | 'pcscf'): Connection[] {
  const found = new Map<string, Connection>();
  for (const note of tcp) {
    const sa = note.protection?.sa ?? null;
    if (sa === null || sa.name === 'unknown') continue;
    const isOpener = isUplink(sa) === (opener === 'ue');
    const { sourcePort, destinationPort } = note;
    const key = isOpener ? `${sourcePort} ${destinationPort}` : `${destinationPort} ${sourcePort}`;
    const known = found.get(key);
    if (isOpener && note.kind === 'syn') {
      if (known === undefined) found.set(key, { syns: [note], answer: null });
      else if (known.syns.length < SYNS_KEPT) known.syns.push(note);
    } else if (!isOpener && note.kind !== 'syn' && known !== undefined && known.answer?.kind !== 'syn-ack')
      known.answer = note;
  }
  return [...found.values()];
}
