import { type Parameters, suiteOfUe } from './parameters.ts';
import { HOME, type Network, PCSCF_PORT_C, PCSCF_PORT_S, type Ue, uriHost } from './ue.ts';

/** The SIP of one UE: requests and responses as whole texts, one character for each byte. */
export class SipTexts {
  readonly #ue: Ue;
  readonly #via: string;
  readonly #pcscf: string;
  readonly #clearUe: string;
  readonly #pcscfVia: string;
  readonly #scscf: string;
  readonly #identity: string;
  readonly #securityClient: string;
  readonly #securityServer: string;

  constructor(ue: Ue, parameters: Parameters, network: Network) {
    const { alg, ealg } = suiteOfUe(parameters, ue.index);
    const protection = parameters.transport.toUpperCase();
    this.#ue = ue;
    this.#via = `SIP/2.0/${protection} ${ue.hostPort}`;
    this.#pcscf = uriHost(network.pcscf);
    this.#pcscfVia = `SIP/2.0/${protection} ${this.#pcscf}:${PCSCF_PORT_S}`;
    this.#scscf = `${uriHost(network.scscf)}:5060`;
    this.#clearUe = `${uriHost(ue.host)}:5060`;
    this.#identity = `<${ue.impu}>`;
    this.#securityClient = `ipsec-3gpp;alg=${alg};ealg=${ealg};spi-c=${ue.spiC};spi-s=${ue.spiS};port-c=${ue.portC};port-s=${ue.portS};prot=esp;mod=trans`;
    this.#securityServer = `ipsec-3gpp;q=0.1;prot=esp;mod=trans;spi-c=${ue.pcscfSpiC};spi-s=${ue.pcscfSpiS};port-c=${PCSCF_PORT_C};port-s=${PCSCF_PORT_S};alg=${alg};ealg=${ealg}`;
  }

