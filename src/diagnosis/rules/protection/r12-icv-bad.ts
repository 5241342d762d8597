import { isSameKey } from '../../../ipsec/crypto/key-pool.ts';
import type { FrameReference } from '../../../model/capture.ts';
import type { KeyMaterial } from '../../../model/security-association.ts';
import { challengesIn } from '../../../sip/digest.ts';
import type { AttemptFacts, RegistrationCase, SetFacts } from '../../cases/case.ts';
import { isHeard, packetsOf, uplinkOf } from '../../evidence/evidence.ts';
import type { SaActivity } from '../../journal/esp-activity.ts';
import { framesOf, inFrameOrder } from '../../journal/notes.ts';
import type { Hit, RegistrationRule } from '../rule.ts';

/**
 * TS 33.203 §7.3.1.1: a wrong IK shows as a time-out, never as a SIP error: the P-CSCF drops packets with a bad ICV
 * (https://github.com/herlesupreeth/docker_open5gs/issues/542).
 */
export const icvBad: RegistrationRule = {
  about: 'registration',
  id: 'R12',
  title: "No known key verifies the UE's ICVs",
  term: 'ICV failure, wrong IK, ESP checksum error',
  evidence:
    'ESP of the UE under the SPIs of the agreement has ICVs that no known key and algorithm of the agreement verifies (perhaps a key of another challenge does). Or only keys computed from the given USIM verify them, and these do not match the keys of the S-CSCF.',
  severity: 'error',
  advice:
    'Compare K, OPc and the algorithm (c and r of Milenage) of HSS and USIM: the USIM accepted AUTN, but its IK does not match that of the P-CSCF. Check whether the UE answered an earlier challenge, or the P-CSCF kept the keys of an earlier one (ip xfrm state).',
  settle:
    'Run `ip -s xfrm state` and read /proc/net/xfrm_stat at the P-CSCF (XfrmInStateProtoError counts bad ICVs). Give K and OPc with --usim to compute the IK of the USIM.',
  certain:
    'Every ESP packet of the UE under these SPIs has a bad ICV under each key of its challenge, of which none was dropped, and no fragment of them is in doubt. Or keys from the given USIM verify the ICVs, and those of the network do not.',
  check: subject => underNone(subject) ?? underOthers(subject),
};

function underNone(subject: RegistrationCase): Hit | null {
  const set = subject.sets.find(one => uplinkOf(one).some(sa => sa.bad > 0));
  if (set === undefined) return null;
  const bad = uplinkOf(set);
  const count = bad.reduce((sum, sa) => sum + sa.bad, 0);
  const all = packetsOf(bad);
  const good = bad.reduce((sum, { sa }) => sum + sa.icvGood, 0);
  const other = otherChallenge(subject, set, bad);
  if (good > 0 && other === null) return someBad(bad, count, all, good);
  const keys = set.set.keys.length;
  const hit: Hit = {
    detail: `${count} of ${all} ESP packets from the UE have a bad ICV: ${keys === 1 ? 'the key of this agreement does not verify it' : `none of the ${keys} keys of this agreement verifies it`}, with any algorithm.`,
    frames: framesOf(bad.flatMap(sa => sa.badFrames)),
    confidence: 'certain',
    severity: count === all ? 'error' : 'warning',
  };
  if (other === null) {
    const detail = `${hit.detail}${otherAnswerText(set)}${usimText(set)}`;
    return mayBeMixed(subject, bad, count)
      ? { ...hit, detail: `${detail} ${MIXED}`, confidence: 'likely' }
      : { ...hit, detail };
  }
  return {
    ...hit,
    title: 'The UE uses the keys of another challenge',
    detail: `${hit.detail} The key of the challenge in frame ${other.frame.frame} does: the UE answered that one.`,
    frames: inFrameOrder([other.frame, ...hit.frames]),
    advice:
      'Find out why there are two challenges: a REGISTER was repeated and challenged twice, or a 401 was lost on the way to the UE. UE and P-CSCF hold the keys of different 401s. See the key of the P-CSCF with `ip xfrm state`.',
    settle: null,
  };
}

