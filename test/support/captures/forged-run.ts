import { createHash } from 'node:crypto';
import { type AnalysisOptions, analyse, type DiagnosedResult } from '../../../src/analysis/analyse.ts';
import type { SipEvent } from '../../../src/analysis/events/sip-event.ts';
import type { Issue } from '../../../src/model/issue.ts';
import { espPacket } from './esp-packets.ts';
import { ethernet, type Flow, ip, latin1, reverse, tcp, u32, udp } from './packets.ts';
import { pcapFile } from './pcap-file.ts';

/** The addresses of a run, and how its ESP is encrypted. */
export interface RunShape {
  readonly ue: string;
  readonly pcscf: string;
  readonly core: string;
  readonly ealg: string;
  /** hmac-sha-1-96 unless said otherwise. */
  readonly alg?: string;
  /** What carries the messages in ESP: UDP unless said otherwise. */
  readonly transport?: 'tcp';
}

export const SHAPES: readonly RunShape[] = [
  { ue: '10.10.0.3', pcscf: '10.10.0.1', core: '10.20.0.2', ealg: 'aes-cbc' },
  { ue: '2001:db8:7::33', pcscf: '2001:db8::1', core: '2001:db8:c::2', ealg: 'null' },
];

/** Other ends and other algorithms, for siblings of what is tried between the first two. */
export const OTHER_SHAPES: readonly RunShape[] = [
  {
    ue: '2001:db8:8::51',
    pcscf: '2001:db8:ff::1',
    core: '2001:db8:c::2',
    ealg: 'aes-cbc',
    alg: 'hmac-md5-96',
  },
  { ue: '100.64.9.77', pcscf: '172.16.4.4', core: '172.16.5.5', ealg: 'null', alg: 'hmac-sha-1-96' },
  { ue: '192.0.2.130', pcscf: '198.51.100.9', core: '198.51.100.10', ealg: 'aes-gcm', alg: 'null' },
  { ue: '2001:db8:4::4', pcscf: '2001:db8:5::5', core: '2001:db8:6::6', ealg: 'aes-cbc', transport: 'tcp' },
];

const PORTS = { ueC: 31_001, ueS: 32_001, pcscfC: 5062, pcscfS: 5063 } as const;
export const SPIS = { ueC: 4112, ueS: 4113, pcscfC: 4114, pcscfS: 4115 } as const;

/** The key of the run. */
export const RUN_KEY = { ck: new Uint8Array(16).fill(0x45), ik: new Uint8Array(16).fill(0x23) };

/** The RES of the run. */
export const RUN_XRES = new Uint8Array(8).fill(0x5a);

/** Key number `number` of those that the run does not use. */
export function forgedKey(number: number): typeof RUN_KEY {
  return {
    ck: Uint8Array.from([...u32(number), ...new Uint8Array(12).fill(7)]),
    ik: new Uint8Array(16).fill(9),
  };
}

export type RunStep =
  | 'register'
  | 'mw-401'
  | '401'
  | 'protected'
  | 'mw-200'
  | '200'
  | 'message'
  | 'message-200';

/** A registration with four messages in ESP, to which an attack adds frames before or after a step. */
export class ForgedRun {
  readonly shape: RunShape;
  readonly #before = new Map<RunStep, Uint8Array[]>();
  readonly #after = new Map<RunStep, Uint8Array[]>();
  readonly #instead = new Map<RunStep, readonly Uint8Array[]>();

  constructor(shape: RunShape) {
    this.shape = shape;
  }

  before(step: RunStep, ...frames: readonly Uint8Array[]): this {
    this.#before.set(step, [...(this.#before.get(step) ?? []), ...frames]);
    return this;
  }

  after(step: RunStep, ...frames: readonly Uint8Array[]): this {
    this.#after.set(step, [...(this.#after.get(step) ?? []), ...frames]);
    return this;
  }

  /** Leaves steps out. */
  without(...steps: readonly RunStep[]): this {
    for (const step of steps) this.#instead.set(step, []);
    return this;
  }

  /** Puts other frames in the place of a step. */
  instead(step: RunStep, ...frames: readonly Uint8Array[]): this {
    this.#instead.set(step, frames);
    return this;
  }

  get alg(): string {
    return this.shape.alg ?? 'hmac-sha-1-96';
  }