  /** The first REGISTER, in the clear. */
  register(): string {
    return this.#register(
      1,
      `SIP/2.0/UDP ${this.#clearUe};branch=${this.#branch(1)};rport`,
      'nonce="",response=""',
    );
  }

  /** 401 on Mw: with CK and IK, without Security-Server. */
  challengeOnMw(): string {
    const { ck, ik } = this.#ue;
    return this.#challenge(`, ck="${ck.toString('hex')}", ik="${ik.toString('hex')}"`, []);
  }

  /** 401 on Gm: without keys, with Security-Server. */
  challengeOnGm(): string {
    return this.#challenge('', [`Security-Server: ${this.#securityServer}`]);
  }

  /** The second REGISTER, inside ESP. */
  protectedRegister(): string {
    const answer = `nonce="${this.#ue.nonce}",response="${this.#ue.token(2)}${this.#ue.token(3)}",algorithm=AKAv1-MD5,cnonce="${this.#ue.token(4)}",qop=auth,nc=00000001`;
    return this.#register(2, `${this.#via};branch=${this.#branch(5)};rport`, answer, [
      `Security-Verify: ${this.#securityServer}`,
    ]);
  }

  /** 200 to the second REGISTER, inside ESP. */
  registered(): string {
    return message('SIP/2.0 200 OK', [
      `Via: ${this.#via};branch=${this.#branch(5)};rport=${this.#ue.portC};received=${this.#ue.host.address}`,
      `From: ${this.#identity};tag=${this.#ue.token(6)}`,
      `To: ${this.#identity};tag=${this.#ue.token(7)}`,
      `Call-ID: ${this.#ue.token(0)}@${this.#clearUe}`,
      'CSeq: 2 REGISTER',
      `Contact: <sip:${this.#ue.impi.split('@')[0]}@${this.#ue.hostPort}>;+g.3gpp.smsip;expires=600000`,
      `Path: <sip:term@${this.#pcscf}:5060;lr>`,
      `Service-Route: <sip:orig@${this.#scscf};lr>`,
      `P-Associated-URI: ${this.#identity}`,
    ]);
  }

  /** MESSAGE number `pair` from the UE, and its 200. */
  fromUe(pair: number): readonly [request: string, response: string] {
    const ue = this.#ue;
    const serial = SERIALS * (pair + 1);
    const via = `Via: ${this.#via};branch=${this.#branch(serial)};rport`;
    const from = `From: ${this.#identity};tag=${ue.token(serial + 1)}`;
    const to = `To: <sip:peer@${HOME}>`;
    const callId = `Call-ID: ${ue.token(serial + 2)}@${uriHost(ue.host)}`;
    const cseq = 'CSeq: 1 MESSAGE';
    const request = `MESSAGE sip:peer@${HOME} SIP/2.0\r
${via}\r
Max-Forwards: 70\r
Route: <sip:${this.#pcscf}:${PCSCF_PORT_S};lr>,<sip:orig@${this.#scscf};lr>\r
${from}\r
${to}\r
${callId}\r
${cseq}\r
Contact: <sip:${ue.impi.split('@')[0]}@${ue.hostPort}>\r
Require: sec-agree\r
Proxy-Require: sec-agree\r
P-Access-Network-Info: 3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=0010100010019b01\r
Security-Verify: ${this.#securityServer}\r
Content-Type: text/plain;charset=utf-8\r
${body(ue.index, pair)}`;
    const response = `SIP/2.0 200 OK\r
${via}=${ue.portC};received=${ue.host.address}\r
${from}\r
${to};tag=${ue.token(serial + 3)}\r
${callId}\r
${cseq}\r
Server: ims-core/1.0\r
Content-Length: 0\r
\r
`;
    return [request, response];
  }

  /** MESSAGE number `pair` to the UE, and its 200. */
  toUe(pair: number): readonly [request: string, response: string] {
    const ue = this.#ue;
    const serial = SERIALS * (pair + 1);
    const via = `Via: ${this.#pcscfVia};branch=${this.#branch(serial)}\r
Via: SIP/2.0/UDP ${this.#scscf};branch=${this.#branch(serial + 1)}`;
    const from = `From: <sip:peer@${HOME}>;tag=${ue.token(serial + 2)}`;
    const to = `To: ${this.#identity}`;
    const callId = `Call-ID: ${ue.token(serial + 3)}@${this.#scscf}`;
    const cseq = 'CSeq: 1 MESSAGE';
    const request = `MESSAGE sip:${ue.impi.split('@')[0]}@${ue.hostPort} SIP/2.0\r
${via}\r
Max-Forwards: 67\r
${from}\r
${to}\r
${callId}\r
${cseq}\r
P-Called-Party-ID: ${this.#identity}\r
P-Asserted-Identity: <sip:peer@${HOME}>\r
P-Charging-Vector: icid-value=${ue.token(serial + 4)};icid-generated-at=${this.#scscf}\r
Request-Disposition: no-fork\r
Accept-Contact: *;+g.3gpp.smsip;require;explicit\r
Content-Type: text/plain;charset=utf-8\r
${body(ue.index, pair)}`;
    const response = `SIP/2.0 200 OK\r
${via}\r
${from}\r
${to};tag=${ue.token(serial + 5)}\r
${callId}\r
${cseq}\r
Content-Length: 0\r
\r
`;
    return [request, response];
  }

  #register(cseq: number, via: string, digest: string, further: readonly string[] = []): string {
    const { impi, hostPort } = this.#ue;
    return message(`REGISTER sip:${HOME} SIP/2.0`, [
      `Via: ${via}`,
      'Max-Forwards: 70',
      `From: ${this.#identity};tag=${this.#ue.token(6)}`,
      `To: ${this.#identity}`,
      `Call-ID: ${this.#ue.token(0)}@${this.#clearUe}`,
      `CSeq: ${cseq} REGISTER`,
      `Contact: <sip:${impi.split('@')[0]}@${hostPort}>;+g.3gpp.smsip`,
      'Expires: 600000',
      'Supported: path,sec-agree',
      'Require: sec-agree',
      'Proxy-Require: sec-agree',
      `Authorization: Digest username="${impi}",realm="${HOME}",uri="sip:${HOME}",${digest}`,
      `Security-Client: ${this.#securityClient}`,
      ...further,
      'P-Access-Network-Info: 3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=0010100010019b01',
    ]);
  }

  #challenge(keys: string, further: readonly string[]): string {
    return message('SIP/2.0 401 Unauthorized', [
      `Via: SIP/2.0/UDP ${this.#clearUe};branch=${this.#branch(1)};rport`,
      `From: ${this.#identity};tag=${this.#ue.token(6)}`,
      `To: ${this.#identity};tag=${this.#ue.token(8)}`,
      `Call-ID: ${this.#ue.token(0)}@${this.#clearUe}`,
      'CSeq: 1 REGISTER',
      `WWW-Authenticate: Digest realm="${HOME}", nonce="${this.#ue.nonce}", algorithm=AKAv1-MD5${keys}, qop="auth"`,
      ...further,
    ]);
  }

  #branch(serial: number): string {
    return `z9hG4bK${this.#ue.token(serial)}`;
  }
}

/** Serial numbers of tokens set aside for each pair; the first ones are the registration's. */
const SERIALS = 16;

function message(startLine: string, headers: readonly string[]): string {
  return [startLine, ...headers, 'Content-Length: 0', '', ''].join('\r\n');
}

const FILLING = 'and the quick brown fox jumps over the lazy dog, as it does in every text of this kind. ';

/** Content-Length, the empty line and a text of 80 to 140 bytes, so that the padding of ESP varies. */
function body(ue: number, pair: number): string {
  const text = `Message ${pair} of UE ${ue}: ${FILLING}${FILLING.slice(0, (pair + 7 * ue) % 29)}`;
  return `Content-Length: ${text.length}\r\n\r\n${text}`;
}
