import type { RegistrationCase } from '../../cases/case.ts';
import { isUplink } from '../../journal/esp-activity.ts';
import type { TcpNote } from '../../journal/notes.ts';

/** A TCP connection that one end tried to open inside ESP. */
export interface Connection {
  readonly opener: 'ue' | 'pcscf';
  /** The SYNs between these two ports; at least one, the first few. */
  readonly syns: TcpNote[];
  /** How many SYNs there were. */
  sent: number;
  /** A SYN-ACK of the other end, otherwise its RST; null without any. */
  answer: TcpNote | null;
}

/** Segments with a SYN kept of one connection: further retransmissions add nothing. */
const SYNS_KEPT = 12;

/** The connections that either end tried to open inside ESP, in the order of their first SYN. */
export function connectionsAmong(notes: readonly TcpNote[]): Connection[] {
  const found = new Map<string, Connection>();
  for (const note of notes) {
    const sa = note.protection?.sa ?? null;
    if (sa === null || sa.name === 'unknown' || note.kind === 'fin') continue;
    const isSyn = note.kind === 'syn';
    // A SYN comes from the opener, its answer from the other end.
    const opener = isUplink(sa) === isSyn ? 'ue' : 'pcscf';
    const { sourcePort, destinationPort } = note;
    const ports = isSyn ? `${sourcePort} ${destinationPort}` : `${destinationPort} ${sourcePort}`;
    const key = `${opener} ${ports}`;
    const known = found.get(key);
    if (known === undefined) {
      if (isSyn) found.set(key, { opener, syns: [note], sent: 1, answer: null });
    } else if (isSyn) {
      known.sent++;
      if (known.syns.length < SYNS_KEPT) known.syns.push(note);
    } else if (known.answer?.kind !== 'syn-ack') known.answer = note;
  }
  return [...found.values()];
}

/** Those that the UE, or the P-CSCF, tried to open in a registration. */
export function connectionsOf({ tcp }: RegistrationCase, opener: Connection['opener']): Connection[] {
  return connectionsAmong(tcp).filter(one => one.opener === opener);
}

/** A SYN and the RST that answers it: the host is there, and nothing listens. */
export interface RefusedSyn {
  readonly syn: TcpNote;
  readonly rst: TcpNote;
}

/** The SYNs that a RST answers, unprotected and in ESP; of each pair of ports once. */
export function refusedSyns(notes: readonly TcpNote[]): RefusedSyn[] {
  const open = new Map<string, TcpNote>();
  const refused = new Map<string, RefusedSyn>();
  for (const note of notes) {
    const { source, sourcePort, destination, destinationPort, kind } = note;
    const ends = `${source} ${sourcePort} ${destination} ${destinationPort}`;
    const answered = `${destination} ${destinationPort} ${source} ${sourcePort}`;
    if (kind === 'syn') open.set(ends, note);
    else if (kind === 'syn-ack') open.delete(answered);
    else if (kind === 'rst') {
      const syn = open.get(answered);
      if (syn !== undefined && !refused.has(answered)) refused.set(answered, { syn, rst: note });
    }
  }
  return [...refused.values()];
}