  /** UE to P-CSCF and back, without IPsec; from port-c to port-s; UE port-s from port-c of the P-CSCF; Mw. */
  get gm(): Flow {
    const { ue, pcscf } = this.shape;
    return { source: ue, sourcePort: 5060, destination: pcscf, destinationPort: 5060 };
  }

  get up(): Flow {
    return { ...this.gm, sourcePort: PORTS.ueC, destinationPort: PORTS.pcscfS };
  }

  get down(): Flow {
    return { ...reverse(this.gm), sourcePort: PORTS.pcscfC, destinationPort: PORTS.ueS };
  }

  get mw(): Flow {
    const { pcscf, core } = this.shape;
    return { source: pcscf, sourcePort: 5060, destination: core, destinationPort: 5060 };
  }

  /** A frame with this message in UDP. */
  clear(flow: Flow, text: string): Uint8Array {
    return ethernet(ip(flow, 17, udp(flow, latin1(text))));
  }

  /** A frame with this message in ESP of the run. */
  esp(flow: Flow, sequence: number, text: string, change: (esp: Uint8Array) => void = () => {}): Uint8Array {
    const spi = flow.destination === this.shape.ue ? SPIS.ueS : SPIS.pcscfS;
    const suite = { alg: this.alg, ealg: this.shape.ealg };
    const isTcp = this.shape.transport === 'tcp';
    // Far enough from each other that no two messages of a flow overlap.
    const payload = isTcp
      ? tcp(flow, { sequence: sequence * 100_000 }, latin1(text))
      : udp(flow, latin1(text));
    const nextHeader = isTcp ? 6 : 17;
    const packet = espPacket(suite, RUN_KEY, { spi, sequence, payload, nextHeader });
    change(packet);
    return ethernet(ip(flow, 50, packet));
  }

  /** A frame of ESP with an SPI of the run that no key verifies. */
  junk(flow: Flow, sequence: number): Uint8Array {
    return this.esp(flow, sequence, 'x', packet => packet.fill((sequence * 37) & 255, 8));
  }

  register(cseq: number, headers: readonly string[] = [], callId = 'run'): string {
    const port = cseq === 1 ? 5060 : PORTS.ueS;
    return message('REGISTER sip:ims.example SIP/2.0', `${cseq} REGISTER`, callId, [
      `Via: SIP/2.0/UDP ${host(this.shape.ue)}:${port};branch=z9hG4bK${callId}${cseq}`,
      `Contact: <sip:1@${host(this.shape.ue)}:${PORTS.ueS}>;expires=600000`,
      ...headers,
    ]);
  }

  /** A response to REGISTER. */
  answer(status: string, cseq: number, headers: readonly string[] = [], callId = 'run'): string {
    return message(`SIP/2.0 ${status}`, `${cseq} REGISTER`, callId, [
      `Via: SIP/2.0/UDP ${host(this.shape.ue)}:5060;branch=z9hG4bK${callId}${cseq}`,
      ...headers,
    ]);
  }

  client(): string {
    return `Security-Client: ipsec-3gpp;alg=${this.alg};ealg=${this.shape.ealg};spi-c=${SPIS.ueC};spi-s=${SPIS.ueS};port-c=${PORTS.ueC};port-s=${PORTS.ueS}`;
  }

  server(
    name = 'Security-Server',
    spis: { c: number; s: number } = { c: SPIS.pcscfC, s: SPIS.pcscfS },
  ): string {
    return `${name}: ipsec-3gpp;q=0.1;alg=${this.alg};ealg=${this.shape.ealg};spi-c=${spis.c};spi-s=${spis.s};port-c=${PORTS.pcscfC};port-s=${PORTS.pcscfS}`;
  }

  challenge(key: typeof RUN_KEY | null, nonce = RUN_NONCE): string {
    const keys =
      key === null
        ? ''
        : `,ck="${Buffer.from(key.ck).toString('hex')}",ik="${Buffer.from(key.ik).toString('hex')}"`;
    return `WWW-Authenticate: Digest realm="ims.example",nonce="${nonce}",algorithm=AKAv1-MD5,qop="auth"${keys}`;
  }

  credentials(more = `response="${runResponse()}"`): string {
    return `Authorization: Digest username="1@ims.example",realm="ims.example",nonce="${RUN_NONCE}",uri="sip:ims.example",algorithm=AKAv1-MD5,qop=auth,nc=00000001,cnonce="a",${more}`;
  }

