import { akaDigestAlgorithm, digestResponse } from '../../../aka/digest-response.ts';
import { fromBase64, toBase64 } from '../../../bytes/base64.ts';
import { fromHex, toHex } from '../../../bytes/hex.ts';
import { fromLatin1 } from '../../../bytes/latin1.ts';
import { BoundedMap } from '../../../bytes/tables/bounded-map.ts';
import type { Mapping } from '../names/mapping.ts';
import { withoutNames } from '../names/names.ts';

/** The message that carries digest parameters: before and after its replacement. */
export interface DigestMessage {
  readonly method: string;
  readonly body: string;
  readonly shownBody: string;
}

/**
 * Challenges and answers of a digest with other octets, so that what matched still matches: a nonce and the vector of the
 * HSS get the same replacement, and an answer that was right for XRES is right for the replaced XRES.
 */
export class Digests {
  readonly #mapping: Mapping;
  /** XRES in hex by challenge (RAND‖AUTN) in hex. */
  readonly #expected = new BoundedMap<string, string>(MOST_CHALLENGES);

  constructor(mapping: Mapping) {
    this.#mapping = mapping;
  }

  /** Learns the answer that the HSS expects to a challenge: both as they were. */
  expect(challenge: Uint8Array, xres: Uint8Array): void {
    this.#expected.set(toHex(challenge), toHex(xres));
  }

  /** The value of Authorization, WWW-Authenticate or the like, with all that it has replaced. */
  header(value: string, message: DigestMessage): string {
    const before = new Map<string, string>();
    const after = new Map<string, string>();
    const shown = value.replace(PARAMETER, (_, name: string, between: string, written: string) => {
      const key = name.toLowerCase();
      const bare = written.replace(/^"|"$/g, '');
      const replaced = this.#parameter(key, bare);
      before.set(key, bare);
      after.set(key, replaced);
      return `${name}${between}${written.replace(bare, () => replaced)}`;
    });
    const response = this.#response(before, after, message);
    const old = after.get('response');
    return response === null || old === undefined || old === '' ? shown : shown.replace(old, response);
  }

  #parameter(name: string, value: string): string {
    if (KEPT.has(name)) return value;
    if (name === 'nonce' || name === 'auts') return this.#base64(value);
    return HEX.has(name) ? this.#hex(value) : withoutNames(value, this.#mapping);
  }

  #base64(text: string): string {
    const octets = text.length < SHORTEST_BASE64 ? null : fromBase64(text);
    if (octets === null) return withoutNames(text, this.#mapping);
    this.#mapping.octets(octets);
    const mapped = toBase64(octets);
    return text.includes('-') || text.includes('_') || mapped.length !== text.length
      ? mapped.slice(0, text.length)
      : mapped;
  }

  #hex(text: string): string {
    const octets = fromHex(text);
    if (octets === null || octets.length === 0) return withoutNames(text, this.#mapping);
    this.#mapping.octets(octets);
    return /[A-F]/.test(text) ? toHex(octets).toUpperCase() : toHex(octets);
  }

  /** The answer to the replaced challenge, if the answer to the original one was right; otherwise null. */
  #response(
    before: ReadonlyMap<string, string>,
    after: ReadonlyMap<string, string>,
    { method, body, shownBody }: DigestMessage,
  ): string | null {
    const hash = akaDigestAlgorithm(before.get('algorithm') ?? 'AKAv1-MD5')?.hash ?? 'md5';
    const given = before.get('response')?.toLowerCase();
    const nonce = before.get('nonce');
    if (given === undefined || nonce === undefined) return null;
    const passwords = this.#passwords(nonce, before.has('auts'));
    for (const [password, mapped] of passwords)
      for (const qop of [before.get('qop') ?? null, null, 'auth', 'auth-int']) {
        const answer = (from: ReadonlyMap<string, string>, content: string, secret: Uint8Array) =>
          digestResponse(
            {
              username: from.get('username') ?? '',
              realm: from.get('realm') ?? '',
              nonce: from.get('nonce') ?? '',
              uri: from.get('uri') ?? '',
              method,
              qop,
              nc: from.get('nc') ?? null,
              cnonce: from.get('cnonce') ?? null,
              body: fromLatin1(content),
            },
            secret,
            hash,
          );
        if (answer(before, body, password) === given) return answer(after, shownBody, mapped);
      }
    return null;
  }

  /** Passwords that the answer may have been made with, each with its replacement (RFC 3310 §3.3, §3.4). */
  #passwords(nonce: string, hasAuts: boolean): (readonly [Uint8Array, Uint8Array])[] {
    const empty = new Uint8Array(0);
    if (hasAuts) return [[empty, empty]];
    const challenge = fromBase64(nonce)?.slice(0, CHALLENGE_LENGTH);
    const xres = challenge === undefined ? undefined : this.#expected.get(toHex(challenge));
    if (xres === undefined) return [];
    const octets = fromHex(xres) as Uint8Array;
    const mapped = octets.slice();
    this.#mapping.octets(mapped);
    return [[octets, mapped]];
  }
}

/** Challenges whose XRES is kept: an answer comes within seconds. */
const MOST_CHALLENGES = 10_000;
const CHALLENGE_LENGTH = 32;
/** AUTS has 14 octets. */
const SHORTEST_BASE64 = 18;
const PARAMETER = /([A-Za-z][-\w]{0,40})(\s{0,9}=\s{0,9})("[^"]*"|[^",\s]+)/g;
const HEX: ReadonlySet<string> = new Set(['response', 'rspauth', 'ck', 'ik']);
const KEPT: ReadonlySet<string> = new Set(['qop', 'nc', 'algorithm', 'stale', 'integrity-protected']);
