import { akaDigestAlgorithm, akav2Password, digestResponse } from '../aka/digest-response.ts';
import type { Attempt, Challenge, ResponseForm, ResponseVerdict } from '../model/registration.ts';
import type { DigestParameters } from '../sip/digest.ts';
import type { SipMessage } from '../sip/message.ts';
import type { ChallengeStore } from './challenge-store.ts';
import { keptText } from './kept-text.ts';
import type { KeyBook } from './key-book.ts';
import type { UsimAnswer } from './usim-answers.ts';

/** The RES to one challenge, as far as it is known. */
export interface KnownResponse {
  /** RES or XRES. */
  readonly res: Uint8Array;
  /** Keys that AKAv2 also uses; null if unknown. */
  readonly keys: { readonly ck: Uint8Array; readonly ik: Uint8Array } | null;
  /** Do other answers of the HSS say something else? Then it may be forged. */
  readonly isContradicted: boolean;
  /** Are these the keys of the USIM? An HSS may have derived others from them (RFC 4169 §3). */
  readonly ofUsim: boolean;
}

/** The RES to a challenge according to USIM and HSS. */
export function knownResponses(usim: UsimAnswer | null, challenge: Challenge | null): KnownResponse[] {
  const known: KnownResponse[] = [];
  if (usim !== null)
    known.push({ res: usim.answer.res, keys: usim.key, isContradicted: false, ofUsim: true });
  if (challenge === null || challenge.xres === null) return known;
  const { xres, otherXres } = challenge;
  const isContradicted = otherXres.length > 0;
  const keys = challenge.keys.length === 0 ? [null] : challenge.keys;
  for (const res of [xres, ...otherXres])
    for (const one of keys) known.push({ res, keys: one, isContradicted, ofUsim: false });
  return known;
}

/** The request with the answer. */
export interface AnsweringRequest {
  readonly method: string;
  readonly body: Uint8Array;
}

const NO_PASSWORD = new Uint8Array(0);

/**
 * Is the `response` of an Authorization the one that follows from RES (RFC 3310 §3.3, RFC 4169 §3)? With `auts` the
 * password is empty (RFC 3310 §3.4), so no RES is needed. Null if it cannot be checked.
 *
 * @param algorithm of the challenge, used if the answer names none.
 */
export function checkResponse(
  digest: DigestParameters,
  algorithm: string | null,
  request: AnsweringRequest,
  known: readonly KnownResponse[],
): ResponseVerdict | null {
  const { username, realm, nonce, uri, response, auts } = digest;
  const aka = akaDigestAlgorithm(digest.algorithm ?? algorithm ?? '');
  if (aka === null || username === null || realm === null || nonce === null || uri === null) return null;
  if (response === null || response === '') return null;
  const { qop, nc, cnonce } = digest;
  const input = { username, realm, nonce, uri, qop: qop === '' ? null : qop, nc, cnonce, ...request };
  const isRight = (password: Uint8Array) =>
    digestResponse(input, password, aka.hash) === response.toLowerCase();

  if (auts !== null && auts !== '') return isRight(NO_PASSWORD) ? 'confirmed' : 'wrong';
  let certain = false;
  let tried: Uint8Array | null = null;
  for (const { res, keys, isContradicted, ofUsim } of known) {
    // Only AKAv2 makes a password of RES and keys.
    if (aka.version === 2 ? keys === null : res === tried) continue;
    tried = res;
    const password = aka.version === 1 || keys === null ? res : akav2Password({ res, ...keys }, aka.hash);
    if (isRight(password)) return 'confirmed';
    certain ||= (aka.version === 1 && !isContradicted) || ofUsim;
  }
  return certain ? 'wrong' : null;
}

const FORMS: readonly ResponseForm[] = ['none', 'auth', 'auth-int'];

/** The form in which one of the known RES gives the `response`, whatever the header says of qop; null if none does. */
export function formOfResponse(
  digest: DigestParameters,
  algorithm: string | null,
  request: AnsweringRequest,
  known: readonly KnownResponse[],
): ResponseForm | null {
  const isOfForm = (form: ResponseForm) =>
    checkResponse({ ...digest, qop: form === 'none' ? null : form }, algorithm, request, known) ===
    'confirmed';
  return FORMS.find(isOfForm) ?? null;
}

/** Compares the answer of a REGISTER with RES from USIM and HSS, and reads AUTS. */
export function judgeAnswer(
  digest: DigestParameters,
  message: SipMessage,
  attempt: Attempt,
  { keyBook, challenges }: { readonly keyBook: KeyBook; readonly challenges: ChallengeStore },
): void {
  const { nonce, auts } = digest;
  if (nonce === null || nonce === '' || attempt.response !== null) return;
  const usim = keyBook.hasUsims ? keyBook.usimAnswer(nonce, keptText(digest.username)) : null;
  const challenge = challenges.get(nonce);
  if (auts !== null) attempt.sqnMs ??= usim?.sqnMs(auts) ?? null;
  const body = message.bytes.subarray(message.bodyStart);
  const algorithm = challenge?.algorithm ?? null;
  const known = knownResponses(usim, challenge);
  attempt.responseForm = null;
  if (known.length === 0 && !auts) return;
  const request = { method: 'REGISTER', body };
  attempt.response = checkResponse(digest, algorithm, request, known);
  attempt.responseForm = formOfResponse(digest, algorithm, request, known);
}
