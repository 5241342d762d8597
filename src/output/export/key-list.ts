import type { KeyEntry } from '../../aka/key-file.ts';
import { spiText, toHex } from '../../bytes/hex.ts';
import { printableJson } from '../../bytes/printable.ts';
import type { Challenge, Registration } from '../../model/registration.ts';
import type { KeyMaterial, SaSet } from '../../model/security-association.ts';

/** The results that may have keys. */
interface KeyFindings {
  readonly sets: readonly SaSet[];
  readonly registrations: readonly Registration[];
  readonly challenges: readonly Challenge[];
}

/** All CK and IK of the capture in the format of `--keys`, and one line for each set that is left out. */
interface KeyList {
  /** JSON: `[{"impi":"…","nonce":"…","ck":"hex","ik":"hex"}]`. Holds keys. */
  readonly text: string;
  readonly count: number;
  readonly left: readonly string[];
}

/**
 * Collects the keys that an ICV has proved, and the keys of challenges unless packets contradict them. A set without a
 * nonce, learnt in mid-session, is identified by its SPIs.
 */
export function keyList(findings: KeyFindings): KeyList {
  const { sets, challenges } = findings;
  const impiOf = identities(findings);
  const entries = new Map<string, KeyEntry>();
  const left: string[] = [];
  const add = (selector: Omit<KeyEntry, 'ck' | 'ik'>, key: KeyMaterial) => {
    const entry = { ...selector, ck: toHex(key.ck), ik: toHex(key.ik) };
    entries.set(printableJson(entry), entry);
  };
  const contradicted = new Set<string>();
  for (const set of sets) {
    const { nonce, key } = set;
    const who = impiOf(set);
    const impi = who === null ? {} : { impi: who };
    if (key === null) {
      const reason = unprovedReason(set);
      if (reason === null) continue;
      left.push(`set ${set.id}: ${reason}`);
      if (nonce !== null) contradicted.add(nonce);
    } else if (nonce !== null) add({ ...impi, nonce }, key);
    else for (const { spi } of set.sas) add({ ...impi, spi: spiText(spi) }, key);
  }
  const done = new Set([...entries.values()].map(({ nonce }) => nonce));
  for (const { nonce, keys } of challenges) {
    if (done.has(nonce) || contradicted.has(nonce)) continue;
    const impi = impiOf(nonce);
    for (const key of keys) add({ ...(impi === null ? {} : { impi }), nonce }, key);
  }
  const lines = [...entries.keys()].map(entry => `  ${entry}`);
  return { text: lines.length === 0 ? '[]\n' : `[\n${lines.join(',\n')}\n]\n`, count: lines.length, left };
}

/** The reason why a set without a proved key is left out; null if it has no key at all. */
function unprovedReason({ sas, keys }: SaSet): string | null {
  if (sas.some(({ given }) => given !== null)) return 'the keys of a given SA do not show CK and IK';
  if (keys.length === 0) return null;
  const isContradicted = sas.some(({ icvBad, implausible }) => icvBad + implausible > 0);
  return isContradicted ? 'its packets contradict the key' : null;
}

/** Private identities by set or by nonce. */
function identities({ registrations }: KeyFindings): (about: SaSet | string) => string | null {
  const known = new Map<SaSet | string, string>();
  for (const { impi, sets, attempts } of registrations) {
    if (impi === null) continue;
    for (const set of sets) known.set(set, impi);
    for (const { challengeNonce } of attempts) if (challengeNonce !== null) known.set(challengeNonce, impi);
  }
  return about => known.get(about) ?? null;
}
