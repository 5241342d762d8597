import { groupedBy } from '../../bytes/tables/grouped-by.ts';
import type { StepMark, TimelineStep } from '../../model/diagnosis.ts';
import type { KeyMaterial, SaSet } from '../../model/security-association.ts';
import { type DigestParameters, takenChallenge } from '../../sip/digest.ts';
import { ipsecMechanisms, type SecurityMechanism } from '../../sip/security-agreement.ts';
import type { AttemptFacts, LegNotes, RegistrationCase } from '../cases/case.ts';
import { attemptAfter } from '../evidence/evidence.ts';
import { isNothingOffered, mechanismText } from '../evidence/mechanisms.ts';
import type { SipNote } from '../journal/notes.ts';
import { sizeText, stepOf, timesText, wayOf } from './steps.ts';

/** The steps of one REGISTER: the request on Gm and Mw, the challenge or final response, the agreement. */
export function attemptSteps(subject: RegistrationCase, facts: AttemptFacts): TimelineStep[] {
  const { gm, mw } = facts;
  return [
    ...gmRequestSteps(facts),
    ...mwRequestSteps(facts),
    ...finalSteps(subject, facts, mw, 'core to P-CSCF'),
    ...finalSteps(subject, facts, gm, 'P-CSCF to UE'),
    ...agreementSteps(subject, facts),
  ];
}

/** REGISTERs and responses that were decrypted but have a bad ICV: one step per CSeq and status. */
export function unverifiedSteps({ unverified }: RegistrationCase): TimelineStep[] {
  const groups = groupedBy(unverified, note => {
    const { message } = note;
    const what = message.method ?? `${message.status} to REGISTER`;
    return `${what} ${message.cseq?.number ?? '?'} ${wayOf(note)}`;
  });
  return [...groups].map(([name, notes]) => {
    const [first] = notes as [SipNote];
    const where = first.message.method === null ? 'P-CSCF to UE' : 'UE to P-CSCF';
    return stepOf('request', 'bad', first, notes, `${where}: ${name}${timesText(notes.length)}`);
  });
}

function gmRequestSteps(facts: AttemptFacts): TimelineStep[] {
  const { requests } = facts.gm;
  const [first] = requests;
  if (first === undefined) return [];
  const text = `UE to P-CSCF: ${nameText(facts)}${sizeText(first)} ${wayOf(first)}${aboutText(facts)}${timesText(requests.length)}`;
  return [stepOf('request', requestMark(facts), first, requests, text)];
}

/** Each hop of the core sends the request once; more on one hop are retransmissions. */
function mwRequestSteps({ attempt, mw }: AttemptFacts): TimelineStep[] {
  const [first] = mw.requests;
  if (first === undefined) return [];
  const text = `P-CSCF to core: REGISTER ${attempt.cseq} forwarded${sizeText(first)}${timesText(mostOfOneHop(mw.requests))}`;
  return [stepOf('request', 'plain', first, mw.requests, text)];
}

function mostOfOneHop(notes: readonly SipNote[]): number {
  const hops = groupedBy(notes, ({ source, destination }) => `${source} ${destination}`);
  return [...hops.values()].reduce((most, { length }) => Math.max(most, length), 0);
}

function nameText({ attempt }: AttemptFacts): string {
  return `${attempt.expires === 0 ? 'de-registration ' : ''}REGISTER ${attempt.cseq}`;
}

/** What the request is about: an answer to a challenge, or a resynchronisation; empty for a first REGISTER. */
function aboutText({ attempt, authorization }: AttemptFacts): string {
  if (attempt.resynchronisation)
    return `: auts (SQN out of range) for nonce ${shortNonce(attempt.answeredNonce)}`;
  if (attempt.answeredNonce === null) return '';
  const { response } = attempt;
  const verdict = response === null ? '' : response === 'confirmed' ? ', response right' : ', response WRONG';
  const qop = authorization?.qop ? `, qop ${authorization.qop}` : '';
  return `: answers nonce ${shortNonce(attempt.answeredNonce)}${qop}${verdict}`;
}

function requestMark({ attempt, gm }: AttemptFacts): StepMark {
  if (attempt.response === 'wrong') return 'bad';
  if (attempt.resynchronisation || gm.requests.length > 1) return 'odd';
  return gm.requests[0]?.protection?.icv === 'good' ? 'good' : 'plain';
}

function finalSteps(
  subject: RegistrationCase,
  facts: AttemptFacts,
  leg: LegNotes,
  where: string,
): TimelineStep[] {
  const finals = leg.responses.filter(({ message }) => (message.status ?? 0) >= 200);
  const [first] = finals;
  if (first === undefined) return [];
  const status = first.message.status ?? 0;
  const what = status === 401 ? challengeText(subject, facts, leg) : status < 300 ? expiresText(facts) : '';
  const way = leg === facts.gm ? ` ${wayOf(first)}` : '';
  const text = `${where}: ${quotedStatus(first)}${status === 401 || status === 407 ? sizeText(first) : ''}${way}${what}${timesText(mostOfOneHop(finals))}`;
  return [
    stepOf('response', facts.attempt.outvoted === true ? 'odd' : finalMark(status), first, finals, text),
  ];
}

