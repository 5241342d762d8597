import type { Usim } from '../../../src/aka/usim.ts';
import { Analyser } from '../../../src/analysis/analyser.ts';
import { diagnosisOf, factsFor, newJournal } from '../../../src/analysis/diagnosis.ts';
import { LIMITS } from '../../../src/analysis/limits.ts';
import { addressText, endpointText } from '../../../src/bytes/address.ts';
import { toHex } from '../../../src/bytes/hex.ts';
import { allFindings } from '../../../src/diagnosis/all-findings.ts';
import { type AnalysisFacts, buildCases } from '../../../src/diagnosis/cases/build-cases.ts';
import type { CaptureFacts, RegistrationCase } from '../../../src/diagnosis/cases/case.ts';
import type { Journal } from '../../../src/diagnosis/journal/journal.ts';
import { loadEngine } from '../../../src/ipsec/crypto/load-engine.ts';
import type { CaptureRecord } from '../../../src/model/capture.ts';
import type { Diagnosis, Finding } from '../../../src/model/diagnosis.ts';
import type { AgreementEnd, KeyMaterial, SaName, Suite } from '../../../src/model/security-association.ts';
import { TCP_FLAG } from '../../../src/net/packet/datagram.ts';
import { ChallengeStore } from '../../../src/registration/challenge-store.ts';
import { diameter } from '../captures/diameter.ts';
import { espPacket } from '../captures/esp-packets.ts';
import {
  ethernet,
  type Flow,
  fragments,
  ip,
  join,
  latin1,
  record,
  reverse,
  type TcpFields,
  tcp,
  udp,
} from '../captures/packets.ts';
import { KEY, SUITE } from '../captures/sa-set.ts';

/** The two ends of Gm as Security-Client and Security-Server name them. */
export const UE: AgreementEnd = { address: '10.0.0.1', portC: 31001, portS: 32001, spiC: 1001, spiS: 1002 };
export const PCSCF: AgreementEnd = { address: '10.0.0.2', portC: 5062, portS: 5063, spiC: 2001, spiS: 2002 };
/** A base64 nonce of 32 octets. */
export const NONCE = 'I1U8vpY3qJ0hiuZNrke/NVXzKLQ1d7m5Sp/6w1Tfr7M=';

const MW_PCSCF = '10.20.0.1';
const SCSCF = '10.20.0.2';
/** The P-CSCF puts its own above that of the UE. */
const MW_VIA = 'SIP/2.0/UDP 10.20.0.1;branch=z9hG4bKmw, SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bKue';

/** What differs from the ordinary message. */
export interface Parts {
  readonly startLine?: string;
  readonly cseq?: number;
  readonly method?: string;
  readonly callId?: string;
  /** Further header fields; one that is null is left out. Names are those that the ordinary message has. */
  readonly headers?: Readonly<Record<string, string | null>>;
  readonly body?: string;
  /** Ends in the clear, or inside ESP; what is not given is that of the ordinary message. */
  readonly flow?: Partial<Flow>;
  /** For messages in ESP. */
  readonly sa?: SaName;
  readonly spi?: number;
  readonly key?: Pick<KeyMaterial, 'ck' | 'ik'>;
  readonly suite?: Suite;
  readonly ue?: AgreementEnd;
  readonly pcscf?: AgreementEnd;
  readonly sequence?: number;
}

/** Security-Client or Security-Server of one mechanism. */
export function mechanism(end: AgreementEnd, suite: Suite = SUITE, more = ''): string {
  const { spiC, spiS, portC, portS } = end;
  return `ipsec-3gpp;prot=esp;mod=trans;spi-c=${spiC};spi-s=${spiS};port-c=${portC};port-s=${portS};alg=${suite.alg};ealg=${suite.ealg}${more}`;
}

/**
 * A capture that a test writes message by message: each method adds a frame, ten milliseconds after the one before.
 * `register().challengeMw().challenge().answer().ok()` is a registration over UDP that goes well.
 */
export class Script {
  readonly #frames: { readonly bytes: Uint8Array; readonly time: number }[] = [];
  #time = 0;
  readonly #sequences = new Map<number, number>();
  readonly #cxSequences = { request: 1, answer: 1 };
  readonly #streams = new Map<string, number>();

  /** Lets time pass. */
  wait(seconds: number): this {
    this.#time += seconds * 1e9;
    return this;
  }

  /** The clear REGISTER of the UE. */
  register(parts: Parts = {}): this {
    const headers = {
      'Security-Client': mechanism(parts.ue ?? UE, parts.suite),
      Require: 'sec-agree',
      'Proxy-Require': 'sec-agree',
      Authorization: authorization('nonce="", response="", algorithm=AKAv1-MD5'),
      Expires: '600000',
      Contact: `<sip:alice@${hostPort(parts.ue ?? UE)}>`,
    };
    return this.clear('REGISTER sip:ims SIP/2.0', { cseq: 1, ...withHeaders(parts, headers) });
  }

