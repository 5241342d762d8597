import { keyName } from '../ipsec/crypto/key-pool.ts';
import type { KeyFile, KeyFileIssue } from '../model/key-file.ts';
import type { NonceKey } from '../model/security-association.ts';
import { type DigestParameters, parseChallenges } from '../sip/digest.ts';

/**
 * Reads the keys that a Kamailio P-CSCF logs together with their challenge: `Old header - WWW-Authenticate=Digest
 * realm="…", nonce="…", algorithm=AKAv1-MD5, ck="…", ik="…", …`. Any text may precede the header. Each line is read
 * alone, so SIP messages printed in full do no harm. Quotes may be escaped, as in JSON logs.
 *
 * @param text latin1, or any text.
 */
export function parsePcscfLog(text: string): KeyFile<NonceKey> {
  const keys = new Map<string, NonceKey>();
  const issues: KeyFileIssue[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const value = CHALLENGE.exec(line.replaceAll('\\"', '"'))?.[1];
    if (value === undefined || !HAS_KEY.test(value)) continue;
    for (const challenge of parseChallenges([value])) {
      const { parameters } = challenge;
      if (!parameters.has('ck') && !parameters.has('ik')) continue;
      const key = keyOf(challenge);
      if (typeof key === 'string') issues.push({ place: `line ${index + 1}`, kind: 'wrong', reason: key });
      else keys.set(`${key.nonce} ${keyName(key)}`, key);
    }
  }
  if (keys.size + issues.length === 0)
    issues.push({ place: '', kind: 'wrong', reason: 'expected WWW-Authenticate with ck and ik, found none' });
  return { entries: [...keys.values()], issues };
}

/** The keys of a challenge with their nonce, or the reason why it has none. */
function keyOf({ ck, ik, nonce, parameters }: DigestParameters): NonceKey | string {
  const malformed = (['ck', 'ik'] as const).find(
    name => parameters.has(name) && (name === 'ck' ? ck : ik) === null,
  );
  if (nonce === null || nonce === '') return 'nonce: missing beside ck and ik';
  if (malformed !== undefined)
    return `${malformed}: expected 32 hex digits, found ${parameters.get(malformed)?.length} characters`;
  if (ck === null || ik === null) return `${ck === null ? 'ck' : 'ik'}: missing beside the other key`;
  return { nonce, ck, ik, source: 'file' };
}

/** The name of the header, as in SIP and in log lines, and its value. */
const CHALLENGE = /(?:WWW|Proxy)-Authenticate\s*[=:]\s*(Digest\b.*)/i;

const HAS_KEY = /[\s,](?:ck|ik)\s*=/i;