/** `401 "Unauthorized"`: the quotes show where the words of the CSCF end. */
function quotedStatus({ message }: SipNote): string {
  return `${message.status}${message.reason ? ` "${message.reason}"` : ''}`;
}

function finalMark(status: number): StepMark {
  if (status < 300) return 'good';
  return status === 401 || status === 407 ? 'plain' : 'bad';
}

function challengeText(subject: RegistrationCase, facts: AttemptFacts, leg: LegNotes): string {
  const [digest, all] =
    leg === facts.gm ? [facts.gmChallenge, facts.gmChallenges] : [facts.mwChallenge, facts.mwChallenges];
  if (digest === null) return '';
  const keys = all.some(({ ck, ik }) => ck !== null && ik !== null) ? ', with ck and ik' : '';
  return `: ${severalText(all, attemptAfter(subject, facts))}${algorithmText(digest)}, nonce ${shortNonce(digest.nonce)}${keys}${autnText(facts)}`;
}

/** Names all challenges if there are several, and which one the answer takes; the one that counts follows. */
function severalText(all: readonly DigestParameters[], next: AttemptFacts | null): string {
  if (all.length < 2) return '';
  const answer = next?.authorization ?? null;
  const isTaken = answer !== null && takenChallenge(all, answer) !== null;
  const names = all.map(algorithmText).join(', ');
  return `${all.length} challenges (${names}), ${isTaken ? 'the UE takes ' : 'one of them '}`;
}

function algorithmText({ algorithm }: DigestParameters): string {
  return algorithm ?? 'no algorithm';
}

function autnText({ challenge }: AttemptFacts): string {
  const autn = challenge?.autn ?? null;
  if (autn === null) return '';
  return autn.macGood ? ', AUTN right' : ', AUTN WRONG for the given USIM';
}

function expiresText({ attempt }: AttemptFacts): string {
  if (attempt.outcome === 'deregistered') return ': de-registered';
  return attempt.expires === null ? '' : `: registered for ${attempt.expires} s`;
}

/** What the UE offered and what the P-CSCF chose. */
function agreementSteps({ sets }: RegistrationCase, facts: AttemptFacts): TimelineStep[] {
  const { securityClient, securityServer, gmFinal, gmChallenge } = facts;
  if (gmFinal === null || gmChallenge === null || securityServer.length === 0) return [];
  const chosen = [...new Set(securityServer.map(mechanismText))];
  const offered = [...new Set(securityClient.map(mechanismText))];
  const isOffered = chosen.some(one => offered.includes(one)) && !isNothingOffered(facts);
  const made = sets.find(set => set.challenged === facts);
  const isForIpsec = ipsecMechanisms(securityServer).length > 0;
  const parts = [
    `agreement: UE offers ${listText(offered)}, P-CSCF chooses ${listText(chosen)}${isOffered ? '' : ' (not offered)'}`,
    ...endTexts('UE', securityClient),
    ...endTexts('P-CSCF', securityServer),
    made !== undefined
      ? `creates SA set ${made.set.id} (${keysText(made.set)})`
      : isForIpsec
        ? 'no SAs created'
        : 'no IPsec agreed',
  ];
  const mark = (made === undefined && isForIpsec) || !isOffered ? 'odd' : 'plain';
  return [stepOf('agreement', mark, gmFinal, [gmFinal], parts.join('; '))];
}

/** The source of the key that verified, or of the first key to be tried. */
function keysText({ key, keys }: SaSet): string {
  const source = (key ?? keys[0])?.source;
  return source === undefined ? 'no key' : KEY_SOURCES[source];
}

const KEY_SOURCES: Readonly<Record<KeyMaterial['source'], string>> = {
  '401': 'keys from a 401',
  maa: 'keys from the HSS',
  usim: 'keys from the USIM',
  file: 'given keys',
};

/** SPIs and ports with the names of the headers; empty without ipsec-3gpp. */
function endTexts(who: string, mechanisms: readonly SecurityMechanism[]): string[] {
  if (mechanisms.length === 0) return [`${who} without Security-Client`];
  const [first] = ipsecMechanisms(mechanisms);
  if (first === undefined) return [];
  const { spiC, spiS, portC, portS } = first;
  return [`${who} spi-c=${spiC ?? '?'} spi-s=${spiS ?? '?'} port-c=${portC ?? '?'} port-s=${portS ?? '?'}`];
}

function listText(names: readonly string[]): string {
  if (names.length === 0) return 'nothing';
  return names.length > 3 ? `${names.length} mechanisms` : names.join(', ');
}

/** The beginning of a nonce: enough to tell challenges apart. */
function shortNonce(nonce: string | null): string {
  if (nonce === null) return 'none';
  return nonce.length > 12 ? `${nonce.slice(0, 8)}…` : nonce;
}
