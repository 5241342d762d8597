import { describe, expect, test } from 'vitest';
import { type AnalysisOptions, analyse } from '../../src/analysis/analyse.ts';
import { espPacket } from '../support/captures/esp-packets.ts';
import { given } from '../support/captures/given-sa.ts';
import { ethernet, type Flow, ip, latin1, reverse, udp } from '../support/captures/packets.ts';
import { type FrameToWrite, pcapFile } from '../support/captures/pcap-file.ts';
import { SUITE } from '../support/captures/sa-set.ts';
import { type Chunked, heard } from './heard.ts';
import { keyOf } from './lane-given.ts';
import { sip, via } from './lane-messages.ts';

const GM: Flow = {
  source: '10.10.0.3',
  sourcePort: 5060,
  destination: '10.10.0.1',
  destinationPort: 5060,
};
const KEY = keyOf(0);
const OTHER_KEY = keyOf(1);
const SPI = 4099;
const OTHER_SPI = 9099;
const NONCE = Buffer.alloc(32, 7).toString('base64');
const OTHER_NONCE = Buffer.alloc(32, 9).toString('base64');

const hex = (octets: Uint8Array) => Buffer.from(octets).toString('hex');
const challenge = (nonce: string, { ck, ik } = KEY) =>
  `WWW-Authenticate: Digest realm="a",nonce="${nonce}",algorithm=AKAv1-MD5,ck="${hex(ck)}",ik="${hex(ik)}"`;
const mechanism = (spiC: number, spiS: number, portC: number, portS: number) =>
  `ipsec-3gpp;alg=${SUITE.alg};ealg=${SUITE.ealg};spi-c=${spiC};spi-s=${spiS};port-c=${portC};port-s=${portS}`;
const upFrom = (sourcePort: number): Flow => ({ ...GM, sourcePort, destinationPort: 5063 });
const UP = upFrom(31_001);

/** REGISTER and 401 with its key: what the UE sends from its client port has the SPI `SPI`. */
function agreement(clientPort = UP.sourcePort): Uint8Array[] {
  const client = `Security-Client: ${mechanism(4096, 4097, clientPort, 32_001)}`;
  const server = `Security-Server: ${mechanism(4098, SPI, 5062, 5063)}`;
  return [
    inClear(GM, sip('REGISTER sip:a SIP/2.0', '1 REGISTER', 'r', [via(GM, 'r'), client])),
    inClear(
      reverse(GM),
      sip('SIP/2.0 401 Unauthorized', '1 REGISTER', 'r', [via(GM, 'r'), challenge(NONCE), server]),
    ),
  ];
}

function inClear(flow: Flow, text: string): Uint8Array {
  return ethernet(ip(flow, 17, udp(flow, latin1(text))));
}

/** A message that the lane takes, once one before it was decrypted. */
const message = (number: number, flow = UP, headers: readonly string[] = []) =>
  sip('MESSAGE sip:a SIP/2.0', `${number} MESSAGE`, `c${number}`, [via(flow, `${number}`), ...headers]);

function inEsp(sequence: number, text: string, { flow = UP, spi = SPI, key = KEY } = {}): Uint8Array {
  return espPacket(SUITE, key, { spi, sequence, payload: udp(flow, latin1(text)) });
}

const protectedBy = (...packet: Parameters<typeof inEsp>) => ethernet(ip(UP, 50, inEsp(...packet)));
const usual = (numbers: readonly number[], flow = UP) =>
  numbers.map(number => protectedBy(number, message(number, flow), { flow }));

/** Frames ten seconds apart, each in a chunk of its own: the lane knows what all before it have brought. */
function captured(datas: readonly Uint8Array[]): Chunked {
  const frames: FrameToWrite[] = datas.map((data, i) => ({
    seconds: 1_700_000_000 + 10 * i,
    nanoseconds: 0,
    data,
    originalLength: data.length,
  }));
  const file = pcapFile(frames, { linkType: 1 });
  return { file, chunks: datas.map(({ length }, i) => 16 + length + (i === 0 ? 24 : 0)) };
}

