import type { AttemptFacts, RegistrationCase } from '../../cases/case.ts';
import { ANSWER_TIME, downlinkOf, secondsLeft, statusText } from '../../evidence/evidence.ts';
import { othersDuring } from '../../evidence/others-during.ts';
import { signsOfPcscf } from '../../evidence/silence/signs-of-life.ts';
import { framesOf, isAfter, type SipNote, secondsBetween, secondsText } from '../../journal/notes.ts';
import type { Hit, RegistrationRule } from '../rule.ts';

/**
 * https://github.com/herlesupreeth/Kamailio_IMS_Config/issues/33; Kamailio commits 79bb2b1c (replies over TCP) and
 * d2b5f34e (flags of ipsec_forward).
 */
export const okNotDelivered: RegistrationRule = {
  about: 'registration',
  id: 'R16',
  title: 'The 200 to REGISTER does not reach the UE',
  term: '200 OK not forwarded to UE, ipsec_forward',
  evidence:
    'Mw shows a 2xx to the REGISTER on its way to the P-CSCF. Gm shows the REGISTER but no final response.',
  severity: 'error',
  advice:
    'Check how the P-CSCF routes replies into the SAs (Kamailio: ipsec_forward("location", flags) in the reply route; a reply over TCP needs the connection of the UE). See in `ip -s xfrm state` and XfrmOutNoStates (/proc/net/xfrm_stat) whether it found an SA.',
  settle:
    'Read the log of the P-CSCF at the time of the 200. Capture on all its interfaces: does ESP leave on another one?',
  check: subject => lostAfterPcscf(subject) ?? lostInPcscf(subject),
};

function lostInPcscf(subject: RegistrationCase): Hit | null {
  for (const one of subject.attempts) {
    const ok = okOnMw(one);
    if (ok === null || one.gm.requests.length === 0 || one.gmFinal !== null) continue;
    if (mayBeUnreadable(subject, ok) || signsOfPcscf(subject, ok).length > 0) continue;
    const again = one.gm.requests.filter(note => isAfter(note, ok));
    const left = secondsLeft(subject, ok);
    const isMissed = again.length > 0 || (left >= ANSWER_TIME && subject.capture.gapFrames.length === 0);
    if (!isMissed) continue;
    const then =
      again.length > 0
        ? `The UE repeats the REGISTER ${secondsText(secondsBetween(ok, again[0] as SipNote))} later`
        : `The capture goes on for ${secondsText(left)}`;
    return {
      detail: `${ok.source} sends ${statusText(ok)} to the P-CSCF at ${ok.destination}, but no response to the UE follows. ${then}.`,
      frames: framesOf([one.gm.requests[0] as SipNote, ok, ...again]),
      confidence: 'likely',
    };
  }
  return null;
}

/**
 * The 200 is in the capture on its way to the UE, and the UE goes on sending the same REGISTER, and nothing else, until
 * it begins anew. One that arrives late is followed by other traffic of the UE.
 */
function lostAfterPcscf(subject: RegistrationCase): Hit | null {
  for (const { gm, attempt } of subject.attempts) {
    const [ok] = gm.responses.filter(({ message }) => Math.floor((message.status ?? 0) / 100) === 2);
    if (ok === undefined || attempt.outcome !== 'registered') continue;
    const again = gm.requests.filter(note => isAfter(note, ok));
    if (again.length < REPEATS || secondsBetween(ok, again.at(-1) as SipNote) < ANSWER_TIME / 2) continue;
    if (othersDuring(subject).some(note => subject.ueAddresses.has(note.source) && isAfter(note, ok)))
      continue;
    const anew = subject.next?.attempts[0]?.gm.requests[0] ?? null;
    const oks = gm.responses.filter(({ message }) => message.status === ok.message.status);
    return {
      title: 'The 200 to REGISTER is sent, and the UE does not get it',
      detail: `The P-CSCF sends ${statusText(ok)} to the UE ${oks.length} ${oks.length === 1 ? 'time' : 'times'}, and the UE sends the same REGISTER ${again.length} more times in ${secondsText(secondsBetween(ok, again.at(-1) as SipNote))}, and nothing else.${anew === null ? '' : ' Then it starts a new registration.'} For the network it is registered, for itself it is not.`,
      frames: framesOf([
        ...gm.requests.slice(0, 1),
        ok,
        ...again.slice(0, 6),
        ...(anew === null ? [] : [anew]),
      ]),
      confidence: anew === null ? 'possible' : 'likely',
      advice:
        'Find where ESP to the UE is lost: capture at the base station or the UE. Check the route and the bearer (TFT) for packets from port-c of the P-CSCF to port-s of the UE, firewalls in that direction, and the MTU. If the packets arrive, the UE cannot verify them: compare keys and SPIs of the SA from pc to us at both ends.',
      settle: 'Capture at the UE: does the ESP with the 200 arrive?',
    };
  }
  return null;
}

/** Retransmissions by which a UE shows that it has not got a 200: one or two may have crossed it. */
const REPEATS = 3;

/** A 2xx to the P-CSCF, which is the first sender of the REGISTER on Mw. */
function okOnMw({ mw }: AttemptFacts): SipNote | null {
  const pcscf = mw.requests[0]?.source;
  const isOk = ({ message }: SipNote) => Math.floor((message.status ?? 0) / 100) === 2;
  return mw.responses.find(note => note.destination === pcscf && isOk(note)) ?? null;
}

/** ESP to the UE that was not decrypted may be the response. */
function mayBeUnreadable({ sets }: RegistrationCase, ok: SipNote): boolean {
  return sets.some(set => downlinkOf(set).some(sa => sa.closed + sa.bad > 0 && isAfter(sa.last, ok)));
}
