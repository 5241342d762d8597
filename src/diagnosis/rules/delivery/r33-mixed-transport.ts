import { type Exchange, exchangesDuring, hasWaited, isProtectedUplink } from '../../evidence/exchanges.ts';
import { framesOf, type SipNote } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/**
 * TS 33.203 §7.1: an SA carries both UDP and TCP. iOS registers over TCP and sends MESSAGE over UDP (siphon-sip,
 * src/ipsec/mod.rs); https://github.com/DoubangoTelecom/doubango/issues/349
 */
export const mixedTransport: RegistrationRule = {
  about: 'registration',
  id: 'R33',
  title: 'UDP gets no answer in SAs where TCP works',
  term: 'REGISTER over TCP, MESSAGE or SUBSCRIBE over UDP unanswered',
  evidence:
    'A REGISTER over TCP in ESP is answered. In the same SA set no request of the UE over UDP is answered.',
  severity: 'warning',
  advice:
    'Check three things at the P-CSCF: the selectors of the SAs name no protocol (ip xfrm policy: no "proto tcp"); it listens on port-s over UDP too (ss -lun); no firewall treats UDP and TCP differently.',
  settle:
    'Watch `ip -s xfrm state` at the P-CSCF while the UE sends over UDP. If the SA counts packets, the P-CSCF does not listen. If XfrmInTmplMismatch or XfrmInStateMismatch grows, the selector is too narrow.',
  check: subject => {
    const registered = subject.attempts.find(
      ({ attempt, gm, gmFinal }) =>
        attempt.outcome === 'registered' &&
        gmFinal !== null &&
        gm.requests.some(note => note.transport === 'tcp' && isProtectedUplink(note)),
    );
    const answer = registered?.gmFinal ?? null;
    const set = registered?.attempt.protectedBy ?? null;
    if (answer === null || set === null) return null;
    const overUdp = exchangesDuring(subject).filter(({ requests }) =>
      requests.every(
        note => note.transport === 'udp' && isProtectedUplink(note) && note.protection?.sa?.set === set,
      ),
    );
    const open = overUdp.filter(one => one.responses.length === 0 && hasWaited(subject, one));
    if (open.length === 0 || overUdp.some(({ responses }) => responses.length > 0)) return null;
    const methods = [...new Set(open.map(({ requests }) => requests[0]?.message.method))].join(', ');
    return {
      detail: `The REGISTER over TCP was answered. ${open.length} ${open.length === 1 ? 'request' : 'requests'} over UDP in the same SA (${methods}), sent ${sentOf(open)} times in all, got no response.`,
      frames: framesOf([answer, ...open.flatMap(({ requests }): readonly SipNote[] => requests)]),
      confidence: 'likely',
    };
  },
};

function sentOf(exchanges: readonly Exchange[]): number {
  return exchanges.reduce((sum, { requests }) => sum + requests.length, 0);
}
