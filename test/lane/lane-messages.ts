import { type Flow, ip, join, latin1, reverse, tcp, udp } from '../support/captures/packets.ts';
import type { LaneTape } from './lane-tape.ts';

/** What stands in an ESP packet. */
export interface Content {
  readonly payload: Uint8Array;
  readonly nextHeader: number;
}

/** A SIP message of these lines, with its Content-Length. */
export function sip(
  start: string,
  cseq: string,
  callId: string,
  headers: readonly string[] = [],
  body = '',
): string {
  const lines = [
    start,
    ...headers,
    'Max-Forwards: 70',
    'From: <sip:1@ims.example>;tag=t',
    'To: <sip:1@ims.example>',
    `Call-ID: ${callId}`,
    `CSeq: ${cseq}`,
    `Content-Length: ${body.length}`,
  ];
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}

/** The Via of a message. */
export function via({ source, sourcePort }: Flow, branch: string): string {
  const host = source.includes(':') ? `[${source}]` : source;
  return `Via: SIP/2.0/UDP ${host}:${sourcePort};branch=z9hG4bK${branch}`;
}

/** A request or a response, unlike any before by its number. */
export function usual(flow: Flow, number: number, tape: LaneTape): string {
  const headers = [
    via(flow, `${number}`),
    'P-Access-Network-Info: 3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=0010100010000001',
  ];
  const start = tape.pick([
    'MESSAGE sip:2@ims.example SIP/2.0',
    'SIP/2.0 200 OK',
    'OPTIONS sip:2@ims.example SIP/2.0',
    'SIP/2.0 404 Not Found',
  ]);
  const method = start.startsWith('OPTIONS') ? 'OPTIONS' : 'MESSAGE';
  return sip(start, `${number} ${method}`, `c${number >> 1}`, headers);
}

const inUdp = (flow: Flow, text: string): Content => ({ payload: udp(flow, latin1(text)), nextHeader: 17 });

type Oddity = (flow: Flow, text: string, tape: LaneTape, number: number) => Content;

const changed =
  (change: (text: string, number: number) => string): Oddity =>
  (flow, text, _, number) =>
    inUdp(flow, change(text, number));

/** Contents that the lane must leave to the analyser, or may just take. */
export const ODDITIES: readonly Oddity[] = [
  changed((text, number) => text + text.replaceAll(`${number}`, `${number}0`)),
  changed(text => `${text}\r\n\r\n`),
  changed(() => 'x'.repeat(100)),
  changed(text => text.replace('Call-ID: ', 'Call-ID:\r\n ')),
  changed(text => text.replace(/^CSeq: (\d+) .*$/m, 'CSeq: $1 REGISTER')),
  changed(text =>
    text.replace(/^.*\r\n/, 'SIP/2.0 401 Unauthorized\r\nWWW-Authenticate: Digest realm="a",nonce="b"\r\n'),
  ),
  changed(text => text.replace(/^.*\r\n/, 'SIP/2.0 407 Proxy Authentication Required\r\n')),
  changed(text => text.replace('Content-Length: 0', 'Content-Length: 5')),
  changed(text => `${text}tail`),
  changed(text => text.replace('Content-Length: 0\r\n', '')),
  changed(text => `${text.replace('Content-Length: 0', 'Content-Length: 5')}v=0\r\n`),
  changed(() => '\r\n\r\n'),
  changed(text => text.replace('Call-ID', 'i').replace('CSeq: ', 'CSeq : ').replace('From', 'f')),
  changed(text => text.replace('70', '70\t')),
  changed(text => text.replace('<sip:1@', '"\xe9\xff" <sip:1@')),
  changed(text => text.replace('70', '7\0')),
  changed(text => text.replace('To: <', 'To: Bad quote" <')),
  changed(text => text.replace('Max', `X-Long: ${'a'.repeat(3000)}\r\nMax`)),
  changed(text => text.replace('Max', `${'X-A: b\r\n'.repeat(140)}Max`)),
  changed(text => text.replace('Max', `X-Key: ck="${'41'.repeat(16)}",ik=${'QUJD'.repeat(8)}\r\nMax`)),
  changed(text => text.slice(0, text.length >> 1)),
  changed(text => text.replaceAll('\r\n', '\n')),
  changed(text => text.replace('SIP/2.0', 'SIP/3.0')),
  changed((text, number) =>
    text.replace(
      /^.*\r\n/,
      `REGISTER sip:ims.example SIP/2.0\r\nVia: SIP/2.0/UDP a;branch=z9hG4bKr${number}\r\n`,
    ),
  ),
  (flow, text) => inUdp({ ...flow, sourcePort: flow.sourcePort + 1 }, text),
  (flow, text) => inUdp({ ...flow, destinationPort: 5060 }, text),
  (flow, text) => inUdp(reverse(flow), text),
  (flow, text, tape) => {
    const payload = udp(flow, latin1(text));
    payload[5] = (payload[5] as number) + tape.pick([1, 255, 8, 100]);
    return { payload, nextHeader: 17 };
  },
  (flow, text, tape) => {
    const payload = udp(flow, latin1(text));
    payload[6 + tape.below(2)] = tape.below(256);
    return { payload, nextHeader: 17 };
  },
  (flow, text, tape) => ({
    payload: join(udp(flow, latin1(text)), new Uint8Array(1 + tape.below(40))),
    nextHeader: 17,
  }),
  (flow, text, tape, number) => {
    const octets = latin1(text);
    const end = tape.oneIn(2) ? octets.length >> 1 : octets.length;
    return {
      payload: tcp(flow, { sequence: 1000 * number }, octets.subarray(0, end)),
      nextHeader: 6,
    };
  },
  (flow, text) => ({
    payload: ip(flow, 17, udp(flow, latin1(text))),
    nextHeader: flow.source.includes(':') ? 41 : 4,
  }),
  (flow, text, tape) => ({ payload: udp(flow, latin1(text)), nextHeader: tape.pick([59, 50, 1, 132, 0]) }),
  (_, text, tape) => ({ payload: latin1(text).subarray(0, tape.below(12)), nextHeader: 17 }),
];