/** Were all these packets put together from fragments, where some contradict each other or are left over? */
function mayBeMixed(
  { capture, ueAddresses }: RegistrationCase,
  uplink: readonly SaActivity[],
  bad: number,
): boolean {
  const fragmented = uplink.reduce((sum, sa) => sum + sa.fragmented, 0);
  if (fragmented < bad) return false;
  return capture.fragmentConflicts > 0 || capture.incomplete.some(({ source }) => ueAddresses.has(source));
}

const MIXED =
  'They came in fragments, and the capture has fragments that contradict them or are left over: one that was forged or belongs to another packet makes the ICV bad.';

/** The key is right where it verifies a share: the others were sent or changed by somebody who has no key. */
function someBad(uplink: readonly SaActivity[], bad: number, all: number, good: number): Hit {
  return {
    title: 'Some ESP packets under the SPIs of the UE have a bad ICV',
    detail: `${bad} of ${all} ESP packets from the UE have a bad ICV, and its key verifies ${good}: the key is right, and the others are junk, or were damaged on the way.`,
    frames: framesOf(uplink.flatMap(sa => sa.badFrames)),
    confidence: 'likely',
    severity: 'warning',
    advice:
      'Find the sender of these packets: compare their TTL, IP identification and sequence numbers with those that verify. A receiver drops them (XfrmInStateProtoError counts them), so the registration does not suffer.',
    settle:
      'Capture at the UE too: packets that the UE did not send were forged, those that differ were damaged.',
  };
}

/** At most this many keys of neighbouring challenges are tried on a packet. */
const KEYS_TRIED = 16;

/** The earlier or later challenge of the same UE whose key verifies the ICV; null if there is none. */
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
    .flatMap(({ message, file, frame }) =>
      challengesIn(message).flatMap(({ ck, ik }) =>
        ck === null || ik === null ? [] : [{ ck, ik, source: '401' as const, frame: { file, frame } }],
      ),
    );
  return [...known, ...shown];
}

/** Only the first few responses of a REGISTER are read: endless retransmissions add nothing. */
const RESPONSES_READ = 8;

/** A key with the first frame of its challenge. */
interface ChallengeKey extends KeyMaterial {
  readonly frame: FrameReference;
}

/** If the REGISTER inside can be read in spite of its bad ICV, it shows which challenge it answers. */
function otherAnswerText({ set, answer }: SetFacts): string {
  const nonce = answer?.attempt.answeredNonce ?? null;
  if (nonce === null || set.nonce === null || nonce === set.nonce) return '';
  return ' The REGISTER inside answers a different challenge.';
}

function usimText({ challenged }: SetFacts): string {
  return challenged?.challenge?.autn?.macGood === true
    ? ' AUTN matches the given USIM keys, but their IK does not verify the ICVs: the UE holds another USIM, or the packets were changed on the way.'
    : '';
}

/** HSS and USIM agree on AUTN (f1), but not on CK and IK (f3 and f4). */
function underOthers({ sets }: RegistrationCase): Hit | null {
  for (const one of sets) {
    const { key } = one.set;
    const given = givenOut(one);
    if (key === null || given.length === 0 || key.source !== 'usim' || !isHeard(one)) continue;
    if (given.some(known => isSameKey(known, key))) continue;
    return {
      title: 'The keys of the UE do not match those that the S-CSCF gave to the P-CSCF',
      detail:
        'Keys computed from the given USIM verify the ICVs of the UE. They do not match ck and ik that the network gave for the same challenge.',
      frames: framesOf(uplinkOf(one).flatMap(sa => sa.frames)),
      confidence: 'certain',
      advice:
        'Compare c and r of Milenage and the algorithm (Milenage or TUAK) of HSS and USIM. Check that AKAv2 keys are derived exactly once. K and OPc match, as AUTN is right, but CK and IK do not.',
      settle: null,
    };
  }
  return null;
}

function givenOut({ challenged }: SetFacts): readonly KeyMaterial[] {
  return challenged?.challenge?.keys ?? [];
}
