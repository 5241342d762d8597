import type { AnalysisOptions } from '../../src/analysis/analyse.ts';
import type { Suite } from '../../src/model/security-association.ts';
import { espPacket } from '../support/captures/esp-packets.ts';
import { ethernet, type Flow, ip, latin1, reverse, sll, sll2, udp } from '../support/captures/packets.ts';
import { type FrameToWrite, pcapFile } from '../support/captures/pcap-file.ts';
import { ODD_FRAMES } from './lane-frames.ts';
import { keyGiven, keyOf, sasGiven } from './lane-given.ts';
import { type Content, ODDITIES, sip, usual, via } from './lane-messages.ts';
import { LaneTape } from './lane-tape.ts';

/** A capture on the edges of the lane, and how it is analysed. */
export interface LaneStory {
  readonly file: Uint8Array;
  /** Sizes of the chunks in which it comes, in turn. */
  readonly chunks: readonly number[];
  /** Chunks in the lane at a time. */
  readonly depth: number;
  readonly options: AnalysisOptions;
}

const FILE_HEADER = 24;
const RECORD_HEADER = 16;

const SUITES: readonly Suite[] = [
  { alg: 'hmac-sha-1-96', ealg: 'aes-cbc' },
  { alg: 'hmac-md5-96', ealg: 'aes-cbc' },
  { alg: 'hmac-md5-96', ealg: 'null' },
  { alg: 'hmac-sha-1-96', ealg: 'des-ede3-cbc' },
  { alg: 'hmac-sha-1-96', ealg: 'null' },
  { alg: 'null', ealg: 'aes-gcm' },
  { alg: 'aes-gmac', ealg: 'null' },
];

const LINKS = [
  { type: 1, wrap: (packet: Uint8Array) => ethernet(packet) },
  { type: 113, wrap: sll },
  { type: 276, wrap: sll2 },
  { type: 101, wrap: (packet: Uint8Array) => packet },
];

/** One SA set of a UE. */
interface Agreement {
  readonly suite: Suite;
  readonly key: { readonly ck: Uint8Array; readonly ik: Uint8Array };
  readonly spis: {
    readonly ueC: number;
    readonly ueS: number;
    readonly pcscfC: number;
    readonly pcscfS: number;
  };
  readonly ports: { readonly ueC: number; readonly ueS: number };
  readonly challenge: string;
  /** Last sequence number up and down. */
  up: number;
  down: number;
}

interface Ue {
  readonly index: number;
  readonly gm: Flow;
  cseq: number;
  readonly agreements: Agreement[];
}

/** The story that some octets tell: 20 to 200 frames from some hundred octets. */
export function laneStory(octets: Uint8Array): LaneStory {
  const tape = new LaneTape(octets);
  const depth = tape.pick([1, 2, 1, 4]);
  const diagnose = tape.oneIn(3);
  const memory = tape.oneIn(8) ? { maximumMemory: 16 * 1024 * 1024 } : {};
  const sizes = tape.oneIn(4) ? [tape.pick([4096, 1500, 700, 20_000]), tape.pick([2500, 64, 9000])] : null;
  const framesOfChunks = [tape.pick([6, 3, 10, 1, 25]), tape.pick([6, 4, 15, 2])];
  const known = {
    ...(tape.oneIn(6) && { keys: [keyGiven(tape)] }),
    ...(tape.oneIn(6) && { givenSas: sasGiven(tape) }),
  };
  const { linkType, frames } = new Telling(tape).frames();
  const file = pcapFile(frames, { linkType, nanosecond: tape.oneIn(2) });
  return {
    file,
    chunks: sizes ?? chunksOf(frames, framesOfChunks),
    depth,
    options: { diagnose, ...memory, ...known },
  };
}

/** Sizes of chunks with whole frames: so many in turn. */
function chunksOf(frames: readonly FrameToWrite[], counts: readonly number[]): number[] {
  const sizes: number[] = [];
  let size = FILE_HEADER;
  let left = counts[0] as number;
  for (const { data } of frames) {
    size += RECORD_HEADER + data.length;
    if (--left > 0) continue;
    sizes.push(size);
    size = 0;
    left = counts[sizes.length % counts.length] as number;
  }
  return [...sizes, size + 1];
}

