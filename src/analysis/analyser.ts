import { readU16 } from '../bytes/read.ts';
import type { FrameRows } from '../capture/frame-rows.ts';
import { authenticationExchange } from '../diameter/cx.ts';
import { diameterFacts } from '../diameter/facts.ts';
import { registrationExchange } from '../diameter/registration-exchange.ts';
import type { CryptoEngine } from '../ipsec/crypto/engine.ts';
import { KeyPool } from '../ipsec/crypto/key-pool.ts';
import type { PreparedPacket } from '../ipsec/decrypt/prepared-packet.ts';
import { icvFingerprint } from '../ipsec/sa/sequence-window.ts';
import { type EspResult, SaDatabase } from '../ipsec/sa-database.ts';
import type { LanePacket } from '../lane/lane.ts';
import type { CaptureRecord } from '../model/capture.ts';
import type { Report } from '../model/issue.ts';
import type { Registration } from '../model/registration.ts';
import type { GivenSa, KeyMaterial, SaSet } from '../model/security-association.ts';
import { NetDecoder } from '../net/decoder.ts';
import { UDP_HEADER_LENGTH } from '../net/ip/transport.ts';
import { type Datagram, PROTOCOL } from '../net/packet/datagram.ts';
import type { ChallengeStore } from '../registration/challenge-store.ts';
import { type GivenKeys, KeyBook } from '../registration/key-book.ts';
import { WhoIsWho } from '../registration/parties/who-is-who.ts';
import { RegistrationTracker } from '../registration/registration-tracker.ts';
import { grammarProblems } from '../sip/grammar.ts';
import type { DiameterEvent } from './events/diameter-event.ts';
import type { SipEvent } from './events/sip-event.ts';
import { type Held, HeldEsp } from './frames/held-esp.ts';
import { PlainRow } from './frames/plain-row.ts';
import { RefusedEsp } from './frames/refused-esp.ts';
import { reportKeyFacts } from './key-issues.ts';
import type { Limits } from './limits.ts';
import { type AnalysisListener, Listeners } from './listeners.ts';
import { AccessMessages } from './messages/access-messages.ts';
import { CoreMessages } from './messages/core-messages.ts';
import { MessageAssembler } from './messages/message-assembler.ts';
import { MessageFold } from './messages/message-fold.ts';
import { reportSetFacts } from './set-issues.ts';
import { Traffic } from './traffic.ts';

/** The parts that an analyser works with. */
export interface AnalyserContext {
  readonly engine: CryptoEngine;
  readonly challenges: ChallengeStore;
  /** Keys that a user gives. */
  readonly given: GivenKeys;
  readonly givenSas?: readonly GivenSa[];
  readonly limits: Limits;
  /** Report messages that break the grammar of SIP? */
  readonly checkGrammar: boolean;
  /** The receivers of all results, called in this order. */
  readonly listeners: readonly AnalysisListener[];
}

/** Counts of SIP messages. */
export interface SipStatistics {
  messages: number;
  /** Messages inside ESP. */
  protected: number;
  /** Copies of messages that were already delivered. */
  duplicates: number;
}

/**
 * One pass over frames in capture order: network, SIP, registrations, SAs. The content of ESP packets goes back through
 * the network layer, so that a protected re-REGISTER and its 401 create the next set.
 */
export class Analyser {
  readonly net: NetDecoder;
  readonly messages: MessageAssembler;
  /** Null if no listener wants PDN connections. */
  readonly access: AccessMessages | null;
  /** Null if no listener wants the messages one by one. */
  readonly #core: CoreMessages | null;
  readonly database: SaDatabase;
  readonly held: HeldEsp;
  readonly #refused: RefusedEsp;
  readonly traffic = new Traffic();
  readonly sipStatistics: SipStatistics = { messages: 0, protected: 0, duplicates: 0 };
  readonly #context: AnalyserContext;
  readonly #listeners: Listeners;
  readonly #wantsDiameter: boolean;
  readonly #report: Report = issue => this.#listeners.issue(issue);
  readonly #tracker: RegistrationTracker;
  /** What the end has found; null before. */
  #whoIsWho: WhoIsWho | null = null;
  readonly #fold: MessageFold;
  /** Sets that were created or got a key while a packet was decoded; their held packets follow after it. */
  #changed: SaSet[] = [];
  /** Every known key, for ESP without an agreement. */
  readonly #keys: KeyPool;
  /** Number of keys already tried on held ESP, and the second from which the others are tried. */
  #keysTried = 0;
  #searchFrom: number | null = null;
  #lastSeconds = 0;
  #prepared: PreparedPacket | null = null;
  readonly #plain = new PlainRow();
  /** Number of ESP packets around the current one. */
  #depth = 0;

