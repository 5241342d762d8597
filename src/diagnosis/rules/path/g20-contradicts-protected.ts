import { isVerified } from '../../cases/trust.ts';
import { statusText } from '../../evidence/evidence.ts';
import { framesOf, inFrameOrder, type SipNote } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/**
 * TS 33.203 §7.1: once SAs are up, UE and P-CSCF take REGISTER and its answers in ESP only; whoever is on the path can
 * send the rest. Rule of trust: verified in ESP before clear on Gm.
 */
export const contradictsProtected: RegistrationRule = {
  about: 'registration',
  id: 'G20',
  title: 'An answer outside the SAs contradicts the protected one',
  term: 'forged 403, unprotected 200 or 494 beside ESP, clear de-registration, spoofed response',
  evidence:
    'Beside a REGISTER or a response in ESP with a good ICV, or after it, an unprotected message on Gm says something else. The outcome follows the ESP.',
  severity: 'warning',
  advice:
    'Find the host that sends this message: compare its MAC address, TTL and IP identification with those of the UE and the P-CSCF. Check that UE and P-CSCF drop unprotected messages on Gm once SAs are up (xfrm policies for the protected ports, and what a script does with port 5060).',
  settle:
    'Capture at the P-CSCF and at the UE: the message is at one of them only if somebody in between sent it.',
  certain:
    'Both messages are in the capture: the one in ESP has a good ICV, which only a holder of IK can make; the other one anybody on the path can send.',
  check: ({ attempts }) => {
    const doubtful = attempts.filter(({ outvoted }) => outvoted.length > 0);
    const outvoted = doubtful.flatMap(one => one.outvoted);
    if (outvoted.length === 0) return null;
    const verified = attempts.flatMap(({ gm }) => [...gm.requests, ...gm.responses].filter(isVerified));
    const said = [...new Set(outvoted.map(nameOf))].slice(0, NAMED);
    return {
      detail: `Unprotected on Gm: ${said.join(', ')}${outvoted.length > said.length ? ` (${outvoted.length} messages)` : ''}. ${verified.length} REGISTER messages in ESP with a good ICV say otherwise, and anybody on the path can send what is unprotected.`,
      frames: inFrameOrder(framesOf([...outvoted, ...verified])),
      confidence: 'certain',
    };
  },
};

/** Messages named in the text. */
const NAMED = 4;

function nameOf(note: SipNote): string {
  const { message } = note;
  const cseq = message.cseq?.number ?? '?';
  if (message.status !== null) return `${statusText(note)} to REGISTER ${cseq}`;
  return `${message.expires === 0 ? 'de-registration ' : ''}REGISTER ${cseq}`;
}
