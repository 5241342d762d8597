import { isSameKey } from '../../../ipsec/crypto/key-pool.ts';
import type { FrameReference } from '../../../model/capture.ts';
import type { KeyMaterial } from '../../../model/security-association.ts';
import { parseChallenge } from '../../../sip/digest.ts';
import type { AttemptFacts, RegistrationCase, SetFacts } from '../../cases/case.ts';
import { isHeard, packetsOf, uplinkOf } from '../../evidence/evidence.ts';
import type { SaActivity } from '../../journal/esp-activity.ts';
import { framesOf, inFrameOrder } from '../../journal/notes.ts';
import type { Hit, RegistrationRule } from '../rule.ts';

/**
 * TS 33.203 §7.3.1.1: a wrong IK shows as a time-out, never as a SIP error: the P-CSCF drops what does not verify
 * (https://github.com/herlesupreeth/docker_open5gs/issues/542).
 */
export const icvBad: RegistrationRule = {
  about: 'registration',
  id: 'R12',
  title: 'ICVs of the UE verify under no key',
  term: 'ICV failure, wrong IK, ESP checksum error',
  evidence:
    'ESP from the UE under the SPIs of the agreement whose ICV verifies under no key and algorithm that is known for it, perhaps under that of another challenge; or only under the keys that the USIM given computes, which are not those that the S-CSCF gave.',
  severity: 'error',
  advice:
    'IK of the USIM and IK at the P-CSCF differ, although AUTN passed: compare K, OPc and the algorithm (c and r of Milenage) of HSS and USIM; see whether the UE answered an earlier challenge, and whether the P-CSCF kept keys of one (ip xfrm state).',
  settle:
    '`ip -s xfrm state` and /proc/net/xfrm_stat at the P-CSCF (XfrmInStateProtoError counts bad ICVs); K and OPc with --usim give the IK of the USIM.',
  check: subject => underNone(subject) ?? underOthers(subject),
};

function underNone(subject: RegistrationCase): Hit | null {
  const set = subject.sets.find(one => uplinkOf(one).some(sa => sa.bad > 0));
  if (set === undefined) return null;
  const bad = uplinkOf(set);
  const count = bad.reduce((sum, sa) => sum + sa.bad, 0);
  const all = packetsOf(bad);
  const keys = set.set.keys.length;
  const hit: Hit = {
    detail: `${count} of ${all} ESP packets from the UE have an ICV that does not verify under ${keys === 1 ? 'the key' : `any of the ${keys} keys`} of this agreement, with any algorithm.`,
    frames: framesOf(bad.flatMap(sa => sa.badFrames)),
    confidence: 'certain',
    severity: count === all ? 'error' : 'warning',
  };
  const other = otherChallenge(subject, set, bad);
  if (other === null) return { ...hit, detail: `${hit.detail}${otherAnswerText(set)}${usimText(set)}` };
  return {
    ...hit,
    title: 'The UE uses the keys of another challenge',
    detail: `${hit.detail} It verifies under the key of the challenge in frame ${other.frame.frame}: the UE answered that one.`,
    frames: inFrameOrder([other.frame, ...hit.frames]),
    advice:
      'UE and P-CSCF each hold the keys of another 401. See why there are two: a REGISTER that was repeated and challenged twice, or a 401 that was lost on the way to the UE. `ip xfrm state` shows the key that the P-CSCF has.',
    settle: null,
  };
}

/** How many keys are tried on a packet at most, out of the challenges next to its own. */
const KEYS_TRIED = 16;

/** The challenge of the same UE, before or after, whose key made the ICV; null if none did. */
function otherChallenge(
  { attempts, previous, next, capture }: RegistrationCase,
  { set, challenged }: SetFacts,
  uplink: readonly SaActivity[],
): ChallengeKey | null {
  const own = challenged === null ? 0 : attempts.indexOf(challenged);
  const near = [
    ...attempts.slice(Math.max(0, own - KEYS_TRIED / 4), own + KEYS_TRIED / 4),
    ...(previous?.attempts.slice(-KEYS_TRIED / 4) ?? []),
    ...(next?.attempts.slice(0, KEYS_TRIED / 4) ?? []),
  ];
  const keys = near.flatMap(keysShown);
  const others = keys.filter(key => !set.keys.some(known => isSameKey(known, key))).slice(0, KEYS_TRIED);
  for (const { sa } of uplink) {
    const found = capture.badEsp.keyOf(sa, others);
    if (found !== null) return found;
  }
  return null;
}

/** The keys of a REGISTER: of its challenge, and of others if it was challenged more than once. */
function keysShown({ challenge, gm, mw }: AttemptFacts): ChallengeKey[] {
  const known = challenge?.keys.map(key => ({ ...key, frame: challenge.first })) ?? [];
  const shown = [...mw.responses, ...gm.responses]
    .slice(0, RESPONSES_READ)
    .flatMap(({ message, file, frame }) => {
      const { ck, ik } = parseChallenge(message.header('www-authenticate') ?? '');
      return ck === null || ik === null ? [] : [{ ck, ik, source: '401' as const, frame: { file, frame } }];
    });
  return [...known, ...shown];
}

/** Responses of a REGISTER that are looked at: retransmissions without end add nothing. */
const RESPONSES_READ = 8;

/** A key with the frame that showed its challenge first. */
interface ChallengeKey extends KeyMaterial {
  readonly frame: FrameReference;
}

/** The REGISTER inside, where it can be read in spite of its ICV, says which challenge it answers. */
function otherAnswerText({ set, answer }: SetFacts): string {
  const nonce = answer?.attempt.answeredNonce ?? null;
  if (nonce === null || set.nonce === null || nonce === set.nonce) return '';
  return ' The REGISTER inside answers another challenge than the one of this agreement.';
}

function usimText({ challenged }: SetFacts): string {
  return challenged?.challenge?.autn?.macGood === true
    ? ' AUTN is right by the USIM given, and its keys were tried: the USIM in the UE is another, or the packets were changed on the way.'
    : '';
}

/** The keys of HSS and USIM differ though both agree on AUTN: f3 and f4 are others than f1. */
function underOthers({ sets }: RegistrationCase): Hit | null {
  for (const one of sets) {
    const { key } = one.set;
    const given = givenOut(one);
    if (key === null || given.length === 0 || key.source !== 'usim' || !isHeard(one)) continue;
    if (given.some(known => isSameKey(known, key))) continue;
    return {
      title: 'The UE uses other keys than the S-CSCF gave to the P-CSCF',
      detail:
        'The ICVs of the UE verify under the keys that the USIM given computes; ck and ik that the network gave for the same challenge are others.',
      frames: framesOf(uplinkOf(one).flatMap(sa => sa.frames)),
      confidence: 'certain',
      advice:
        'AUTN is right, so K and OPc agree; CK and IK are not: compare c and r of Milenage, the algorithm (Milenage or TUAK), and whether AKAv2 keys are derived twice or not at all.',
      settle: null,
    };
  }
  return null;
}

function givenOut({ challenged }: SetFacts): readonly KeyMaterial[] {
  return challenged?.challenge?.keys ?? [];
}
