import type { AkaFunctions } from './aka-functions.ts';

/** One USIM that a user gives: whose it is, and what it computes. */
export interface Usim {
  /** Private identity; null if not given. */
  readonly impi: string | null;
  /** Null if not given. */
  readonly imsi: string | null;
  readonly functions: AkaFunctions;
}

/**
 * Can it be the USIM of this username? A private identity is compared whole or by its user part, an IMSI with the user
 * part (TS 23.003 §13.3). A USIM without identities matches every username, and every USIM matches if no username is
 * known.
 */
export function isUsimOf({ impi, imsi }: Usim, username: string | null): boolean {
  if (username === null || (impi === null && imsi === null)) return true;
  return (impi !== null && isImpiOf(impi, username)) || imsi === userPart(username);
}

/** Do a private identity and a username agree, whole or in their user parts? */
export function isImpiOf(impi: string, username: string): boolean {
  return impi === username || userPart(impi) === userPart(username);
}

function userPart(identity: string): string {
  const at = identity.indexOf('@');
  return at < 0 ? identity : identity.slice(0, at);
}
