import type { RegistrationCase } from '../../cases/case.ts';
import { statusText, uplinkOf } from '../../evidence/evidence.ts';
import { type Exchange, exchangesDuring, hasWaited } from '../../evidence/exchanges.ts';
import { refusalOfDownlink } from '../../evidence/silence/esp-refusal.ts';
import { refusalText } from '../../evidence/silence/icmp-refusal.ts';
import { isUplink } from '../../journal/esp-activity.ts';
import { framesOf, inFrameOrder, isAfter, type Moment, type SipNote } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/**
 * TS 33.203 §7.1: requests of the P-CSCF go from its port-c to port-s of the UE. A UE that does not take them there is
 * registered and cannot be called. https://github.com/herlesupreeth/docker_open5gs/issues/542
 */
export const ueAnswersNothing: RegistrationRule = {
  about: 'registration',
  id: 'G8',
  title: 'The UE answers no request of the P-CSCF',
  term: 'MT call or SMS unanswered, 408 for the called UE, registered but not reachable',
  evidence:
    'Requests of the P-CSCF in ESP to a registered UE get no response, not one of them from some moment on.',
  severity: 'warning',
  advice:
    'Find out whether the packets reach the UE: capture at the UE or its base station. If they do, the UE does not accept them: check that they go to port-s of its Security-Client under its SPI, that its own firewall lets them in, and that the SA from pc to us uses the same keys at both ends. If not, look for the loss on the way down (bearer, TFT, route).',
  settle: 'Capture at the UE, and read its log: does it get the requests, does their ICV verify there?',
  certain: 'An ICMP error quotes the requests and says that nothing took them.',
  check: subject => {
    if (subject.outcome !== 'registered') return null;
    const exchanges = exchangesDuring(subject).filter(({ requests }) => requests.every(isProtectedDownlink));
    const silent = silentEnd(subject, exchanges);
    const [first] = silent;
    if (first === undefined || mayHideAnswers(subject, first)) return null;
    const requests = silent.flatMap(one => one.requests);
    const methods = [...new Set(requests.map(({ message }) => message.method))].join(', ');
    const facts = subject.sets.find(({ set }) => set === first.requests[0]?.protection?.sa?.set);
    const refusal =
      facts === undefined ? null : refusalOfDownlink(subject, facts, first.requests[0] as SipNote);
    const failure = failureOnMw(subject, silent);
    const answered = exchanges.length - silent.length;
    return {
      detail: `${silent.length} ${silent.length === 1 ? 'request' : 'requests'} (${methods}) of the P-CSCF in ESP, sent ${requests.length} ${requests.length === 1 ? 'time' : 'times'}, and no response of the UE.${answered === 0 ? '' : ` It answered ${answered} before.`}${refusal === null ? '' : ` ${refusalText(refusal)}.`}${failure === null ? '' : ` The P-CSCF reports ${statusText(failure)}.`}`,
      frames: inFrameOrder(
        framesOf([
          ...requests.slice(0, 8),
          ...(refusal?.frames ?? []),
          ...(failure === null ? [] : [failure]),
        ]),
      ),
      // Certain: an ICMP error quotes these requests and says that nothing took them.
      confidence: refusal === null ? 'likely' : 'certain',
      ...(refusal === null ? {} : { settle: null }),
    };
  },
};

/** The last exchanges, from the first after which the UE answered none; empty if it answered the last. */
function silentEnd(subject: RegistrationCase, exchanges: readonly Exchange[]): Exchange[] {
  const last = exchanges.findLastIndex(({ responses }) => responses.length > 0);
  return exchanges.slice(last + 1).filter(one => hasWaited(subject, one));
}

function isProtectedDownlink({ protection }: SipNote): boolean {
  const sa = protection?.sa ?? null;
  return sa !== null && !isUplink(sa);
}

/** ESP of the UE that could not be read may be its answers. */
function mayHideAnswers({ sets }: RegistrationCase, { requests }: Exchange): boolean {
  const from = requests[0] as Moment;
  return sets.some(set => uplinkOf(set).some(sa => sa.closed + sa.bad > 0 && isAfter(sa.last, from)));
}

/** What the P-CSCF answers to the CSCF for the same request: 408, as a rule. */
function failureOnMw(
  { capture, ueAddresses }: RegistrationCase,
  silent: readonly Exchange[],
): SipNote | null {
  const calls = new Set(silent.map(({ requests }) => requests[0]?.message.callId));
  return (
    capture.others.find(
      ({ message, destination, source }) =>
        (message.status ?? 0) >= 400 &&
        calls.has(message.callId) &&
        !ueAddresses.has(destination) &&
        !ueAddresses.has(source),
    ) ?? null
  );
}
