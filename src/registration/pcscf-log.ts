import { keyName } from '../ipsec/crypto/key-pool.ts';
import type { KeyFile, KeyFileIssue } from '../model/key-file.ts';
import type { NonceKey } from '../model/security-association.ts';
import { parseChallenge } from '../sip/digest.ts';

/**
 * Reads the keys that a Kamailio P-CSCF logs with the challenge that it takes them out of:
 * `Old header - WWW-Authenticate=Digest realm="…", nonce="…", algorithm=AKAv1-MD5, ck="…", ik="…", …`. Whatever stands
 * before the header does not matter, and neither do SIP messages printed whole: only one line is looked at at a time.
 * Quotes may be escaped, as in logs made of JSON.
 *
 * @param text latin1, or any text.
 */
export function parsePcscfLog(text: string): KeyFile<NonceKey> {
  const keys = new Map<string, NonceKey>();
  const issues: KeyFileIssue[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const value = CHALLENGE.exec(line.replaceAll('\\"', '"'))?.[1];
    if (value === undefined || !HAS_KEY.test(value)) continue;
    const { ck, ik, nonce, parameters } = parseChallenge(value);
    const refuse = (reason: string) => issues.push({ place: `line ${index + 1}`, kind: 'wrong', reason });
    const malformed = (['ck', 'ik'] as const).find(
      name => parameters.has(name) && (name === 'ck' ? ck : ik) === null,
    );
    if (nonce === null || nonce === '') refuse('nonce: missing beside ck and ik');
    else if (malformed !== undefined)
      refuse(`${malformed}: expected 32 hex digits, found ${parameters.get(malformed)?.length} characters`);
    else if (ck === null || ik === null) refuse(`${ck === null ? 'ck' : 'ik'}: missing beside the other key`);
    else {
      const key: NonceKey = { nonce, ck, ik, source: 'file' };
      keys.set(`${nonce} ${keyName(key)}`, key);
    }
  }
  if (keys.size + issues.length === 0)
    issues.push({ place: '', kind: 'wrong', reason: 'expected WWW-Authenticate with ck and ik, found none' });
  return { entries: [...keys.values()], issues };
}

/** The name of the header, as SIP has it and as log lines have it, and its value. */
const CHALLENGE = /(?:WWW|Proxy)-Authenticate\s*[=:]\s*(Digest\b.*)/i;

const HAS_KEY = /[\s,](?:ck|ik)\s*=/i;