async function expectSame(datas: readonly Uint8Array[], options: AnalysisOptions = {}): Promise<string[]> {
  const capture = captured(datas);
  const without = await heard(capture, { ...options, lane: false });
  expect(await heard(capture, { ...options, lane: true })).toEqual(without);
  return without;
}

test('the lane takes the usual messages of these captures', async () => {
  const { file, chunks } = captured([...agreement(), ...usual([1, 2, 3])]);
  async function* stream() {
    let at = 0;
    for (const size of chunks) {
      yield Uint8Array.from(file.subarray(at, at + size));
      at += size;
    }
  }
  const taken: number[] = [];
  await analyse([{ name: 'usual.pcap', stream: stream() }], {
    on: { plain: ({ frame }) => taken.push(frame) },
  });
  expect(taken).toEqual([4, 5]);
});

describe('the lane leaves to the analyser', () => {
  test.each(['401 Unauthorized', '407 Proxy Authentication Required'])(
    'a %s, whose key may open other packets',
    async status => {
      const answer = sip(`SIP/2.0 ${status}`, '3 MESSAGE', 'c3', [
        via(UP, '3'),
        challenge(OTHER_NONCE, OTHER_KEY),
      ]);
      const unseen = (sequence: number) =>
        protectedBy(sequence, message(50 + sequence), { spi: OTHER_SPI, key: OTHER_KEY });
      const lines = await expectSame([
        ...agreement(),
        ...usual([1, 2]),
        unseen(1),
        protectedBy(3, answer),
        ...[4, 5, 6, 7].flatMap(number => [...usual([number]), unseen(number)]),
      ]);
      expect(lines.join('\n')).toContain('Call-ID: c51');
    },
  );

  test.each([
    ['the first', 0x2000],
    ['a middle', 0x2001],
    ['the last', 0x0010],
  ])('%s fragment, even if it looks like a whole packet', async (_, flags) => {
    const fragment = ethernet(ip(UP, 50, inEsp(3, message(3))));
    new DataView(fragment.buffer, fragment.byteOffset).setUint16(14 + 6, flags);
    await expectSame([...agreement(), ...usual([1, 2]), fragment, ...usual([4])]);
  });

  test('a message of a recovered SA, whose Security-Verify may tell the agreement', async () => {
    const verify = `Security-Verify: ${mechanism(4098, SPI, 5062, 5063)}`;
    const keys = sip('SIP/2.0 401 Unauthorized', '1 REGISTER', 'r', [via(GM, 'r'), challenge(NONCE)]);
    const lines = await expectSame([
      inClear(reverse(GM), keys),
      ...usual([1, 2, 3]),
      protectedBy(4, message(4, UP, [verify])),
      ...usual([5, 6]),
    ]);
    expect(lines.join('\n')).toContain('uc->ps');
  });

  test('an SA that the user gave too, which may have decrypted a packet with a bad ICV in between', async () => {
    const spi = `0x${SPI.toString(16).padStart(8, '0')}`;
    const keys = `"AES-CBC [RFC3602]","0x${hex(KEY.ck)}","HMAC-SHA-1-96 [RFC2404]","0x${hex(KEY.ik)}00000000"`;
    const spoilt = protectedBy(3, message(3));
    spoilt[spoilt.length - 1] = (spoilt.at(-1) as number) ^ 1;
    const frames = [...agreement(), ...usual([1, 2]), spoilt, ...usual([4, 5])];
    const lines = await expectSame(frames, { givenSas: [given(`"*","*","${spi}",${keys}`)] });
    expect(lines.filter(line => line.startsWith('["sip"'))).toHaveLength(7);
  });

  test('a datagram on port 4500, which is ESP or IKE whatever it says', async () => {
    const flow = upFrom(4500);
    await expectSame([...agreement(4500), ...usual([1, 2, 3], flow)]);
  });
});
