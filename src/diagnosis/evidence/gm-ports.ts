import type { SaSet } from '../../model/security-association.ts';
import { ipsecMechanisms } from '../../sip/security-agreement.ts';
import type { AttemptFacts, RegistrationCase, SetFacts } from '../cases/case.ts';
import { isAfter, type Moment, type SipNote } from '../journal/notes.ts';
import { isTunnelled } from './evidence.ts';
import { othersDuring } from './others-during.ts';

/** An unprotected message that should have gone in ESP, with the set that it belongs to. */
export interface ClearMessage {
  readonly note: SipNote;
  readonly set: SaSet;
  readonly fromUe: boolean;
}

/**
 * Unprotected messages of any method but REGISTER between UE and P-CSCF to a protected port, after its SAs were agreed
 * and until the UE registers again. Without UEs behind tunnel-mode ESP: a capture at their P-CSCF shows the messages of
 * the tunnel a second time.
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

/**
 * Is a REGISTER in the clear a copy that a phone, an SBC or the kernel behind its IPsec handed to the capture? It names
 * a protected port, in Via (TS 24.229 §5.1.1.2.2) or in its own ends: a UE without SAs does not wait for the answer
 * there. The addresses say nothing: loggers invent them.
 */
export function looksLikeClearCopy(challenged: AttemptFacts, answer: AttemptFacts): boolean {
  const request = answer.gm.requests[0] ?? null;
  const ue = ipsecMechanisms(challenged.securityClient);
  const pcscf = ipsecMechanisms(challenged.securityServer);
  if (request === null) return false;
  const isOfUe = (port: number) => ue.some(one => port === one.portC || port === one.portS);
  const isOfPcscf = (port: number) => pcscf.some(one => port === one.portC || port === one.portS);
  const isBetweenThem = isOfUe(request.sourcePort) && isOfPcscf(request.destinationPort);
  return isBetweenThem || isOfUe(request.message.via?.port ?? 0);
}