  protectedRegister(): string {
    return this.register(2, [this.client(), this.server('Security-Verify'), this.credentials()]);
  }

  ok(cseq = 2, expires = 600_000): string {
    return this.answer('200 OK', cseq, [
      `Contact: <sip:1@${host(this.shape.ue)}:${PORTS.ueS}>;expires=${expires}`,
    ]);
  }

  /** The frames in order. */
  frames(): Uint8Array[] {
    const { gm, mw, up, down } = this;
    const text = message('MESSAGE sip:2@ims.example SIP/2.0', '1 MESSAGE', 'm', [
      `Via: SIP/2.0/UDP ${host(this.shape.ue)}:${PORTS.ueS};branch=z9hG4bKm`,
    ]);
    const accepted = message('SIP/2.0 200 OK', '1 MESSAGE', 'm', [
      `Via: SIP/2.0/UDP ${host(this.shape.ue)}:${PORTS.ueS};branch=z9hG4bKm`,
    ]);
    const steps: readonly (readonly [RunStep, Uint8Array])[] = [
      ['register', this.clear(gm, this.register(1, [this.client()]))],
      ['mw-401', this.clear(reverse(mw), this.answer('401 Unauthorized', 1, [this.challenge(RUN_KEY)]))],
      [
        '401',
        this.clear(reverse(gm), this.answer('401 Unauthorized', 1, [this.challenge(null), this.server()])),
      ],
      ['protected', this.esp(up, 1, this.protectedRegister())],
      ['mw-200', this.clear(reverse(mw), this.ok())],
      ['200', this.esp(down, 1, this.ok())],
      ['message', this.esp(up, 2, text)],
      ['message-200', this.esp(down, 2, accepted)],
    ];
    return steps.flatMap(([step, frame]) => [
      ...(this.#before.get(step) ?? []),
      ...(this.#instead.get(step) ?? [frame]),
      ...(this.#after.get(step) ?? []),
    ]);
  }

  /** The frames as a capture of 10 ms from one to the next. */
  capture(): Uint8Array {
    return captureOf(this.frames());
  }

  diagnose(): Promise<Heard> {
    return hear(this.capture());
  }
}

/** What an analysis with diagnosis gives. */
export interface Heard extends DiagnosedResult {
  readonly messages: readonly string[];
  readonly issues: readonly Issue[];
}

export async function hear(capture: Uint8Array, options: Partial<AnalysisOptions> = {}): Promise<Heard> {
  const messages: string[] = [];
  const issues: Issue[] = [];
  const on = {
    sip: ({ message: one, origin }: SipEvent) => {
      messages.push(`${origin.frame} ${one.startLine} ${one.callId ?? ''}`);
    },
    issue: (issue: Issue) => {
      issues.push(issue);
    },
  };
  const stream = (async function* () {
    yield capture;
  })();
  const result = await analyse([{ name: 'attack.pcap', stream }], { ...options, diagnose: true, on });
  return { ...result, messages, issues };
}

export function captureOf(frames: readonly Uint8Array[]): Uint8Array {
  const times = frames.map((data, i) => ({
    seconds: 1_700_000_000 + Math.floor(i / 100),
    nanoseconds: (i % 100) * 10_000_000,
    data,
  }));
  return pcapFile(times, { linkType: 1 });
}

/** The nonce of the run. */
export const RUN_NONCE = Buffer.from(Uint8Array.from({ length: 32 }, (_, i) => i * 7)).toString('base64');

function message(start: string, cseq: string, callId: string, headers: readonly string[]): string {
  const lines = [
    start,
    ...headers,
    'Max-Forwards: 70',
    'From: <sip:1@ims.example>;tag=t',
    'To: <sip:1@ims.example>',
    `Call-ID: ${callId}`,
    `CSeq: ${cseq}`,
    'Content-Length: 0',
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/** The answer of the UE to its challenge (RFC 7616 §3.4.1): the password is RES. */
function runResponse(): string {
  const md5 = (...parts: readonly (string | Uint8Array)[]) => {
    const hash = createHash('md5');
    for (const part of parts) hash.update(part);
    return hash.digest('hex');
  };
  const secret = md5('1@ims.example:ims.example:', RUN_XRES);
  return md5(`${secret}:${RUN_NONCE}:00000001:a:auth:${md5('REGISTER:sip:ims.example')}`);
}

function host(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}
