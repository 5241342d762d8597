import { hashEnds } from '../../analysis/events/flow.ts';
import type { PlainEvent } from '../../analysis/events/plain-event.ts';
import { latin1 } from '../../bytes/latin1.ts';
import { KeptTexts } from '../../bytes/tables/kept-texts.ts';
import { sipNameNumber } from '../../lane/wasm/sip-names.ts';
import type { SecurityAssociation } from '../../model/security-association.ts';
import { parseNameAddress, type Via, viasIn } from '../../sip/address.ts';
import { saLabel } from '../text/protection-text.ts';
import { fingerprintOf, isSdp, kept, type LadderMessage, SIP_PORT, TEXT_KEPT } from './message.ts';

/** Makes summaries of plain packets, without their objects; what comes again and again is there once. */
export class PlainSummaries {
  readonly #texts = new KeptTexts();
  readonly #protections = new WeakMap<SecurityAssociation, LadderMessage['protection']>();

  /** What `ladderMessage` makes of the event of the packet. */
  of(packet: PlainEvent, index: number): LadderMessage {
    const { bytes, start, body, end, status, headers, frame } = packet;
    const isRequest = status === null;
    const vias = this.#vias(packet);
    const [top, below] = vias;
    const cseqEnd = headers.valueEnd(headers.find(CSEQ));
    return {
      message: index,
      file: packet.file,
      frame,
      frames: [frame],
      seconds: packet.seconds,
      nanoseconds: packet.nanoseconds,
      source: packet.source,
      sourcePort: packet.sourcePort,
      destination: packet.destination,
      destinationPort: packet.destinationPort,
      protection: this.#protection(packet),
      transport: 'udp',
      cut: false,
      method: isRequest ? this.#text(bytes, start, bytes.indexOf(BLANK, start)) : null,
      status,
      reason: isRequest ? null : this.#text(bytes, start + REASON, headers.startLineEnd),
      cseqMethod: this.#text(bytes, bytes.lastIndexOf(BLANK, cseqEnd - 1) + 1, cseqEnd),
      callId: this.#value(packet, CALL_ID),
      from: isRequest ? this.#uri(packet, FROM) : null,
      to: isRequest ? this.#uri(packet, TO) : null,
      sdp: body < end && isSdp(this.#value(packet, CONTENT_TYPE)),
      vias: vias.length,
      branch: kept(top?.branch),
      previousBranch: isRequest ? kept(below?.branch) : null,
      viaPort: top?.port ?? SIP_PORT,
      nonce: null,
      impi: null,
      fingerprint: fingerprintOf(bytes, start, end, seed => hashEnds(seed, packet)),
    };
  }

  #protection({ sa }: PlainEvent): LadderMessage['protection'] {
    let known = this.#protections.get(sa);
    if (known === undefined) {
      known = { sa: saLabel({ sa, spi: sa.spi }), icv: 'good' };
      this.#protections.set(sa, known);
    }
    return known;
  }

  #vias({ bytes, headers }: PlainEvent): readonly Via[] {
    const { count } = headers;
    const values: string[] = [];
    for (let i = 0; i < count; i++)
      if (headers.number(i) === VIA) values.push(latin1(bytes, headers.valueStart(i), headers.valueEnd(i)));
    return viasIn(values);
  }

  #uri({ bytes, headers }: PlainEvent, name: number): string | null {
    const field = headers.find(name);
    if (field < 0) return null;
    const start = headers.valueStart(field);
    const end = headers.valueEnd(field);
    const close = bytes[start] === OPEN ? bytes.indexOf(CLOSE, start) : -1;
    // Other forms are rare.
    if (close < 0 || close >= end || bytes[start + 1] === BLANK || bytes[close - 1] === BLANK)
      return kept(parseNameAddress(latin1(bytes, start, end)).uri);
    return this.#text(bytes, start + 1, close);
  }

  #value({ bytes, headers }: PlainEvent, name: number): string | null {
    const field = headers.find(name);
    return field < 0 ? null : this.#text(bytes, headers.valueStart(field), headers.valueEnd(field));
  }

  #text(bytes: Uint8Array, start: number, end: number): string | null {
    return end - start > TEXT_KEPT ? kept(latin1(bytes, start, end)) : this.#texts.of(bytes, start, end);
  }
}

const VIA = sipNameNumber('via');
const CSEQ = sipNameNumber('cseq');
const CALL_ID = sipNameNumber('call-id');
const FROM = sipNameNumber('from');
const TO = sipNameNumber('to');
const CONTENT_TYPE = sipNameNumber('content-type');
const BLANK = 0x20;
const OPEN = 0x3c;
const CLOSE = 0x3e;
/** Where the reason phrase is in a response: `SIP/2.0 200 OK`. */
const REASON = 12;