  /** What the P-CSCF passes on to the S-CSCF. */
  registerMw(parts: Parts = {}): this {
    const headers = {
      Via: MW_VIA,
      Authorization: authorization('nonce="", response="", algorithm=AKAv1-MD5'),
    };
    return this.mw('REGISTER sip:ims SIP/2.0', { cseq: 1, ...withHeaders(parts, headers) });
  }

  /** The 401 of the S-CSCF, with keys. */
  challengeMw(parts: Parts = {}): this {
    const key = parts.key ?? KEY;
    const headers = {
      'WWW-Authenticate': `Digest realm="ims", nonce="${NONCE}", algorithm=AKAv1-MD5, ck="${toHex(key.ck)}", ik="${toHex(key.ik)}", qop="auth"`,
    };
    return this.mwBack('SIP/2.0 401 Unauthorized', { cseq: 1, ...withHeaders(parts, headers) });
  }

  /** The 401 that the P-CSCF sends to the UE. */
  challenge(parts: Parts = {}): this {
    const headers = {
      'WWW-Authenticate': `Digest realm="ims", nonce="${NONCE}", algorithm=AKAv1-MD5, qop="auth"`,
      'Security-Server': mechanism(parts.pcscf ?? PCSCF, parts.suite),
    };
    return this.clearBack('SIP/2.0 401 Unauthorized', { cseq: 1, ...withHeaders(parts, headers) });
  }

  /** The REGISTER in ESP that answers the challenge. */
  answer(parts: Parts = {}): this {
    const ue = parts.ue ?? UE;
    const headers = {
      Via: `SIP/2.0/UDP ${hostPort(ue)};branch=z9hG4bKanswer`,
      'Security-Client': mechanism(ue, parts.suite),
      'Security-Verify': mechanism(parts.pcscf ?? PCSCF, parts.suite),
      Require: 'sec-agree',
      'Proxy-Require': 'sec-agree',
      Authorization: authorization(
        `nonce="${NONCE}", response="0123456789abcdef0123456789abcdef", algorithm=AKAv1-MD5, qop=auth, nc=00000001, cnonce="1"`,
      ),
      Expires: '600000',
      Contact: `<sip:alice@${hostPort(ue)}>`,
    };
    return this.esp('uc->ps', 'REGISTER sip:ims SIP/2.0', { cseq: 2, ...withHeaders(parts, headers) });
  }

  /** The 200 in ESP. */
  ok(parts: Parts = {}): this {
    const ue = parts.ue ?? UE;
    const headers = {
      Expires: '600000',
      Contact: contactOf(ue),
      'P-Associated-URI': '<sip:alice@ims>',
      'Service-Route': '<sip:orig@10.20.0.2;lr>',
    };
    return this.esp('pc->us', 'SIP/2.0 200 OK', { cseq: 2, ...withHeaders(parts, headers) });
  }

  /** Any message of the UE in the clear, over UDP from and to port 5060. */
  clear(startLine: string, parts: Parts = {}): this {
    const flow = {
      source: (parts.ue ?? UE).address,
      sourcePort: 5060,
      destination: (parts.pcscf ?? PCSCF).address,
      destinationPort: 5060,
    };
    return this.#udp(flow, startLine, parts);
  }

  /** Any message of the P-CSCF to the UE in the clear. */
  clearBack(startLine: string, parts: Parts = {}): this {
    const flow = {
      source: (parts.pcscf ?? PCSCF).address,
      sourcePort: 5060,
      destination: (parts.ue ?? UE).address,
      destinationPort: 5060,
    };
    return this.#udp(flow, startLine, parts);
  }

