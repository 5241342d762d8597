import type { EspResult } from '../ipsec/sa-database.ts';
import type { CaptureRecord, FrameReference } from '../model/capture.ts';
import type { Issue } from '../model/issue.ts';
import type { Origin } from '../model/origin.ts';
import type { KeyMaterial } from '../model/security-association.ts';
import type { IncompleteDatagram } from '../net/ip/fragmented-datagram.ts';
import type { IcmpError } from '../net/ip/icmp.ts';
import type { Datagram } from '../net/packet/datagram.ts';
import type { NetTraces } from '../net/traces.ts';
import type { CoreEvent } from './events/core-event.ts';
import type { CxEvent } from './events/cx-event.ts';
import type { MobilityEvent } from './events/mobility-event.ts';
import type { PdnEvent } from './events/pdn-event.ts';
import type { PlainEvent } from './events/plain-event.ts';
import type { PolicyEvent } from './events/policy-event.ts';
import type { SipEvent } from './events/sip-event.ts';

/**
 * Hears what an analyser finds, as soon as it is found; every member may be left out. What it is given is valid during
 * the call only.
 */
export interface AnalysisListener extends NetTraces {
  /** The next frame, before anything in it. */
  frame?(record: CaptureRecord): void;
  /** The frame has been analysed. */
  frameDone?(): void;
  tcpSegment?(segment: Datagram): void;
  udpDatagram?(datagram: Datagram): void;
  /** An ESP packet as it was judged: at once or, after it waited for a key, once more (`again`). */
  espPacket?(packet: Datagram, result: EspResult, again: boolean): void;
  /**
   * A plain packet with all that is in it. A listener without this member hears of it as of any other: `frame`,
   * `espPacket`, `sip`, `frameDone`.
   */
  plain?(packet: PlainEvent): void;
  /** There is a new SA or key for this address (canonical text) and SPI; packets that waited have been judged. */
  keyed?(destination: string, spi: number): void;
  /** Each SIP message once, when it is complete. */
  sip?(event: SipEvent): void;
  /** A frame that holds a SIP message once more. */
  duplicate?(frame: FrameReference): void;
  /** Each message of Cx about a registration. */
  cxExchange?(event: CxEvent): void;
  /** Each message of Cx, Rx and Gx. */
  diameter?(event: PolicyEvent): void;
  /**
   * Each PDN connection, PDU session and lookup of a P-CSCF when nothing more of it is awaited, mostly at the end. They
   * are looked for only if a listener has this member.
   */
  pdn?(event: PdnEvent): void;
  /**
   * Each decision of mobility management about a phone, before the connections. They are looked for only if a listener has
   * `pdn`.
   */
  mobility?(event: MobilityEvent): void;
  /** Each message of the access network and the core. They are read one by one only if a listener has this member. */
  core?(event: CoreEvent): void;
  /** Keys that a challenge, an HSS or a USIM gave; the same ones each time they are seen. */
  learnt?(keys: readonly KeyMaterial[]): void;
  issue?(issue: Issue): void;
  /** The end of the capture, after everything else. */
  end?(): void;
}

/** Tells each of several listeners, in their order. */
export class Listeners implements Required<AnalysisListener> {
  readonly #all: readonly AnalysisListener[];

  constructor(all: readonly AnalysisListener[]) {
    this.#all = all;
  }

  frame(record: CaptureRecord): void {
    for (const one of this.#all) one.frame?.(record);
  }

  frameDone(): void {
    for (const one of this.#all) one.frameDone?.();
  }

  tcpSegment(segment: Datagram): void {
    for (const one of this.#all) one.tcpSegment?.(segment);
  }

  udpDatagram(datagram: Datagram): void {
    for (const one of this.#all) one.udpDatagram?.(datagram);
  }

  espPacket(packet: Datagram, result: EspResult, again: boolean): void {
    for (const one of this.#all) one.espPacket?.(packet, result, again);
  }

  plain(packet: PlainEvent): void {
    for (const one of this.#all) {
      if (one.plain === undefined) tellAll(one, packet);
      else one.plain(packet);
    }
  }

  keyed(destination: string, spi: number): void {
    for (const one of this.#all) one.keyed?.(destination, spi);
  }

  sip(event: SipEvent): void {
    for (const one of this.#all) one.sip?.(event);
  }

  duplicate(frame: FrameReference): void {
    for (const one of this.#all) one.duplicate?.(frame);
  }

  cxExchange(event: CxEvent): void {
    for (const one of this.#all) one.cxExchange?.(event);
  }

  diameter(event: PolicyEvent): void {
    for (const one of this.#all) one.diameter?.(event);
  }

  pdn(event: PdnEvent): void {
    for (const one of this.#all) one.pdn?.(event);
  }

  mobility(event: MobilityEvent): void {
    for (const one of this.#all) one.mobility?.(event);
  }

  core(event: CoreEvent): void {
    for (const one of this.#all) one.core?.(event);
  }

  ike(datagram: Datagram): void {
    for (const one of this.#all) one.ike?.(datagram);
  }

  icmp(error: IcmpError, origin: Origin): void {
    for (const one of this.#all) one.icmp?.(error, origin);
  }

  icmpMessage(message: Datagram): void {
    for (const one of this.#all) one.icmpMessage?.(message);
  }

  incomplete(datagram: IncompleteDatagram): void {
    for (const one of this.#all) one.incomplete?.(datagram);
  }

  learnt(keys: readonly KeyMaterial[]): void {
    for (const one of this.#all) one.learnt?.(keys);
  }

  issue(issue: Issue): void {
    for (const one of this.#all) one.issue?.(issue);
  }

  end(): void {
    for (const one of this.#all) one.end?.();
  }
}

/** Makes only the objects that the listener hears of. */
function tellAll(listener: AnalysisListener, packet: PlainEvent): void {
  if (listener.frame !== undefined) listener.frame(packet.record);
  if (listener.espPacket !== undefined) listener.espPacket(packet.packet, packet.result, false);
  if (listener.sip !== undefined) listener.sip(packet.event);
  listener.frameDone?.();
}
