import type { GtpSession } from '../../../src/access/connections/gtp-joiner.ts';
import {
  type BearerFacts,
  bearerFacts,
  type Cause,
  type SessionMessage,
  sessionMessage,
} from '../../../src/access/facts.ts';
import type { PcoFacts } from '../../../src/access/pco/pco.ts';

/** Type numbers of requests (TS 29.274 §6.1), with what they do. */
const KINDS = {
  'Create Session': [32, 'connect'],
  'Modify Bearer': [34, 'modify'],
  'Delete Session': [36, 'release'],
  'Create Bearer': [95, 'add-bearer'],
  'Delete Bearer': [99, 'release-bearer'],
} as const;

interface Numbers {
  readonly sequence: number;
  readonly teid?: number | null;
}

/** A request of GTPv2-C. */
export function gtpRequest(
  kind: keyof typeof KINDS,
  { sequence, teid = 0 }: Numbers,
  members: Partial<SessionMessage> = {},
): GtpSession {
  const [requestType, procedure] = KINDS[kind];
  const message = sessionMessage('gtpv2', `${kind} Request`, procedure, 'request', members);
  return { message, request: true, requestType, teid, sequence };
}

/** The answer to one; without a cause it accepts. */
export function gtpAnswer(
  kind: keyof typeof KINDS,
  { sequence, teid = 0 }: Numbers,
  members: Partial<SessionMessage> = {},
): GtpSession {
  const [requestType, procedure] = KINDS[kind];
  const cause = members.cause ?? gtpCauseOf(16);
  const part = cause.number < 64 ? 'accept' : 'reject';
  const message = sessionMessage('gtpv2', `${kind} Response`, procedure, part, { ...members, cause });
  return { message, request: false, requestType, teid, sequence };
}

/** A cause of GTPv2-C without a name. */
export function gtpCauseOf(number: number): Cause {
  return { kind: 'gtpv2', number, name: null };
}

/** One bearer of a message. */
export function bearer(members: Partial<BearerFacts>): BearerFacts {
  return bearerFacts(members);
}

/** Options of a phone that asks for these containers. */
export function pcoAsking(...containers: readonly number[]): PcoFacts {
  return { ...NO_OPTIONS, containers, pcscfAsked: containers.includes(0x000c) ? ['ipv4'] : [] };
}

/** Options of a network that gives these addresses. */
export function pcoGiving(...pcscf: readonly string[]): PcoFacts {
  return { ...NO_OPTIONS, isGiven: true, containers: pcscf.map(() => 0x000c), pcscf };
}

const NO_OPTIONS: PcoFacts = {
  isGiven: false,
  containers: [],
  pcscfAsked: [],
  pcscfReselection: false,
  imsSignalling: false,
  dnsAsked: [],
  given: [],
  pcscf: [],
  dns: [],
  whole: true,
};