  /** Any message from the P-CSCF to the S-CSCF. */
  mw(startLine: string, parts: Parts = {}): this {
    return this.#udp(
      { source: MW_PCSCF, sourcePort: 5060, destination: SCSCF, destinationPort: 5060 },
      startLine,
      withHeaders(parts, { Via: MW_VIA }),
    );
  }

  /** Any message from the S-CSCF to the P-CSCF. */
  mwBack(startLine: string, parts: Parts = {}): this {
    return this.#udp(
      { source: SCSCF, sourcePort: 5060, destination: MW_PCSCF, destinationPort: 5060 },
      startLine,
      withHeaders(parts, { Via: MW_VIA }),
    );
  }

  /** Any message in ESP over UDP. */
  esp(sa: SaName, startLine: string, parts: Parts = {}): this {
    const flow = { ...innerFlow(parts.sa ?? sa, parts), ...parts.flow };
    return this.#esp(
      parts.sa ?? sa,
      parts,
      flow,
      udp(flow, latin1(messageText(parts.startLine ?? startLine, parts))),
      17,
    );
  }

  /** A TCP segment in ESP: `SYN` unless flags say otherwise. */
  espTcp(sa: SaName, parts: Parts & { readonly flags?: number; readonly tcpSequence?: number } = {}): this {
    const flow = { ...innerFlow(sa, parts), ...parts.flow };
    const segment = tcp(flow, { sequence: parts.tcpSequence ?? 1000, flags: parts.flags ?? TCP_FLAG.SYN });
    return this.#esp(sa, parts, flow, segment, 6);
  }

  /** A request or an answer of Cx from the CSCF to the HSS and back; see `avp` for what it holds. */
  cx(command: number, request: boolean, ...avps: readonly Uint8Array[]): this {
    const toHss = { source: SCSCF, sourcePort: 40000, destination: '10.20.0.3', destinationPort: 3868 };
    const flow = request ? toHss : reverse(toHss);
    const bytes = diameter({ command, application: 16777216, request }, ...avps);
    const sequence = this.#cxSequences[request ? 'request' : 'answer'];
    this.#cxSequences[request ? 'request' : 'answer'] += bytes.length;
    return this.frame(ethernet(ip(flow, 6, tcp(flow, { sequence }, bytes))));
  }

  /** A message in ESP over TCP, in one segment behind what went between these ports before. */
  espTcpMessage(sa: SaName, startLine: string, parts: Parts = {}): this {
    const flow = { ...innerFlow(sa, parts), ...parts.flow };
    const payload = latin1(messageText(startLine, parts));
    const name = `${flow.sourcePort} ${flow.destinationPort}`;
    const sequence = this.#streams.get(name) ?? 1001;
    this.#streams.set(name, sequence + payload.length);
    return this.#esp(sa, parts, flow, tcp(flow, { sequence, flags: TCP_FLAG.ACK }, payload), 6);
  }

  /** An ICMP error about a packet: by default of the P-CSCF, to the sender. Type and code are those of the family. */
  icmp([type, code]: readonly [number, number], quoted: Uint8Array, source: string = PCSCF.address): this {
    const flow = { source, destination: sourceOf(quoted), sourcePort: 0, destinationPort: 0 };
    const protocol = source.includes(':') ? 58 : 1;
    const header = [type, code, 0, 0, 0, 0, 0, 0];
    return this.frame(ethernet(ip(flow, protocol, join(header, quoted.subarray(0, 200)))));
  }

  /** The IP packet of the last frame. */
  get lastPacket(): Uint8Array {
    const { bytes } = this.#frames.at(-1) as { readonly bytes: Uint8Array };
    return bytes.subarray(14);
  }

  /** The first fragment of the last packet takes its place, or the others do. */
  onlyFragment(which: 'first' | 'later', size: number, id: number): this {
    const { bytes } = this.#frames.pop() as { readonly bytes: Uint8Array };
    this.#time -= 10_000_000;
    const isIpv6 = (bytes[14] as number) >> 4 === 6;
    const [header, protocol] = isIpv6 ? [40, bytes[20]] : [20, bytes[23]];
    const at = 14 + (isIpv6 ? 8 : 12);
    const length = isIpv6 ? 16 : 4;
    const source = addressText(bytes, at, length);
    const destination = addressText(bytes, at + length, length);
    const flow = { source, destination, sourcePort: 0, destinationPort: 0 };
    const [first, ...later] = fragments(flow, protocol as number, bytes.subarray(14 + header), size, id);
    for (const one of which === 'first' ? [first as Uint8Array] : later) this.frame(ethernet(one));
    return this;
  }

  /** A TCP segment in the clear. */
  tcp(flow: Flow, fields: TcpFields, payload = ''): this {
    return this.frame(ethernet(ip(flow, 6, tcp(flow, fields, latin1(payload)))));
  }

  /** Any frame. */
  frame(bytes: Uint8Array): this {
    this.#time += 10_000_000;
    this.#frames.push({ bytes, time: this.#time });
    return this;
  }

  records(): CaptureRecord[] {
    return this.#frames.map(({ bytes, time }, i) => record(bytes, i + 1, { time: Math.round(time) }));
  }

  #udp(flow: Flow, startLine: string, parts: Parts): this {
    const ends = { ...flow, ...parts.flow };
    const text = messageText(parts.startLine ?? startLine, parts);
    return this.frame(ethernet(ip(ends, 17, udp(ends, latin1(text)))));
  }

  #esp(sa: SaName, parts: Parts, flow: Flow, payload: Uint8Array, nextHeader: number): this {
    const spi = parts.spi ?? spiOf(sa, parts);
    const sequence = parts.sequence ?? (this.#sequences.get(spi) ?? 0) + 1;
    this.#sequences.set(spi, sequence);
    const packet = espPacket(parts.suite ?? SUITE, parts.key ?? KEY, { spi, sequence, payload, nextHeader });
    return this.frame(ethernet(ip(flow, 50, packet)));
  }
}

