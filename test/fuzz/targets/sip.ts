import { Flow } from '../../../src/analysis/events/flow.ts';
import type { SipEvent } from '../../../src/analysis/events/sip-event.ts';
import { Datagram } from '../../../src/net/packet/datagram.ts';
import { sipLine } from '../../../src/output/json/json-lines.ts';
import { KeyGate } from '../../../src/output/keys/key-gate.ts';
import { TextLines } from '../../../src/output/text/text-lines.ts';
import { endOf, suitesOf } from '../../../src/registration/agreement.ts';
import { parseSipDatagram } from '../../../src/sip/datagram.ts';
import {
  answersIn,
  challengesIn,
  mainAnswer,
  parseChallenges,
  takenChallenge,
} from '../../../src/sip/digest.ts';
import { grammarProblems, nearlySip } from '../../../src/sip/grammar.ts';
import type { SipMessage } from '../../../src/sip/message.ts';
import {
  compareSecurityMechanisms,
  ipsecMechanisms,
  parseSecurityMechanisms,
  repeatedMechanisms,
} from '../../../src/sip/security-agreement.ts';
import { SipStreamFramer } from '../../../src/sip/stream-framer.ts';
import { uriHostPort, uriParts } from '../../../src/sip/uri.ts';
import { join } from '../../support/captures/packets.ts';
import { assertJson, assertText, holds } from '../checks.ts';
import { checkEvent } from '../invariants.ts';
import { mutatedDigest, mutatedSecurityAgreement, mutatedSip } from '../mutate-text.ts';
import { contents, latin1Bytes, latin1Text } from './seeds.ts';
import { byteTarget } from './target.ts';

const TEXT_MUTATIONS = [mutatedSip, mutatedSip, mutatedSecurityAgreement, mutatedDigest];
const FILES = ['0.pcap'];

/** A message in a UDP datagram: all that is read of it, and a line of each format. */
export const SIP = byteTarget({
  name: 'sip',
  seeds: () => contents('sip'),
  mutations: TEXT_MUTATIONS,
  run: bytes => {
    nearlySip(bytes, 0, bytes.length);
    const cut = (bytes.length & 7) === 0;
    const message = parseSipDatagram(bytes, 0, bytes.length, cut);
    if (message === null) return;
    read(message);
    if ((bytes.length & 3) !== 0) return;
    const event = eventOf(message, cut);
    checkEvent(event, 1);
    assertJson('a message', sipLine(event, FILES).trimEnd());
    const verbose = (bytes.length & 4) === 0;
    for (const width of [null, 20, 80, 120, 200]) {
      const lines = new TextLines({ files: FILES, verbose, width, time: 'r', paint: (_, text) => text });
      const text = [...lines.sip(event)].join('');
      assertText('a message', text);
      const [line = ''] = text.split('\n', 1);
      holds(line.length <= (width ?? line.length), () => `${line.length} columns, expected ${width}`);
    }
  },
});

function read(message: SipMessage): void {
  holds(message.bodyStart <= message.bytes.length, () => `body at ${message.bodyStart}`);
  const { from, to, via, vias, contacts, requestUri } = message;
  holds(via === null || vias.length > 0, () => 'a message has a first Via, but no Via fields');
  for (const uri of [from?.uri, to?.uri, requestUri, ...contacts.map(contact => contact.uri)])
    if (uri) {
      uriHostPort(uri);
      uriParts(uri);
    }
  for (const { code, message: said } of grammarProblems(message))
    holds(said !== '' && said.length < 2000, () => `${code}: ${said.length} characters`);
  const challenges = challengesIn(message);
  const answer = mainAnswer(answersIn(message));
  if (answer !== null) takenChallenge(challenges, answer);
  const { cseq, expires, callId, method, status, reason } = message;
  holds((method === null) !== (status === null), () => 'a message is a request or a response');
  holds(expires === null || expires >= 0, () => `expires ${expires}`);
  holds(cseq === null || cseq.number >= 0, () => `CSeq ${cseq?.number}`);
  holds(callId === null || !callId.includes('\r\n'), () => 'a Call-ID of several lines');
  holds(reason === null || status !== null, () => 'a request with a reason');
}

function eventOf(message: SipMessage, cut: boolean): SipEvent {
  const origin = Object.assign(new Datagram(), {
    frame: 1,
    addresses: Uint8Array.of(10, 0, 0, 2, 10, 0, 0, 1),
    destinationOffset: 4,
    sourcePort: 5060,
    destinationPort: 5060,
    seconds: 1_700_000_000,
  });
  return { message, transport: 'udp', flow: new Flow(origin), cut, frames: [1], origin };
}

