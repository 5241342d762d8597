import { keyName } from '../ipsec/crypto/key-pool.ts';
import type { NonceKey } from '../model/security-association.ts';
import { parseChallenge } from '../sip/digest.ts';

/** What a log of a P-CSCF shows of keys. */
export interface PcscfLog {
  readonly keys: readonly NonceKey[];
  /** Lines with `ck` or `ik` of which nothing can be made. The reasons never hold a key. */
  readonly wrong: readonly { readonly line: number; readonly reason: string }[];
}

/**
 * Reads the keys that a Kamailio P-CSCF logs with the challenge that it takes them out of:
 * `Old header - WWW-Authenticate=Digest realm="…", nonce="…", algorithm=AKAv1-MD5, ck="…", ik="…", …`. Whatever stands
 * before the header does not matter, and neither do SIP messages printed whole: only one line is looked at at a time.
 * Quotes may be escaped, as in logs made of JSON.
 *
 * @param text latin1, or any text.
 */
export function parsePcscfLog(text: string): PcscfLog {
  const keys = new Map<string, NonceKey>();
  const wrong: { line: number; reason: string }[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const value = CHALLENGE.exec(line.replaceAll('\\"', '"'))?.[1];
    if (value === undefined || !HAS_KEY.test(value)) continue;
    const { ck, ik, nonce, parameters } = parseChallenge(value);
    const refuse = (reason: string) => wrong.push({ line: index + 1, reason });
    const malformed = (['ck', 'ik'] as const).find(
      name => parameters.has(name) && (name === 'ck' ? ck : ik) === null,
    );
    if (nonce === null || nonce === '') refuse('ck and ik have no nonce beside them');
    else if (malformed !== undefined)
      refuse(
        `${malformed}: 32 hex digits were expected, ${parameters.get(malformed)?.length} characters were found`,
      );
    else if (ck === null || ik === null)
      refuse(`${ck === null ? 'ck' : 'ik'} is missing beside the other key`);
    else {
      const key: NonceKey = { nonce, ck, ik, source: 'file' };
      keys.set(`${nonce} ${keyName(key)}`, key);
    }
  }
  return { keys: [...keys.values()], wrong };
}

/** The name of the header, as SIP has it and as log lines have it, and its value. */
const CHALLENGE = /(?:WWW|Proxy)-Authenticate\s*[=:]\s*(Digest\b.*)/i;

const HAS_KEY = /[\s,](?:ck|ik)\s*=/i;
