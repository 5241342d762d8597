import type { SaSet } from '../../model/security-association.ts';
import type { RegistrationCase, SetFacts } from '../cases/case.ts';
import { isAfter, type Moment, type SipNote } from '../journal/notes.ts';
import { isTunnelled } from './evidence.ts';
import { othersDuring } from './others-during.ts';

/** A message in the clear that should have gone in ESP, with the set that it belongs to. */
export interface ClearMessage {
  readonly note: SipNote;
  readonly set: SaSet;
  readonly fromUe: boolean;
}

/**
 * Messages in the clear, of any method but REGISTER, between UE and P-CSCF to a protected port, from when its SAs were
 * agreed until the UE registers anew. A UE behind tunnel-mode ESP is left out: a capture at its P-CSCF shows what was
 * in the tunnel once more.
 */
export function clearMessages(subject: RegistrationCase): ClearMessage[] {
  const agreed = subject.sets.filter(
    ({ challenged }) => challenged !== null && !isTunnelled(challenged.securityServer),
  );
  if (agreed.length === 0) return [];
  const ports = new Set(agreed.flatMap(({ set }) => [...portsOf(set.ue), ...portsOf(set.pcscf)]));
  return othersDuring(subject).flatMap(note => {
    if (note.protection !== null || !ports.has(note.destinationPort)) return [];
    const found = agreed.findLast(one => isToProtectedPort(one, note));
    if (found === undefined) return [];
    return { note, set: found.set, fromUe: note.source === found.set.ue.address };
  });
}

/** `port-c`, `port-s`, or null for a port that the agreement does not name. */
export function portName({ portC, portS }: SaSet['ue'], port: number): 'port-c' | 'port-s' | null {
  if (port !== 0 && port === portC) return 'port-c';
  return port !== 0 && port === portS ? 'port-s' : null;
}

function isToProtectedPort({ set, challenged }: SetFacts, note: SipNote): boolean {
  const { ue, pcscf } = set;
  const agreedAt: Moment | null = challenged?.gmFinal ?? null;
  if (agreedAt === null || !isAfter(note, agreedAt)) return false;
  const uplink = note.source === ue.address && note.destination === pcscf.address;
  const downlink = note.source === pcscf.address && note.destination === ue.address;
  return (
    (uplink && portName(pcscf, note.destinationPort) !== null) ||
    (downlink && portName(ue, note.destinationPort) !== null)
  );
}

function portsOf({ portC, portS }: SaSet['ue']): number[] {
  return [portC, portS];
}
