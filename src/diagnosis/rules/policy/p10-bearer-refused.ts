import { causeText, type Pdn, type PdnBearer } from '../../../access/pdn.ts';
import type { CaptureFacts, Phone, RegistrationCase } from '../../cases/case.ts';
import { byTime, notesBetween } from '../../cases/time-window.ts';
import { pdnName } from '../../evidence/access/pdn-text.ts';
import { ANSWER_TIME } from '../../evidence/evidence.ts';
import { framesOf, isAfter, type Moment, type SipNote, secondsBetween } from '../../journal/notes.ts';
import type { AccessRule } from '../rule.ts';

/** TS 23.401 §5.4.1 and TS 24.301 §6.4.2 (dedicated bearers), TS 23.502 §4.3.3 (QoS flows), TS 29.274 §7.2.3. */
export const bearerRefused: AccessRule = {
  about: 'access',
  id: 'P10',
  title: 'The dedicated bearer for a call is refused or not answered',
  term: 'Create Bearer rejected, QCI 1 bearer, Activate dedicated EPS bearer context reject, no audio, call drops',
  evidence:
    'Less than a minute after an INVITE a dedicated bearer or QoS flow is asked for, and it is refused, or not answered within some seconds.',
  severity: 'warning',
  advice:
    'Read the cause and who gives it. From the UE: does it support the QCI and the packet filters? From the eNB or gNB: has it resources for a guaranteed bit rate, and is this QCI configured? From MME, SGW or PGW: look in its log at this time.',
  settle: 'Capture S1AP or NGAP as well as S11 and S5: who refuses first?',
  certain: 'The refusal of this bearer is in the capture, and so is the INVITE of the same UE before it.',
  check: (phone, subject) => {
    const connections =
      subject === null ? phone.connections : [subject.connection].filter(pdn => pdn !== null);
    const failed = connections
      .flatMap(pdn => pdn.bearers.map(bearer => ({ pdn, bearer })))
      .filter(({ bearer }) => bearer.result !== 'accepted');
    for (const { pdn, bearer } of failed.slice(0, LOOKED_AT)) {
      const asked = askedAt(pdn, bearer);
      if (asked === null || !isDuring(subject, asked)) continue;
      const left = secondsBetween(asked, phone.capture.last);
      if (bearer.result === 'unanswered' && left < RETRY_SECONDS) continue;
      const invite = inviteBefore(phone, asked);
      if (invite === null) continue;
      const isSure = bearer.result === 'rejected' && phone.keys.size > 0;
      const kind = pdn.isFiveGs ? '5QI' : 'QCI';
      const what =
        bearer.qci === null ? 'A dedicated bearer' : `A dedicated bearer with ${kind} ${bearer.qci}`;
      const end =
        bearer.result === 'rejected'
          ? `is refused${bearer.cause === null ? '' : ` with ${causeText(bearer.cause)}`}`
          : `is asked for and not answered in ${Math.round(left)} s`;
      return {
        detail: `${what} of ${pdnName(pdn)} ${end}, after the INVITE in frame ${invite.frame}.`,
        frames: framesOf([invite, ...bearer.frames]),
        confidence: isSure
          ? 'certain'
          : bearer.result === 'rejected' || left >= ANSWER_TIME
            ? 'likely'
            : 'possible',
      };
    }
    return null;
  },
};

/** Seconds between an INVITE and its bearer at most: the called phone rings, and then answers. */
const CALL_SECONDS = 60;

/** Seconds after which a request without an answer is sent again (T3-RESPONSE, TS 29.274 §7.6). */
const RETRY_SECONDS = 3;

/** Bearers that failed looked at of one phone: one finding names one of them. */
const LOOKED_AT = 64;

/** The moment of the first message about a bearer that asks for it. */
function askedAt({ steps }: Pdn, { frames: [first] }: PdnBearer): Moment | null {
  return steps.find(({ file, frame }) => file === first?.file && frame === first.frame) ?? null;
}

function isDuring(subject: RegistrationCase | null, moment: Moment): boolean {
  if (subject === null) return true;
  const { begin, anew } = subject;
  return begin !== null && !isAfter(begin, moment) && (anew === null || isAfter(anew, moment));
}

/** The last INVITE in the minute before: of the phone if its address is known, otherwise of anyone, if there are few. */
function inviteBefore({ keys, capture }: Phone, moment: Moment): SipNote | null {
  const from = { seconds: moment.seconds - CALL_SECONDS, nanoseconds: moment.nanoseconds };
  const own = [...keys]
    .flatMap(key => capture.othersOf(key))
    .filter(isInvite)
    .sort(byTime);
  const invites = notesBetween(keys.size === 0 ? invitesIn(capture) : own, from, moment);
  const callIds = new Set(invites.slice(-SEVERAL).map(({ message }) => message.callId));
  return keys.size > 0 || callIds.size <= LEGS ? (invites.at(-1) ?? null) : null;
}

function isInvite({ message }: SipNote): boolean {
  return message.method === 'INVITE';
}

/** Call-IDs that one call has at most: those of both legs of each of two B2BUAs. */
const LEGS = 4;

/** INVITEs whose Call-IDs are counted: one of each leg, with retransmissions and hops. */
const SEVERAL = 64;

/** The INVITEs of a capture, found once. */
function invitesIn(capture: CaptureFacts): readonly SipNote[] {
  const known = INVITES.get(capture);
  if (known !== undefined) return known;
  const found = capture.others.filter(isInvite);
  INVITES.set(capture, found);
  return found;
}

const INVITES = new WeakMap<CaptureFacts, readonly SipNote[]>();
