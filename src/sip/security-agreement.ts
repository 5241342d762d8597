import { addTo } from '../bytes/tables/add-to.ts';
import type { EncryptionAlgorithm, IntegrityAlgorithm } from '../model/security-association.ts';
import { parameterOf, splitCommas, splitSemicolons, trimBlanks } from './header-value.ts';

/**
 * One mechanism of Security-Client, Security-Server or Security-Verify (RFC 3329 §2.2, TS 33.203 Annex H).
 *
 * SPIs and ports are those at which the sender of the header receives. A number is null if it is absent or cannot be
 * read; `problems` names unreadable numbers and those with an unusual spelling.
 */
export interface SecurityMechanism {
  /** Lower case: `ipsec-3gpp`, `tls`, … */
  readonly name: string;
  /** Null if absent or not in Annex H: see `algText`. */
  readonly alg: IntegrityAlgorithm | null;
  readonly algText: string | null;
  /** `'null'` is also the default of Annex H for an absent or empty `ealg`; null if it is not in Annex H. */
  readonly ealg: EncryptionAlgorithm | null;
  /** As written; null if absent. */
  readonly ealgText: string | null;
  /** Lower case; `esp` if absent. */
  readonly prot: string;
  /** Lower case; `trans` if absent. */
  readonly mod: string;
  /** Unsigned 32 bit. */
  readonly spiC: number | null;
  readonly spiS: number | null;
  /** 1 to 65535. */
  readonly portC: number | null;
  readonly portS: number | null;
  /** Preference from 0 to 1. */
  readonly q: number | null;
  /** All parameters, also unknown ones: names in lower case, values unquoted, null without `=`. */
  readonly parameters: ReadonlyMap<string, string | null>;
  /** The mechanism as written. */
  readonly text: string;
  readonly problems: readonly string[];
}

/** A parameter in which two lists of mechanisms differ; `mechanism` is its place in the first list, from 0. */
export interface SecurityDifference {
  readonly mechanism: number;
  /** Lower case; the empty string if only one list has the mechanism. */
  readonly parameter: string;
  /** The value in each list; null if absent. */
  readonly expected: string | null;
  readonly found: string | null;
}

const INTEGRITY: readonly IntegrityAlgorithm[] = ['hmac-md5-96', 'hmac-sha-1-96', 'aes-gmac', 'null'];
const ENCRYPTION: readonly EncryptionAlgorithm[] = ['null', 'des-ede3-cbc', 'aes-cbc', 'aes-gcm'];

/** Mechanisms of the media plane (TS 24.229 §7.2A.7): they do not protect SIP between UE and P-CSCF. */
const MEDIA: readonly string[] = ['sdes-srtp', 'msrp-tls', 'bfcp-tls', 'udptl-dtls'];

/** Does a mechanism protect media and not SIP: does it have the parameter `mediasec`, or a name that always has it? */
export function isMediaMechanism({ name, parameters }: SecurityMechanism): boolean {
  return parameters.has('mediasec') || MEDIA.includes(name);
}

/** The mechanisms of a list that create the SAs of IMS (TS 33.203 Annex H). Only they count for IPsec. */
export function ipsecMechanisms(mechanisms: readonly SecurityMechanism[]): SecurityMechanism[] {
  return mechanisms.filter(({ name }) => name === 'ipsec-3gpp');
}

/** The mechanisms of all header fields of one name, in order; a field may have several. */
export function parseSecurityMechanisms(values: readonly string[]): SecurityMechanism[] {
  const mechanisms: SecurityMechanism[] = [];
  for (const value of values) for (const text of splitCommas(value)) mechanisms.push(parseMechanism(text));
  return mechanisms;
}

/**
 * The differences between a Security-Verify and the Security-Server that it must repeat (RFC 3329 §2.3.1). The order of
 * mechanisms and of parameters, case, blanks, quotes, and leading or trailing zeros of numbers do not count. Empty:
 * they agree.
 */
export function compareSecurityMechanisms(
  expected: readonly SecurityMechanism[],
  found: readonly SecurityMechanism[],
): SecurityDifference[] {
  const remaining = new Map<string, SecurityMechanism[]>();
  for (const mechanism of found) addTo(remaining, canonicalText(mechanism), mechanism);
  const unmatched = [...expected.entries()].filter(
    ([, one]) => remaining.get(canonicalText(one))?.pop() === undefined,
  );
  const others = [...remaining.values()].flat();
  const differences = unmatched.flatMap(([place, one], i) =>
    parameterDifferences(place, one, others[i] ?? null),
  );
  for (const extra of others.slice(unmatched.length))
    differences.push({ mechanism: expected.length, parameter: '', expected: null, found: extra.text });
  return differences;
}

/**
 * The mechanisms that a Security-Verify has more often than the Security-Server that it repeats; empty if the two also
 * differ in another way.
 */
export function repeatedMechanisms(
  expected: readonly SecurityMechanism[],
  found: readonly SecurityMechanism[],
): SecurityMechanism[] {
  const known = new Set(expected.map(canonicalText));
  const seen = new Set<string>();
  const repeated: SecurityMechanism[] = [];
  for (const one of found) {
    const text = canonicalText(one);
    if (!known.has(text)) return [];
    if (seen.has(text)) repeated.push(one);
    seen.add(text);
  }
  return seen.size === known.size && found.length > expected.length ? repeated : [];
}