class Telling {
  readonly #tape: LaneTape;
  readonly #link: (typeof LINKS)[number];
  readonly #ues: readonly Ue[];
  /** SPIs are taken again after so many agreements. */
  readonly #spisOf: number;
  readonly #suites: number;
  readonly #frames: FrameToWrite[] = [];
  #time = 1_700_000_000_000;
  #number = 10;
  #agreements = 0;

  constructor(tape: LaneTape) {
    this.#tape = tape;
    this.#link = tape.pick([LINKS[0], LINKS[0], LINKS[0], ...LINKS]) as (typeof LINKS)[number];
    const isIpv6 = tape.oneIn(4);
    this.#spisOf = tape.pick([100, 1, 2]);
    this.#suites = tape.below(SUITES.length + 2);
    this.#ues = Array.from({ length: 1 + tape.below(3) }, (_, index) => ({
      index,
      cseq: 1,
      agreements: [],
      gm: {
        source: isIpv6 ? `2001:db8:7::${index + 3}` : `10.10.0.${index + 3}`,
        sourcePort: 5060,
        destination: isIpv6 ? '2001:db8::1' : '10.10.0.1',
        destinationPort: 5060,
      },
    }));
  }

  frames(): { readonly linkType: number; readonly frames: readonly FrameToWrite[] } {
    const tape = this.#tape;
    for (const ue of this.#ues) this.#register(ue);
    while (!tape.isEnd && this.#frames.length < 200) this.#step(tape.pick(this.#ues));
    return { linkType: this.#link.type, frames: this.#frames };
  }

  #step(ue: Ue): void {
    const tape = this.#tape;
    switch (tape.below(26)) {
      case 8:
        this.#register(ue);
        break;
      case 9:
        this.#registerInside(ue);
        break;
      case 10:
        this.#learnKey(ue);
        break;
      case 20:
        this.#agreeUnseen(ue);
        break;
      case 21:
        this.#challengeElsewhere(ue);
        break;
      case 11:
        this.#time += tape.pick([-5000, 1, 20_000, 700_000, 2_000_000, -60_000]);
        break;
      case 12:
        this.#frames.push(...this.#frames.slice(-1 - tape.below(20)));
        break;
      case 13:
        this.#frames.splice(-1 - tape.below(4), 1);
        break;
      case 14: {
        const last = this.#frames.pop();
        if (last !== undefined) this.#frames.splice(-1 - tape.below(6), 0, last);
        break;
      }
      case 15:
      case 16:
      case 17:
        this.#oddContent(ue);
        break;
      case 18:
      case 19:
        this.#oddFrame(ue);
        break;
      default:
        for (let count = 3 + tape.below(8); count > 0; count--) this.#message(ue);
    }
  }

  /** REGISTER and 401 in the clear, then both in ESP. */
  #register(ue: Ue): void {
    const { gm } = ue;
    const agreement = this.#agree(ue);
    const isKeyed = !this.#tape.oneIn(6);
    this.#clear(gm, this.#registerText(ue, gm, agreement));
    this.#clear(reverse(gm), this.#unauthorized(ue, agreement, isKeyed));
    ue.agreements.push(agreement);
    this.#confirm(ue, agreement);
  }

  /** An agreement that the capture does not show; its key comes, and opens what nothing else explains. */
  #agreeUnseen(ue: Ue): void {
    const tape = this.#tape;
    const unseen = this.#agree(ue);
    ue.agreements.unshift(unseen);
    for (let count = 1 + tape.below(3); count > 0; count--) this.#message(ue, unseen);
    this.#message(ue);
    this.#learnKey(ue, 0);
    for (let count = tape.below(3); count > 0; count--) this.#message(ue);
    this.#time += tape.pick([3000, 40_000, 500]);
    for (let count = 1 + tape.below(4); count > 0; count--) this.#message(ue);
  }

  /** A 401 in the middle of another dialogue, with a key of the UE. */
  #challengeElsewhere(ue: Ue): void {
    const { agreement, flow } = this.#way(ue);
    const { challenge, key } = this.#tape.pick(ue.agreements);
    const status = this.#tape.pick(['401 Unauthorized', '407 Proxy Authentication Required']);
    const text = sip(`SIP/2.0 ${status}`, `${this.#number} MESSAGE`, `c${this.#number++}`, [
      via(flow, `${this.#number}`),
      challenge + keysText(key),
    ]);
    this.#esp(ue, agreement, flow, inUdp(flow, text));
  }

  /** The same within the agreement before. */
  #registerInside(ue: Ue): void {
    const before = ue.agreements.at(-1) as Agreement;
    const agreement = this.#agree(ue);
    const { up, down } = flowsOf(ue, before);
    this.#esp(ue, before, up, inUdp(up, this.#registerText(ue, up, agreement)));
    this.#esp(ue, before, down, inUdp(down, this.#unauthorized(ue, agreement, !this.#tape.oneIn(4))));
    ue.agreements.push(agreement);
    this.#confirm(ue, agreement);
  }

  #confirm(ue: Ue, agreement: Agreement): void {
    if (this.#tape.oneIn(5)) return;
    const { up, down } = flowsOf(ue, agreement);
    ue.cseq++;
    this.#esp(ue, agreement, up, inUdp(up, this.#registerText(ue, up, agreement, 'Security-Verify')));
    const ok = sip('SIP/2.0 200 OK', `${ue.cseq} REGISTER`, `r${ue.index}`, [
      via(up, `r${ue.index}-${ue.cseq}`),
      `Contact: <sip:1@ue>;expires=${this.#tape.pick([600_000, 600, 0])}`,
    ]);
    this.#esp(ue, agreement, down, inUdp(down, ok));
  }

  /** The key of an agreement comes on Mw, perhaps late. */
  #learnKey(ue: Ue, which = this.#tape.below(ue.agreements.length)): void {
    const { challenge, key } = ue.agreements.at(which) as Agreement;
    const core = ue.gm.source.includes(':') ? '2001:db8:c::2' : '10.20.0.2';
    const mw = { ...ue.gm, source: core, destination: ue.gm.destination };
    this.#clear(mw, this.#challengeText(ue, challenge + keysText(key)));
  }

  #message(ue: Ue, within?: Agreement): void {
    const { agreement, flow } = this.#way(ue, within);
    this.#esp(ue, agreement, flow, inUdp(flow, usual(flow, this.#number++, this.#tape)));
  }

  #oddContent(ue: Ue): void {
    const tape = this.#tape;
    const { agreement, flow } = this.#way(ue);
    const number = this.#number++;
    this.#esp(ue, agreement, flow, tape.pick(ODDITIES)(flow, usual(flow, number, tape), tape, number));
  }

  /** A usual message in a frame that is not. */
  #oddFrame(ue: Ue): void {
    const tape = this.#tape;
    const { agreement, flow } = this.#way(ue);
    const isUp = flow.source === ue.gm.source;
    const numbered = (sequence: number) =>
      this.#sealed(agreement, flow, ue, sequence, inUdp(flow, usual(flow, this.#number++, tape)));
    const goOnFrom = (sequence: number) => {
      if (isUp) agreement.up = sequence;
      else agreement.down = sequence;
    };
    const last = isUp ? agreement.up : agreement.down;
    const next = () => numbered(isUp ? ++agreement.up : ++agreement.down);
    const framed = tape.pick(ODD_FRAMES)({
      tape,
      flow,
      last,
      next,
      numbered,
      goOnFrom,
      wrap: this.#link.wrap,
    });
    if ('originalLength' in framed) this.#put(framed.data, framed.originalLength);
    else for (const frame of framed) this.#put(frame);
  }

  /** An agreement of a UE, mostly the latest, and a way. */
  #way(ue: Ue, within?: Agreement): { readonly agreement: Agreement; readonly flow: Flow } {
    const tape = this.#tape;
    const which = tape.oneIn(5) ? -1 - tape.below(ue.agreements.length) : -1;
    const agreement = within ?? (ue.agreements.at(which) as Agreement);
    const { up, down, upFromServer, downFromServer } = flowsOf(ue, agreement);
    return { agreement, flow: tape.pick([up, down, up, down, up, down, upFromServer, downFromServer]) };
  }

  #agree({ index }: Ue): Agreement {
    const tape = this.#tape;
    const number = this.#agreements++;
    const base = 4096 + 4 * (number % this.#spisOf) + (tape.oneIn(8) ? 0 : 1000 * index);
    const key = tape.oneIn(8) ? 0 : number;
    const suite = SUITES[this.#suites < SUITES.length ? this.#suites : tape.below(SUITES.length)] as Suite;
    const nonce = Buffer.from(Uint8Array.from({ length: 32 }, (_, i) => i * 7 + number)).toString('base64');
    return {
      suite,
      key: keyOf(key),
      spis: { ueC: base, ueS: base + 1, pcscfC: base + 2, pcscfS: base + 3 },
      ports: { ueC: 31_001 + (tape.oneIn(3) ? number : 0), ueS: 32_001 },
      challenge: `WWW-Authenticate: Digest realm="ims.example",nonce="${nonce}",algorithm=AKAv1-MD5,qop="auth"`,
      up: 0,
      down: 0,
    };
  }

  #registerText(ue: Ue, flow: Flow, agreement: Agreement, verify = ''): string {
    const { challenge, suite, spis, ports } = agreement;
    const nonce = /nonce="(.*?)"/.exec(challenge)?.[1];
    return sip('REGISTER sip:ims.example SIP/2.0', `${ue.cseq} REGISTER`, `r${ue.index}`, [
      via(flow, `r${ue.index}-${ue.cseq}`),
      `Contact: <sip:1@ue>;expires=600000`,
      `Security-Client: ${mechanism(suite, spis.ueC, spis.ueS, ports.ueC, ports.ueS)}`,
      ...(verify === '' ? [] : [`${verify}: ${mechanism(suite, spis.pcscfC, spis.pcscfS, 5062, 5063)}`]),
      `Authorization: Digest username="1@ims.example",realm="ims.example",nonce="${nonce}",uri="sip:ims.example",response="00"`,
    ]);
  }

  #unauthorized(ue: Ue, { challenge, key, suite, spis }: Agreement, isKeyed: boolean): string {
    const server = `Security-Server: ${mechanism(suite, spis.pcscfC, spis.pcscfS, 5062, 5063)}`;
    return this.#challengeText(ue, challenge + (isKeyed ? keysText(key) : ''), server);
  }

  #challengeText({ gm, index, cseq }: Ue, ...headers: readonly string[]): string {
    return sip('SIP/2.0 401 Unauthorized', `${cseq} REGISTER`, `r${index}`, [
      via(gm, `r${index}-${cseq}`),
      ...headers,
    ]);
  }

  #clear(flow: Flow, text: string): void {
    this.#put(this.#link.wrap(ip(flow, 17, udp(flow, latin1(text)))));
  }

  #esp(ue: Ue, agreement: Agreement, flow: Flow, content: Content): void {
    const sequence = flow.source === ue.gm.source ? ++agreement.up : ++agreement.down;
    this.#put(this.#link.wrap(ip(flow, 50, this.#sealed(agreement, flow, ue, sequence, content))));
  }

  #sealed(
    { suite, key, spis }: Agreement,
    flow: Flow,
    ue: Ue,
    sequence: number,
    content: Content,
  ): Uint8Array {
    const { sourcePort } = flow;
    const isUp = flow.source === ue.gm.source;
    const fromServer = sourcePort === 32_001 || sourcePort === 5063;
    const spi = isUp ? (fromServer ? spis.pcscfC : spis.pcscfS) : fromServer ? spis.ueC : spis.ueS;
    return espPacket(suite, key, { spi, sequence: sequence % 2 ** 32, ...content });
  }

  #put(data: Uint8Array, originalLength = data.length): void {
    this.#time += 10;
    const seconds = Math.floor(this.#time / 1000);
    this.#frames.push({ seconds, nanoseconds: (this.#time % 1000) * 1e6, data, originalLength });
  }
}

function inUdp(flow: Flow, text: string): Content {
  return { payload: udp(flow, latin1(text)), nextHeader: 17 };
}

/** The four ways of an agreement. */
function flowsOf({ gm }: Ue, { ports }: Agreement) {
  const up = { ...gm, sourcePort: ports.ueC, destinationPort: 5063 };
  const down = { ...reverse(gm), sourcePort: 5062, destinationPort: ports.ueS };
  return { up, down, upFromServer: reverse(down), downFromServer: reverse(up) };
}

function mechanism({ alg, ealg }: Suite, spiC: number, spiS: number, portC: number, portS: number): string {
  return `ipsec-3gpp;alg=${alg};ealg=${ealg};spi-c=${spiC};spi-s=${spiS};port-c=${portC};port-s=${portS}`;
}

function keysText({ ck, ik }: Agreement['key']): string {
  const hex = (octets: Uint8Array) => Buffer.from(octets).toString('hex');
  return `,ck="${hex(ck)}",ik="${hex(ik)}"`;
}