/** What a stream gives must not depend on how it was cut into segments. */
export const SIP_STREAM = byteTarget({
  name: 'sip-stream',
  seeds: () => {
    const messages = contents('sip').slice(0, 30);
    return [...messages, ...messages.slice(1).map((message, i) => join(messages[i] as Uint8Array, message))];
  },
  mutations: TEXT_MUTATIONS,
  longest: 4096,
  run: bytes => {
    const midstream = (bytes.length & 1) === 1;
    const whole = framed(bytes, midstream, bytes.length);
    const step = 1 + (bytes.length % 97);
    const pieces = framed(bytes, midstream, step);
    // Where framing was lost, a message must begin its line or segment to be found.
    if (midstream || whole.lost || pieces.lost) return;
    const at = whole.texts.findIndex((text, i) => text !== pieces.texts[i]);
    holds(
      at < 0 && whole.texts.length === pieces.texts.length,
      () => `in pieces of ${step} bytes: ${pieces.texts[at]}, in one: ${whole.texts[at]}`,
    );
  },
});

function framed(bytes: Uint8Array, midstream: boolean, step: number): { texts: string[]; lost: boolean } {
  const found = { texts: [] as string[], lost: false };
  const framer = new SipStreamFramer(
    midstream,
    message => found.texts.push(`${message.problem} ${latin1Text(message.bytes)}`),
    issue => {
      found.lost ||= issue.damage;
      assertText('an issue', issue.message, false);
    },
  );
  for (let at = 0; at < bytes.length && framer.interested; at += step)
    framer.data(bytes, at, Math.min(bytes.length, at + step), originOf(1));
  if ((bytes.length & 2) === 0) framer.gap(10, originOf(2));
  framer.end();
  return found;
}

function originOf(frame: number): Datagram {
  return Object.assign(new Datagram(), { frame });
}

/** Lists of mechanisms, one in each line: each compared with the next. */
export const SECURITY_AGREEMENT = byteTarget({
  name: 'sec-agree',
  seeds: () => headerValues(/^security-(client|server|verify)$/i),
  run: bytes => {
    const lists = latin1Text(bytes)
      .split('\n')
      .slice(0, 20)
      .map(line => parseSecurityMechanisms([line]));
    for (const [i, list] of lists.entries()) {
      const next = lists[(i + 1) % lists.length] ?? [];
      const same = compareSecurityMechanisms(list, list);
      holds(same.length === 0, () => `a list differs from itself: ${JSON.stringify(same)}`);
      const there = compareSecurityMechanisms(list, next).length === 0;
      const back = compareSecurityMechanisms(next, list).length === 0;
      holds(there === back, () => 'two lists are the same in one direction only');
      repeatedMechanisms(list, next);
      suitesOf(ipsecMechanisms(list));
      for (const mechanism of list) endOf(mechanism, '10.0.0.1');
    }
  },
});

/** Challenges and answers, one in each line. */
export const DIGEST = byteTarget({
  name: 'digest',
  seeds: () => headerValues(/^(www-authenticate|authorization|proxy-auth.*)$/i),
  run: bytes => {
    const challenges = parseChallenges(latin1Text(bytes).split('\n').slice(0, 20));
    const answer = mainAnswer(challenges);
    if (answer !== null) takenChallenge(challenges, answer);
  },
});

function headerValues(wanted: RegExp): Uint8Array[] {
  const values = contents('sip').flatMap(bytes => {
    const message = parseSipDatagram(bytes, 0, bytes.length);
    return (message?.fieldNames ?? []).flatMap((name, i) =>
      wanted.test(name) ? [message?.fieldValue(i) as string] : [],
    );
  });
  return [...new Set(values)].map(latin1Bytes);
}

const CK = 'b40ba9a3c58b2a05bbf0d987b21bf8cb';
const IK = 'f769bcd751044604127672711c6d3441';

/** No key that is known leaves the gate in a message, whatever was done to the message. */
export const KEY_GATE = byteTarget({
  name: 'key-gate',
  seeds: () => [
    latin1Bytes(
      'SIP/2.0 401 Unauthorized\r\nVia: SIP/2.0/UDP a\r\nCall-ID: a\r\nCSeq: 1 REGISTER\r\n' +
        `WWW-Authenticate: Digest realm="ims",nonce="AAAA",algorithm=AKAv1-MD5,ck="${CK}",ik="${IK}"\r\n` +
        `X-Keys: ${CK.toUpperCase()} ${Buffer.from(IK, 'hex').toString('base64')}\r\n\r\n${IK}`,
    ),
  ],
  mutations: [mutatedSip, mutatedDigest],
  run: bytes => {
    const message = parseSipDatagram(bytes, 0, bytes.length);
    if (message === null) return;
    const gate = new KeyGate();
    gate.learn([{ ck: Buffer.from(CK, 'hex'), ik: Buffer.from(IK, 'hex') }]);
    const passed = latin1Text(gate.sip(eventOf(message, false)).message.bytes);
    for (const key of [CK, IK]) {
      const shapes = [key, Buffer.from(key, 'hex').toString('latin1')];
      holds(
        !shapes.some(shape => passed.toLowerCase().includes(shape.toLowerCase())),
        () => `a key: ${passed}`,
      );
      const base64 = Buffer.from(key, 'hex').toString('base64').replace(/=+$/, '');
      holds(!passed.includes(base64), () => `a key in base64: ${passed}`);
    }
  },
});
