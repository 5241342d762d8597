import { isAkaChallenge } from '../../aka/challenge.ts';
import { canonicalAddress } from '../../bytes/address.ts';
import type { Via } from '../../sip/address.ts';
import type { DigestParameters } from '../../sip/digest.ts';
import { parameterValue } from '../../sip/header-value.ts';
import type { SipMessage } from '../../sip/message.ts';
import { keptText } from '../kept-text.ts';
import type { FlowEnds, SipObservation } from '../sip-observation.ts';

/** What messages on a leg say one after the other: the first that says a thing counts. */
export interface LegFacts {
  /** Values of the Security-Client headers of the request; parsed only if a challenge needs them. */
  client: readonly string[];
  /** Does the request ask for a security agreement: Security-Client, or `sec-agree` in Require or Proxy-Require? */
  asksForSecurity: boolean;
  /** Does it have a header field that only a P-CSCF adds (TS 24.229 §5.2.2)? */
  isMarked: boolean;
  /** Was the request or its answer in ESP? */
  inEsp: boolean;
  /** Does an answer have a Security-Server? */
  hasServer: boolean;
  /** Does a challenge in an answer have `ck` or `ik`? */
  hasKeys: boolean;
  /** The nonce of the challenge; null without. */
  nonce: string | null;
}

/**
 * One hop on which a REGISTER was seen: Gm, a hop of Mw, or the same packet at another tap. The values are those of the
 * first such request.
 */
export interface RegisterLeg extends LegFacts {
  readonly source: string;
  /** The port at which the sender can be reached. */
  readonly sourcePort: number;
  readonly destination: string;
  readonly destinationPort: number;
  /** Number of Vias. */
  readonly vias: number;
  /** Branches of the topmost Via and of the one below: the sender added the first and received the second. */
  readonly branch: string | null;
  readonly previousBranch: string | null;
  /**
   * Where the REGISTER started according to the message: its lowest Via, or a Contact with another address; null if
   * unknown.
   */
  readonly origin: string | null;
}

/** A message on a leg with its challenges, if it is a 401 or 407. */
interface LegMessage extends SipObservation {
  readonly challenges: readonly DigestParameters[];
}

/** Header fields that the P-CSCF adds to a REGISTER (TS 24.229 §5.2.2; RFC 3327, RFC 7315). */
const ADDED_BY_PCSCF = ['path', 'p-visited-network-id', 'p-charging-vector'];

/** The leg of a request, or the leg on which a response returns, as that message shows it. */
export function legOf(seen: LegMessage): RegisterLeg {
  const { message, flow } = seen;
  const { vias } = message;
  const [top, below] = vias;
  const ends = message.status === null ? flow : reversed(flow);
  const { client, asksForSecurity, isMarked, inEsp, hasServer, hasKeys, nonce } = factsOf(seen);
  return {
    source: ends.source,
    sourcePort: listeningPort(ends.sourcePort, top),
    destination: ends.destination,
    destinationPort: ends.destinationPort,
    vias: vias.length,
    branch: keptText(top?.branch ?? null),
    previousBranch: keptText(below?.branch ?? null),
    origin: originOf(vias, message, ends.source),
    client,
    asksForSecurity,
    isMarked,
    inEsp,
    hasServer,
    hasKeys,
    nonce,
  };
}

/** Does a message go, or return, between the hosts of a leg? Ports distinguish hosts that share an address. */
export function isOnLeg(leg: RegisterLeg, { message, flow }: SipObservation): boolean {
  const { source, destination, sourcePort, destinationPort } =
    message.status === null ? flow : reversed(flow);
  if (leg.source !== source || leg.destination !== destination) return false;
  if (source !== destination) return true;
  return (
    leg.sourcePort === listeningPort(sourcePort, message.vias[0]) && leg.destinationPort === destinationPort
  );
}

/** Adds the facts from a further message on the same leg. */
export function addToLeg(leg: RegisterLeg, seen: LegMessage): void {
  const further = factsOf(seen);
  if (leg.client.length === 0) leg.client = further.client;
  leg.asksForSecurity ||= further.asksForSecurity;
  leg.isMarked ||= further.isMarked;
  leg.inEsp ||= further.inEsp;
  leg.hasServer ||= further.hasServer;
  leg.hasKeys ||= further.hasKeys;
  leg.nonce ??= further.nonce;
}

function factsOf({ message, origin, challenges }: LegMessage): LegFacts {
  const isRequest = message.status === null;
  const client = isRequest ? message.headers('security-client') : NO_CLIENT;
  const main = challenges.find(isAkaChallenge) ?? challenges[0];
  return {
    client,
    asksForSecurity: isRequest && (client.length > 0 || requiresSecAgree(message)),
    isMarked: isRequest && ADDED_BY_PCSCF.some(name => message.header(name) !== null),
    inEsp: origin.protection !== null,
    hasServer: challenges.length > 0 && message.header('security-server') !== null,
    hasKeys: challenges.some(({ parameters }) => parameters.has('ck') || parameters.has('ik')),
    nonce: keptText(main?.nonce ?? null),
  };
}

const NO_CLIENT: readonly string[] = [];

function reversed({ source, sourcePort, destination, destinationPort }: FlowEnds): FlowEnds {
  return {
    source: destination,
    sourcePort: destinationPort,
    destination: source,
    destinationPort: sourcePort,
  };
}

/** Over TCP a request comes from an ephemeral port; its sender is reached at the port of its Via (RFC 3261 §18.2.2). */
function listeningPort(port: number, top: Via | undefined): number {
  const isStream = top !== undefined && top.transport !== 'UDP' && /^(?:tcp|tls)$/i.test(top.transport);
  return isStream ? (top.port ?? 5060) : port;
}

function requiresSecAgree(message: SipMessage): boolean {
  return message
    .headers('require', 'proxy-require')
    .some(value => /(?:^|,)\s*sec-agree\s*(?:,|$)/i.test(value));
}

function originOf(vias: readonly Via[], { contacts }: SipMessage, source: string): string | null {
  const lowest = vias.at(-1);
  if (lowest !== undefined && vias.length > 1)
    return canonicalAddress(parameterValue(lowest.parameters, 'received') ?? lowest.host);
  const host = contacts[0]?.address?.host ?? '';
  if (host === source) return null;
  const contact = canonicalAddress(host);
  return contact === source ? null : contact;
}
