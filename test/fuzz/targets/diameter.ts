import { authenticationExchange, resultOf } from '../../../src/diameter/cx.ts';
import { diameterFacts } from '../../../src/diameter/facts.ts';
import {
  type DiameterMessage,
  diameterLength,
  groupedAvps,
  parseDiameter,
} from '../../../src/diameter/message.ts';
import { registrationExchange } from '../../../src/diameter/registration-exchange.ts';
import { DiameterStreamFramer } from '../../../src/diameter/stream-framer.ts';
import { Datagram } from '../../../src/net/packet/datagram.ts';
import { join } from '../../support/captures/packets.ts';
import { holds } from '../checks.ts';
import { edge, mutatedField } from '../mutate-bytes.ts';
import type { Random } from '../random.ts';
import { contents } from './seeds.ts';
import { byteTarget } from './target.ts';

/** A message, and all that is read of it. */
export const DIAMETER = byteTarget({
  name: 'diameter',
  seeds: () => contents('diameter'),
  mutations: [withLength, mutatedAvp],
  run: bytes => {
    const length = diameterLength(bytes, 0, bytes.length);
    if (length <= 0 || length > bytes.length) return;
    read(parseDiameter(bytes, 0, length), bytes);
  },
});

function read(message: DiameterMessage, bytes: Uint8Array): void {
  const octets = message.avps.reduce((sum, { data }) => sum + data.length, 0);
  holds(octets <= bytes.length, () => `${octets} octets of AVPs in ${bytes.length}`);
  for (const avp of message.avps) groupedAvps(avp);
  authenticationExchange(message);
  registrationExchange(message);
  diameterFacts(message);
  resultOf(message.avps);
}

/** Messages of a stream, in segments of any size. */
export const DIAMETER_STREAM = byteTarget({
  name: 'diameter-stream',
  seeds: () => {
    const messages = contents('diameter');
    return messages.map((message, i) => join(message, messages[(i + 1) % messages.length] as Uint8Array));
  },
  mutations: [withLength],
  run: bytes => {
    // After bytes that are no message it waits for a segment that begins with one: what is found depends on segments.
    for (const step of [bytes.length, 1 + (bytes.length % 53)]) framed(bytes, step);
  },
});

function framed(bytes: Uint8Array, step: number): void {
  let octets = 0;
  const framer = new DiameterStreamFramer((bytes.length & 1) === 1, message => {
    read(message, bytes);
    octets += message.avps.reduce((sum, { data }) => sum + data.length, 20);
  });
  const origin = new Datagram();
  for (let at = 0; at < bytes.length; at += step)
    framer.data(bytes, at, Math.min(bytes.length, at + step), origin);
  framer.end();
  holds(octets <= bytes.length, () => `${octets} octets of messages in ${bytes.length}`);
}

/** The length field says what there is. */
function withLength(bytes: Uint8Array): Uint8Array {
  if (bytes.length < 20) return bytes;
  const { length } = bytes;
  return join([1, length >> 16, (length >> 8) & 255, length & 255], bytes.subarray(4));
}

function mutatedAvp(bytes: Uint8Array, random: Random): Uint8Array {
  const at = 20 + 4 * random.below(Math.max(1, (bytes.length - 20) >> 2));
  if (random.oneIn(4)) {
    const length = edge(random) & 0xffff;
    return join(
      bytes.subarray(0, at),
      [0, 0, 1, random.below(256), 0x40, 0, length >> 8, length & 255],
      bytes.subarray(at),
    );
  }
  return mutatedField(
    bytes,
    [
      [at, 4],
      [at + 4, 1],
      [at + 5, 2],
      [at + 8, 4],
    ],
    random,
  );
}