function parseMechanism(text: string): SecurityMechanism {
  const problems: string[] = [];
  const semicolon = text.indexOf(';');
  const end = semicolon < 0 ? text.length : semicolon;
  const name = trimBlanks(text.slice(0, end)).toLowerCase();
  const parameters = new Map<string, string | null>();
  for (const one of splitSemicolons(text.slice(end))) {
    const [parameter, value] = parameterOf(one);
    if (parameters.has(parameter)) problems.push(`${parameter}: expected once, found again`);
    else parameters.set(parameter, value);
  }
  const algText = parameters.get('alg') ?? null;
  const ealgText = parameters.get('ealg') ?? null;
  return {
    name,
    alg: known(INTEGRITY, algText),
    algText,
    ealg: ealgText || name !== 'ipsec-3gpp' ? known(ENCRYPTION, ealgText) : 'null',
    ealgText,
    prot: parameters.get('prot')?.toLowerCase() ?? 'esp',
    mod: parameters.get('mod')?.toLowerCase() ?? 'trans',
    spiC: readSpi('spi-c', parameters, problems),
    spiS: readSpi('spi-s', parameters, problems),
    portC: readPort('port-c', parameters, problems),
    portS: readPort('port-s', parameters, problems),
    q: readPreference(parameters, problems),
    parameters,
    text,
    problems,
  };
}

function known<Name extends string>(names: readonly Name[], text: string | null): Name | null {
  const lower = text?.toLowerCase() ?? '';
  // Not the text itself: a substring would keep the whole message in memory.
  return names.find(name => name === lower) ?? null;
}

/**
 * Decimal, with or without leading zeros: the 10 digits of Annex H are never octal. A P-CSCF that prints with `%d`
 * writes SPIs from 2³¹ on as negative numbers.
 */
function readSpi(
  name: string,
  parameters: ReadonlyMap<string, string | null>,
  problems: string[],
): number | null {
  const text = parameters.get(name);
  if (text === undefined) return null;
  const spi = spiOf(text ?? '');
  if (spi === null) problems.push(`${name}: expected a number from 0 to 4294967295, found ${excerpt(text)}`);
  else if (!/^\d+$/.test(text ?? ''))
    problems.push(`${name}: expected decimal digits, found ${excerpt(text)}; read as ${spi}`);
  return spi;
}

function spiOf(text: string): number | null {
  if (/^0x[0-9a-f]{1,8}$/i.test(text)) return Number(text);
  if (!/^-?\d+$/.test(text)) return null;
  const value = Number(text);
  return value >= -0x80000000 && value <= 0xffffffff ? value >>> 0 : null;
}

function readPort(
  name: string,
  parameters: ReadonlyMap<string, string | null>,
  problems: string[],
): number | null {
  const text = parameters.get(name);
  if (text === undefined) return null;
  const port = /^\d+$/.test(text ?? '') ? Number(text) : 0;
  if (port >= 1 && port <= 65535) return port;
  problems.push(`${name}: expected a number from 1 to 65535, found ${excerpt(text)}`);
  return null;
}

function readPreference(parameters: ReadonlyMap<string, string | null>, problems: string[]): number | null {
  const text = parameters.get('q');
  if (text === undefined) return null;
  const q = /^\d*(?:\.\d*)?$/.test(text ?? '') ? Number.parseFloat(text ?? '') : Number.NaN;
  if (q <= 1) return q;
  problems.push(`q: expected a number from 0 to 1, found ${excerpt(text)}`);
  return null;
}

function parameterDifferences(
  mechanism: number,
  expected: SecurityMechanism,
  found: SecurityMechanism | null,
): SecurityDifference[] {
  if (found === null || found.name !== expected.name)
    return [{ mechanism, parameter: '', expected: expected.text, found: found?.text ?? null }];
  const names = new Set([...expected.parameters.keys(), ...found.parameters.keys()]);
  return [...names]
    .filter(name => canonicalValue(expected, name) !== canonicalValue(found, name))
    .map(parameter => ({
      mechanism,
      parameter,
      expected: valueText(expected, parameter),
      found: valueText(found, parameter),
    }));
}

function canonicalText(mechanism: SecurityMechanism): string {
  const names = [...mechanism.parameters.keys()].sort();
  return JSON.stringify([mechanism.name, names.map(name => [name, canonicalValue(mechanism, name)])]);
}

/** Numbers without superfluous zeros, other values in lower case; undefined if absent, null without a value. */
function canonicalValue(mechanism: SecurityMechanism, name: string): string | null | undefined {
  const value = mechanism.parameters.get(name);
  if (typeof value !== 'string') return value;
  return /^(?:\d+(?:\.\d*)?|\.\d+)$/.test(value) ? String(Number(value)) : value.toLowerCase();
}

function valueText(mechanism: SecurityMechanism, name: string): string | null {
  return mechanism.parameters.has(name) ? (mechanism.parameters.get(name) ?? '') : null;
}

function excerpt(text: string | null): string {
  return text === null ? 'no value' : text.slice(0, 40);
}
