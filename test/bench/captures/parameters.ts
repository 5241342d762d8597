import type { Suite } from '../../../src/model/security-association.ts';

/** What a generated capture is made of. The same parameters always give the same bytes. */
export interface Parameters {
  /** Phones, each with a registration and an SA set of its own; 1 to `MAXIMUM_UES`. */
  readonly ues: number;
  /** MESSAGEs of every UE, each with its 200; in turn from the UE and to the UE. */
  readonly pairs: number;
  readonly suite: Suite;
  /** Suites of further UEs: they and `suite` take turns. */
  readonly others?: readonly Suite[];
  /** IP version. */
  readonly family: 4 | 6;
  /** Transport of the protected messages; the clear ones go over UDP. */
  readonly transport: 'udp' | 'tcp';
}

/** The suite of the UE with this index. */
export function suiteOfUe({ suite, others = [] }: Parameters, index: number): Suite {
  const suites = [suite, ...others];
  return suites[index % suites.length] as Suite;
}

/** UEs are numbered in 16 bits of their addresses, and 0 is left out. */
export const MAXIMUM_UES = 65_535;

/** The suites that a security agreement can name (TS 33.203 Annex H). */
export const SUITES: readonly Suite[] = [
  ...(['hmac-md5-96', 'hmac-sha-1-96'] as const).flatMap(alg =>
    (['null', 'des-ede3-cbc', 'aes-cbc'] as const).map(ealg => ({ alg, ealg })),
  ),
  { alg: 'aes-gmac', ealg: 'null' },
  { alg: 'null', ealg: 'aes-gcm' },
];

/** The suite with these names, or null if the names do not go together. */
export function suiteNamed(alg: string, ealg: string): Suite | null {
  return SUITES.find(suite => suite.alg === alg && suite.ealg === ealg) ?? null;
}
