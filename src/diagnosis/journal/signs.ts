import { addTo } from '../../bytes/tables/add-to.ts';
import type { FrameReference } from '../../model/capture.ts';
import type { IncompleteDatagram } from '../../net/ip/fragmented-datagram.ts';
import { type IcmpNote, type Moment, secondsBetween } from './notes.ts';
import type { TcpTalk } from './tcp-talk.ts';

/**
 * Shows that one end sent something to another though no whole datagram or message of it was captured: fragments, a
 * segment of TCP, or an ICMP error that quotes the packet.
 */
export interface Sign extends Moment, FrameReference {
  readonly kind: 'fragments' | 'tcp' | 'quoted';
  readonly source: string;
  readonly destination: string;
  /** IP protocol number. */
  readonly protocol: number;
}

const TCP = 6;

/** What a capture has of such signs, by who sent them. */
export class Signs {
  readonly #bySource = new Map<string, Sign[]>();

  /** @param messages frames in which a SIP message was completed: these segments say what they are themselves. */
  constructor(
    incomplete: readonly IncompleteDatagram[],
    talks: readonly TcpTalk[],
    icmp: readonly IcmpNote[],
    messages: readonly FrameReference[],
  ) {
    // Few captures have TCP, and there may be many messages.
    const told = talks.length === 0 ? [] : messages;
    const whole = new Set(told.map(({ file, frame }) => `${file} ${frame}`));
    for (const one of incomplete) this.#add({ ...placeOf(one), kind: 'fragments', ...endsOf(one) });
    for (const { last, source, destination } of talks)
      if (!whole.has(`${last.file} ${last.frame}`))
        this.#add({ ...placeOf(last), kind: 'tcp', source, destination, protocol: TCP });
    for (const error of icmp) this.#add({ ...placeOf(error), kind: 'quoted', ...endsOf(error.quoted) });
  }

  /** The signs of ends at these addresses to ends at those, from a moment on, in no certain order. */
  between(sources: Iterable<string>, destinations: Iterable<string>, from: Moment): Sign[] {
    const targets = new Set(destinations);
    return [...new Set(sources)].flatMap(source =>
      (this.#bySource.get(source) ?? []).filter(
        sign => targets.has(sign.destination) && secondsBetween(from, sign) >= 0,
      ),
    );
  }

  #add(sign: Sign): void {
    addTo(this.#bySource, sign.source, sign);
  }
}

function endsOf({ source, destination, protocol }: Pick<Sign, 'source' | 'destination' | 'protocol'>) {
  return { source, destination, protocol };
}

function placeOf({ seconds, nanoseconds, file, frame }: Moment & FrameReference): Moment & FrameReference {
  return { seconds, nanoseconds, file, frame };
}