  constructor(context: AnalyserContext) {
    const { limits } = context;
    this.#context = context;
    this.access = context.listeners.some(one => one.pdn !== undefined)
      ? new AccessMessages(this.#report, limits.access, {
          pdn: event => this.#listeners.pdn(event),
          mobility: event => this.#listeners.mobility(event),
        })
      : null;
    this.#core = context.listeners.some(one => one.core !== undefined)
      ? new CoreMessages(event => this.#listeners.core(event))
      : null;
    const readers = [this.access, this.#core].filter(one => one !== null);
    const ike = readers.map(one => ({ ike: (datagram: Datagram) => one.ike(datagram) }));
    this.#listeners = new Listeners([...context.listeners, ...ike]);
    this.#wantsDiameter = context.listeners.some(one => one.diameter !== undefined);
    this.held = new HeldEsp(limits.heldEspBytes, limits.heldReturns);
    this.#refused = new RefusedEsp(limits.refusedEspBytes);
    this.#fold = new MessageFold(limits);
    this.#keys = new KeyPool(limits.knownKeys);
    this.net = new NetDecoder(this.#report, limits.net, this.#listeners);
    this.messages = new MessageAssembler(
      this.#report,
      {
        sip: event => this.#message(event),
        diameter: event => this.#diameter(event),
        ...(readers.length > 0 && {
          datagram: (datagram: Datagram) => {
            for (const one of readers) one.datagram(datagram);
          },
          dns: (bytes, flow, frames, origin) => {
            for (const one of readers) one.dns(bytes, flow, frames, origin);
          },
          http2: (flow, origin) => this.access?.http2(flow, origin),
          sctp: (protocol, bytes, start, end, last, frames) => {
            for (const one of readers) one.sctp(protocol, bytes, start, end, last, frames);
          },
        }),
      },
      limits,
    );
    this.#addKeys(context.given.keys);
    for (const { keys } of context.challenges.all()) this.#addKeys(keys);
    this.database = new SaDatabase(context.engine, limits.ipsec, context.givenSas, {
      keys: this.#keys.keys,
      recovered: set => this.#changed.push(set),
    });
    for (const { spi, udpPorts = [] } of context.givenSas ?? [])
      for (const port of udpPorts) this.net.expectEspInUdp(port, spi);
    this.#tracker = new RegistrationTracker({
      database: this.database,
      challenges: context.challenges,
      keyBook: new KeyBook(context.given, this.#report, limits.challenges),
      report: this.#report,
      changed: set => this.#setChanged(set),
      learnt: keys => this.#addKeys(keys),
      limits: limits.registration,
    });
  }

  get registrations(): readonly Registration[] {
    return this.#tracker.registrations;
  }

  /** Which addresses belong to a UE, and which to a CSCF, by what was seen so far. */
  get whoIsWho(): WhoIsWho {
    return this.#whoIsWho ?? new WhoIsWho(this.#tracker.registrations, this.database.sets);
  }

  get registrationsEvicted(): number {
    return this.#tracker.evicted;
  }

  get attemptsEvicted(): number {
    return this.#tracker.evictedAttempts;
  }

  /** Keys that are not tried on every ESP packet that may need them, because there are too many. */
  get keysDropped(): number {
    return this.#keys.dropped + this.#tracker.ignoredKeys;
  }

  /** Takes the next frame, perhaps with the work on its ESP packet done beforehand. */
  push(record: CaptureRecord, prepared: PreparedPacket | null = null): void {
    this.#prepared = prepared;
    if (record.seconds > this.#lastSeconds) this.#lastSeconds = record.seconds;
    this.#listeners.frame(record);
    const datagram = this.net.decode(record);
    if (datagram !== null) {
      if (datagram.protocol !== PROTOCOL.ESP) this.traffic.count(datagram);
      this.#datagram(datagram);
      this.#settle();
    }
    this.#listeners.frameDone();
  }

  /**
   * Takes the next frame with a packet from the lane, if nothing has changed since the lane presumed its opener: the SA is
   * still the first to try, has decrypted earlier packets with it, and knows the ports; the packet is no copy. The result
   * is that of `push`. False, with nothing done, for all other frames.
   */
  pushPlain(frames: FrameRows, index: number, packet: LanePacket): boolean {
    const { chunk, sourceOffset, addressLength, spi, sequence, opener, bytes, plain, messageEnd } = packet;
    const seconds = frames.seconds(index);
    if (seconds >= (this.#searchFrom ?? Infinity)) return false;
    const destinationOffset = sourceOffset + addressLength;
    const generation = this.database.plain.saOf(chunk, destinationOffset, addressLength, spi, opener);
    if (generation === null) return false;
    const { sa } = generation;
    const { sourcePort, destinationPort } = sa;
    if (readU16(bytes, plain) !== sourcePort || readU16(bytes, plain + 2) !== destinationPort) return false;
    const start = plain + UDP_HEADER_LENGTH;
    if (!this.net.isPlainUdp(bytes, start, messageEnd, sourcePort, destinationPort)) return false;
    const row = this.#plain;
    row.place(frames, index, packet, sa, icvFingerprint(chunk, packet.end, false));
    if (row.status === 401 || row.status === 407) return false;
    if (!this.database.plain.count(generation, sequence, row.fingerprint, row.frame)) return false;
    const { statistics } = this.net;
    statistics.frames++;
    statistics.esp++;
    statistics.udp++;
    if (seconds > this.#lastSeconds) this.#lastSeconds = seconds;
    this.sipStatistics.messages++;
    this.sipStatistics.protected++;
    this.#listeners.plain(row);
    return true;
  }

  /** End of the capture: ends incomplete datagrams and streams, and sets the final states of the SAs. */
  end(): void {
    this.#searchHeld();
    this.messages.end();
    this.#openHeld();
    this.access?.end();
    this.net.end();
    this.#tracker.finish(this.#lastSeconds);
    this.#whoIsWho = this.whoIsWho;
    for (const set of this.database.sets) reportSetFacts(set, this.#report);
    reportKeyFacts(this.database, this.#context.given.keys, this.#report);
    this.#listeners.end();
  }

  /** After a datagram: decrypts what it gave the key to. */
  #settle(): void {
    if (this.#changed.length > 0) this.#openHeld();
    if (this.#keys.keys.length > this.#keysTried) this.#searchHeldLater();
  }

  #addKeys(keys: readonly KeyMaterial[]): void {
    for (const key of keys) this.#keys.add(key);
    if (keys.length > 0) this.#listeners.learnt(keys);
  }

  /** A key is seen shortly before its agreement, and the agreement is more reliable than a search with packets. */
  #searchHeldLater(): void {
    this.#searchFrom ??= this.#lastSeconds + this.#context.limits.agreementWait;
    if (this.#lastSeconds >= this.#searchFrom) this.#searchHeld();
  }

  /** Tries new keys on held ESP. The decrypted packets may contain further keys. */
  #searchHeld(): void {
    this.#searchFrom = null;
    while (this.#keys.keys.length > this.#keysTried) {
      this.#keysTried = this.#keys.keys.length;
      for (const packet of this.held.unexplained(this.#context.limits.ipsec.searchedPackets)) {
        if (this.database.searchExhausted) break;
        this.database.recover(packet);
      }
      this.#openHeld();
    }
  }

  #datagram(datagram: Datagram): void {
    if (datagram.protocol === PROTOCOL.ESP) {
      this.#esp(datagram);
      return;
    }
    if (datagram.protocol === PROTOCOL.TCP) this.#listeners.tcpSegment(datagram);
    else if (datagram.protocol === PROTOCOL.UDP) this.#listeners.udpDatagram(datagram);
    this.messages.push(datagram);
  }

  #esp(packet: Datagram): void {
    // Only the outermost packet of a frame is prepared.
    const prepared = packet.protection === null ? this.#prepared : null;
    this.#judged(packet, this.database.decode(packet, prepared));
  }

  /**
   * Decodes the content of an ESP packet; holds a packet without a key, or without a key that verifies it.
   *
   * @param held the packet if it has waited before.
   */
  #judged(packet: Datagram, result: EspResult, held: Held | null = null, again = held !== null): void {
    const { outcome, protection, nextHeader, bytes, start, end, missing } = result;
    if (outcome === 'unknown-spi' || outcome === 'no-key') this.#wait(packet, result, held);
    if (outcome === 'bad-icv') this.#refused.hold(packet, result.spi, result.sa);
    this.#listeners.espPacket(packet, result, again);
    if (protection === null) return;
    if (this.#depth >= this.#context.limits.espDepth) {
      this.net.statistics.depthExceeded++;
      return;
    }
    this.#depth++;
    const inner = this.net.decodeInner(packet, nextHeader, bytes, start, end, protection, missing);
    if (inner !== null) this.#datagram(inner);
    this.#depth--;
  }

  #wait(packet: Datagram, { spi, sa }: EspResult, held: Held | null): void {
    if (held === null) this.held.hold(packet, spi, sa !== null);
    else this.held.putBack(held, sa !== null);
  }

  #setChanged(set: SaSet): void {
    this.#changed.push(set);
    for (const { sourcePort, destinationPort, spi } of set.sas) {
      this.net.expectEspInUdp(sourcePort, spi);
      this.net.expectEspInUdp(destinationPort, spi);
    }
  }

  #openHeld(): void {
    for (let set = this.#changed.shift(); set !== undefined; set = this.#changed.shift()) {
      this.#tryRefused(set);
      for (const sa of set.sas) {
        for (const held of this.held.take(sa.destination, sa.spi))
          this.#judged(held.packet, this.database.retry(held.packet), held);
        this.#listeners.keyed(sa.destination, sa.spi);
      }
    }
  }

  /** A key that verifies nothing may have come before the one that does. */
  #tryRefused(set: SaSet): void {
    const waiting = set.sas.filter(({ destination, spi }) => this.#refused.has(destination, spi));
    const keys = waiting.length === 0 ? [] : this.#refused.untriedKeys(set);
    if (keys.length === 0) return;
    for (const sa of waiting) {
      const isRight = (packet: Datagram) => this.database.verifies(packet, sa, keys);
      for (const [packet, countedOn] of this.#refused.take(sa.destination, sa.spi, isRight))
        this.#judged(packet, this.database.retryRefused(packet, countedOn), null, true);
    }
  }

  #message(event: SipEvent): void {
    const { protection } = event.origin;
    // Copies of transport-mode ESP were dropped by sequence number; only tunnel mode can show its content again.
    if ((protection === null || protection.tunnel) && this.#fold.seen(event)) {
      this.sipStatistics.duplicates++;
      this.#listeners.duplicate(event.origin);
      return;
    }
    this.sipStatistics.messages++;
    if (protection !== null) this.sipStatistics.protected++;
    // Before its issues, which quote it: whoever hides keys learns them from it.
    this.#listeners.sip(event);
    if (this.#context.checkGrammar && !event.cut) this.#reportGrammar(event);
    this.#tracker.observe(event);
  }

  #diameter(event: DiameterEvent): void {
    const { message, ...carrier } = event;
    const { origin } = carrier;
    const vectors = authenticationExchange(message)?.vectors;
    if (vectors !== undefined) this.#tracker.observeVectors(vectors, origin);
    this.#core?.diameter(event);
    const exchange = registrationExchange(message);
    if (exchange !== null) this.#listeners.cxExchange({ exchange, ...carrier });
    const facts = this.#wantsDiameter ? diameterFacts(message) : null;
    if (facts !== null) this.#listeners.diameter({ facts, ...carrier });
  }

  #reportGrammar({ message, origin }: SipEvent): void {
    const { file, frame } = origin;
    for (const { code, message: text } of grammarProblems(message))
      this.#report({
        code: `sip-${code}`,
        layer: 'sip',
        damage: false,
        file,
        frame,
        offset: null,
        message: text,
      });
  }
}
