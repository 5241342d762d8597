import type { CaptureFacts, RegistrationCase } from '../../cases/case.ts';
import { ANSWER_TIME, downlinkOf, statusText } from '../../evidence/evidence.ts';
import { type Exchange, exchangesOf } from '../../evidence/exchanges.ts';
import { signsOfPcscf } from '../../evidence/silence/signs-of-life.ts';
import { requestHost } from '../../evidence/terminating.ts';
import { framesOf, type SipNote, secondsBetween } from '../../journal/notes.ts';
import type { CaptureRule } from '../rule.ts';

/**
 * Kamailio ≥ 5.8 adds policies for four more pairs of ports (commit bb35e0aa), but the kernel refuses their states. So
 * packets to these ports are dropped. Measured for port-s to port-us: XfrmOutNoStates.
 */
export const lostInPcscf: CaptureRule = {
  about: 'capture',
  id: 'R40',
  title: 'The P-CSCF loses requests to a UE',
  term: 'MT call or NOTIFY lost, XfrmOutNoStates, policy without state',
  evidence:
    'The P-CSCF receives requests on Mw for the contact of a registered UE, and nothing follows on Gm. The capture holds Gm of that UE, and its ESP is decrypted.',
  severity: 'warning',
  advice:
    'Check XfrmOutNoStates in /proc/net/xfrm_stat at the P-CSCF: it counts packets that match a policy without an SA. Compare `ip xfrm policy` with `ip xfrm state`: Kamailio ≥ 5.8 makes such policies for port-s to port-us and port-c to port-uc. Check that requests to the UE pass ipsec_forward.',
  settle:
    'Read the log of the P-CSCF at that time, and XfrmOutNoStates before and after. If it does not grow, the P-CSCF did not try to send (no contact, SAs removed, TCP refused).',
  check: capture => {
    const lost = lostOf(capture);
    const [first] = lost;
    if (first === undefined) return null;
    const [request] = first.exchange.requests as [SipNote];
    const status = first.exchange.responses.find(({ message }) => (message.status ?? 0) >= 300);
    const end = status === undefined ? '' : ` The P-CSCF answers ${statusText(status)}.`;
    const methods = [...new Set(lost.map(({ exchange }) => exchange.requests[0]?.message.method))].join(', ');
    return {
      detail: `The P-CSCF gets ${lost.length} ${lost.length === 1 ? 'request' : 'requests'} (${methods}) for a registered UE, the first for ${first.ue}, and nothing follows on Gm.${end}`,
      frames: framesOf([request, ...(status === undefined ? [] : [status]), ...lost.flatMap(notesOf)]),
      confidence: 'possible',
    };
  },
};

interface LostRequest {
  readonly exchange: Exchange;
  /** Address of the UE that it was sent to. */
  readonly ue: string;
}

function notesOf({ exchange }: LostRequest): readonly SipNote[] {
  return exchange.requests.slice(0, 1);
}

function lostOf(capture: CaptureFacts): LostRequest[] {
  if (capture.gapFrames.length > 0) return [];
  const ues = readableUes(capture);
  const pcscfs = new Set(
    capture.cases
      .flatMap(({ attempts }) => attempts.flatMap(({ mw }) => mw.requests.slice(0, 1)))
      .map(({ source }) => source),
  );
  if (ues.size === 0 || pcscfs.size === 0) return [];
  const lost: LostRequest[] = [];
  for (const exchange of exchangesOf(capture.others)) {
    const [request] = exchange.requests as [SipNote];
    const ue = requestHost(request);
    const subject = ue === null ? undefined : ues.get(ue);
    if (ue === null || subject === undefined || !pcscfs.has(request.destination)) continue;
    if (exchange.requests.some(({ destination }) => subject.ueAddresses.has(destination))) continue;
    if (!isRegisteredAt(subject, request) || signsOfPcscf(subject, request).length > 0) continue;
    // A 2xx comes from the UE: it got the request.
    if (exchange.responses.some(({ message }) => Math.floor((message.status ?? 0) / 100) === 2)) continue;
    const final = exchange.responses.some(({ message }) => (message.status ?? 0) >= 200);
    const isRepeated = exchange.requests.length > 2;
    if (final || isRepeated || secondsBetween(request, capture.last) >= ANSWER_TIME)
      lost.push({ exchange, ue });
  }
  return lost;
}

/** Registered UEs by address. Only those whose ESP to the UE was captured and completely decrypted. */
function readableUes({ cases }: CaptureFacts): Map<string, RegistrationCase> {
  const ues = new Map<string, RegistrationCase>();
  for (const one of cases) {
    const downlink = one.sets.flatMap(downlinkOf);
    const isReadable = downlink.length > 0 && downlink.every(({ closed, bad }) => closed + bad === 0);
    for (const address of one.ueAddresses) {
      if (isReadable && one.outcome === 'registered') ues.set(address, one);
      else ues.delete(address);
    }
  }
  return ues;
}

function isRegisteredAt({ attempts }: RegistrationCase, request: SipNote): boolean {
  const ok = attempts.find(({ attempt }) => attempt.outcome === 'registered')?.gmFinal ?? null;
  return ok !== null && secondsBetween(ok, request) > 0;
}
