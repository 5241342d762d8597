import type { SipEvent } from '../../analysis/events/sip-event.ts';
import type { FrameReference } from '../../model/capture.ts';
import { parseNameAddress } from '../../sip/address.ts';
import { challengesIn } from '../../sip/digest.ts';
import { splitHeaderList } from '../../sip/header-value.ts';
import { type AccessNetwork, parseAccessNetwork } from '../../sip/ims/access-network-info.ts';
import type { RegisterSeen } from '../json/line-types.ts';
import type { Fact, KeysSeen } from './subscriber.ts';

/** REGISTERs kept of one registration, on all legs: one is sent again every few hundred seconds. */
const REGISTERS_KEPT = 100;

/** Identities kept of one registration: operators give a handful. */
const IDENTITIES_KEPT = 16;

/** What the REGISTERs of one Call-ID and their responses say; the first message that says something counts. */
export class RegisterFacts {
  cell: Fact<AccessNetwork> | null = null;
  userAgent: Fact<string> | null = null;
  expiresAsked: Fact<number> | null = null;
  /** The 200 to the first REGISTER that was answered so. */
  accepted: FrameReference | null = null;
  associatedUris: Fact<readonly string[]> | null = null;
  serviceRoute: Fact<string> | null = null;
  readonly registers: Fact<RegisterSeen>[] = [];
  readonly keysSeen: KeysSeen[] = [];

  take(event: SipEvent): void {
    if (event.message.status === null) this.#request(event);
    else this.#response(event);
  }

  #request({ message, transport, flow, origin }: SipEvent): void {
    const at = frameOf(origin);
    const network = message.header('p-access-network-info');
    const cell = network === null ? null : parseAccessNetwork(network);
    this.cell ??= cell === null ? null : { value: cell, at };
    this.userAgent ??= factOf(message.header('user-agent'), at);
    this.expiresAsked ??= factOf(message.expires, at);
    const sa = origin.protection?.sa?.name ?? null;
    if (this.registers.length < REGISTERS_KEPT)
      this.registers.push({
        value: { transport, sa, cseq: message.cseq?.number ?? null, src: flow.source, dst: flow.destination },
        at,
      });
  }

  #response({ message, origin }: SipEvent): void {
    const at = frameOf(origin);
    if (message.status === 401 && challengesIn(message).some(({ parameters }) => parameters.get('ck')))
      if (this.keysSeen.length < REGISTERS_KEPT) this.keysSeen.push({ source: '401', at });
    if (message.status !== 200) return;
    this.accepted ??= at;
    const uris = message.headers('p-associated-uri').flatMap(splitHeaderList).map(uriIn);
    if (uris.length > 0) this.associatedUris ??= { value: uris.slice(0, IDENTITIES_KEPT), at };
    const [route] = message.headers('service-route').flatMap(splitHeaderList);
    this.serviceRoute ??= factOf(route === undefined ? null : uriIn(route), at);
  }
}

/** The frame of an origin, which is valid only during a call. */
export function frameOf({ file, frame }: FrameReference): FrameReference {
  return { file, frame };
}

export function factOf<Value>(value: Value | null, at: FrameReference): Fact<Value> | null {
  return value === null ? null : { value, at };
}

function uriIn(value: string): string {
  return parseNameAddress(value).uri;
}