/** What a user gives to a script. */
interface Given {
  readonly usims?: readonly Usim[];
}

/** What the rules make of a script. */
export async function diagnosed(script: Script, more: Given = {}): Promise<Diagnosis> {
  return diagnosisOf(...(await analysed(script, more)));
}

/** What a diagnosis is made of, of a script. */
export async function analysisFactsOf(script: Script, more: Given = {}): Promise<AnalysisFacts> {
  return factsFor(...(await analysed(script, more)));
}

/** The facts that the rules look at, of a script. */
export async function factsOf(script: Script, more: Given = {}): Promise<CaptureFacts> {
  return buildCases(await analysisFactsOf(script, more));
}

/** Those of its registrations. */
export async function casesOf(script: Script, more: Given = {}): Promise<readonly RegistrationCase[]> {
  return (await factsOf(script, more)).cases;
}

/** Those of its first registration. */
export async function caseOf(script: Script): Promise<RegistrationCase> {
  const [one] = await casesOf(script);
  if (one === undefined) throw new Error('the script has no registration');
  return one;
}

async function analysed(script: Script, more: Given): Promise<[Analyser, ChallengeStore, Journal]> {
  const challenges = new ChallengeStore(100);
  const journal = newJournal(LIMITS.journal);
  const analyser = new Analyser({
    engine: await loadEngine('node'),
    challenges,
    given: { usims: more.usims ?? [], keys: [] },
    limits: LIMITS,
    checkGrammar: false,
    listeners: [journal],
  });
  for (const one of script.records()) analyser.push(one);
  analyser.end();
  return [analyser, challenges, journal];
}

/** All findings of one rule, of registrations and of the capture. */
export async function findingsOf(rule: string, script: Script, more: Given = {}): Promise<Finding[]> {
  return allFindings(await diagnosed(script, more)).filter(one => one.rule === rule);
}

/** Where an IP packet comes from. */
function sourceOf(packet: Uint8Array): string {
  return (packet[0] as number) >> 4 === 6 ? addressText(packet, 8, 16) : addressText(packet, 12, 4);
}

/** Address and protected server port of a UE, as headers write them. */
function hostPort({ address, portS }: AgreementEnd): string {
  return endpointText(address, portS);
}

function contactOf({ address, portS }: AgreementEnd): string {
  return `<sip:alice@${endpointText(address, portS)}>`;
}

function authorization(rest: string): string {
  return `Digest username="alice@ims", realm="ims", uri="sip:ims", ${rest}`;
}

function withHeaders(parts: Parts, headers: Readonly<Record<string, string>>): Parts {
  return { ...parts, headers: { ...headers, ...parts.headers } };
}

function messageText(startLine: string, parts: Parts): string {
  const method = parts.method ?? (startLine.startsWith('SIP/2.0') ? 'REGISTER' : startLine.split(' ')[0]);
  const headers: Record<string, string | null> = {
    Via: 'SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bKue',
    From: '<sip:alice@ims>;tag=1',
    To: '<sip:alice@ims>',
    'Call-ID': parts.callId ?? 'a@ue',
    CSeq: `${parts.cseq ?? 1} ${method}`,
    ...parts.headers,
    'Content-Length': String(parts.body?.length ?? 0),
  };
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    value === null ? [] : [`${name}: ${value}`],
  );
  return `${[startLine, ...lines].join('\r\n')}\r\n\r\n${parts.body ?? ''}`;
}

function innerFlow(sa: SaName, { ue = UE, pcscf = PCSCF }: Parts): Flow {
  const ends = {
    'uc->ps': [ue, ue.portC, pcscf, pcscf.portS],
    'pc->us': [pcscf, pcscf.portC, ue, ue.portS],
    'ps->uc': [pcscf, pcscf.portS, ue, ue.portC],
    'us->pc': [ue, ue.portS, pcscf, pcscf.portC],
    unknown: [ue, ue.portC, pcscf, pcscf.portS],
  } as const;
  const [from, sourcePort, to, destinationPort] = ends[sa];
  return { source: from.address, sourcePort, destination: to.address, destinationPort };
}

function spiOf(sa: SaName, { ue = UE, pcscf = PCSCF }: Parts): number {
  return { 'uc->ps': pcscf.spiS, 'pc->us': ue.spiS, 'ps->uc': ue.spiC, 'us->pc': pcscf.spiC, unknown: 99 }[
    sa
  ];
}
