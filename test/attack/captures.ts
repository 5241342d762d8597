import { writeFileSync } from 'node:fs';
import { join as path } from 'node:path';
import { gzipSync } from 'node:zlib';
import { UnreadableInputError } from '../../src/analysis/input/unreadable-input.ts';
import { assertText, holds } from '../fuzz/checks.ts';
import { Random } from '../fuzz/random.ts';
import {
  captureOf,
  ForgedRun,
  type Heard,
  hear,
  RUN_KEY,
  type RunShape,
  SHAPES,
  SPIS,
} from '../support/captures/forged-run.ts';
import { LAYERS } from '../support/captures/layers.ts';
import { ethernet, type Flow, ip, join, latin1, tcp, u16, u32, udp } from '../support/captures/packets.ts';
import { pcapFile, pcapngFile } from '../support/captures/pcap-file.ts';
import { RAW_SUITES, rawEsp } from '../support/captures/raw-esp.ts';
import { ims } from '../support/programs/terminal.ts';
import type { Group } from './group.ts';

/* Captures by a builder of its own: whole runs of packets, damaged without knowing what they mean. */

const CANARY: Flow = {
  source: '198.51.100.7',
  sourcePort: 5060,
  destination: '198.51.100.8',
  destinationPort: 5060,
};

/** A message that belongs to nothing else: it must be found whatever stands beside it. */
function canary(id: string): Uint8Array {
  return latin1(
    `OPTIONS sip:canary SIP/2.0\r\nVia: SIP/2.0/UDP 198.51.100.7\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\n` +
      `Call-ID: ${id}\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n`,
  );
}

/** Was the canary found? */
function isAmong({ messages }: Heard, id: string): boolean {
  return messages.some(text => text.endsWith(` ${id}`));
}

const canaryPacket = (id: string) => ip(CANARY, 17, udp(CANARY, canary(id)));

const ETHERNET = 14;

/** The IP packets of a healthy run: ten messages, four of them in ESP. */
function packetsOf(shape: RunShape): Uint8Array[] {
  return new ForgedRun(shape).frames().map(frame => frame.subarray(ETHERNET));
}

const RUNS = SHAPES.map(packetsOf);

/** One call in so many also goes through a command. */
const EVERY_COMMAND = 200;

const COMMAND_LINES: readonly (readonly string[])[] = [
  ['decode', '-V'],
  ['decode', '-T', 'json'],
  ['decode', '-T', 'fields', '-e', 'sip.Call-ID', '-e', 'sip.CSeq', '-e', 'frame.number'],
  ['diagnose', '-V'],
  ['flow'],
  ['flow', '-T', 'mermaid'],
  ['sas'],
];

/** Frames of a run with damage in one to three of them; a canary before and one behind. */
export const MUTATED: Group = {
  name: 'mutated captures',
  count: 409_000,
  attack: async (number, folder, keep) => {
    const random = new Random(number);
    const layer = random.oneIn(2) ? LAYERS[0] : random.pick(LAYERS);
    const { linkType, wrap } = layer as (typeof LAYERS)[number];
    const inner = [...random.pick(RUNS)];
    if (random.oneIn(3)) inner.push(...tcpPackets(random));
    const packets = inner.map(packet => (random.oneIn(2) ? packet : packet.slice()));
    const within = random.oneIn(2);
    if (within) damage(packets, random);
    const frames = packets.filter(({ length }) => length > 0 && length < 60_000).map(wrap);
    if (!within) damage(frames, random);
    const file = fileOf(
      [wrap(canaryPacket('first')), ...frames, wrap(canaryPacket('last'))],
      linkType,
      random.oneIn(3) ? 'pcapng' : 'pcap',
    );
    keep('capture.pcap', file);
    const heard = await hear(file);
    for (const id of ['first', 'last'])
      holds(isAmong(heard, id), () => `${layer?.name}: the ${id} canary is lost`);
    const { frames: count } = heard.summary;
    holds(count === frames.length + 2, () => `${count} of ${frames.length + 2} frames`);
    if (number % EVERY_COMMAND === 0) await throughCommand(file, folder, random);
  },
};

async function throughCommand(file: Uint8Array, folder: string, random: Random): Promise<void> {
  const input = path(folder, 'mutated.pcap');
  writeFileSync(input, file);
  const [command, ...options] = random.pick(COMMAND_LINES) as readonly [string, ...string[]];
  const { exitCode, stdout, stderr } = await ims([command, input, ...options]);
  holds([0, 2, 3].includes(exitCode), () => `${command}: exit code ${exitCode}: ${stderr}`);
  assertText(command, stdout);
  assertText('standard error', stderr);
}

/** A message over TCP in pieces, so that streams have something to join. */
function tcpPackets(random: Random): Uint8Array[] {
  const flow: Flow = { ...CANARY, source: '192.0.2.1', destination: '192.0.2.2' };
  const text = canary('stream');
  const start = random.word();
  return [0, 40, 80, 120].map(at =>
    ip(flow, 6, tcp(flow, { sequence: (start + at) >>> 0 }, text.subarray(at, at + 40))),
  );
}

/** Damage that knows no layer. */
function damage(frames: Uint8Array[], random: Random): void {
  for (let count = random.below(3); count >= 0; count--) {
    const at = random.below(frames.length);
    const bytes = frames[at] as Uint8Array;
    const place = random.below(random.oneIn(2) ? Math.min(80, bytes.length) : bytes.length);
    switch (random.below(9)) {
      case 0:
        frames[at] = bytes.subarray(0, place);
        break;
      case 1:
        frames[at] = join(bytes.subarray(0, place), random.bytes(random.below(2000)), bytes.subarray(place));
        break;
      case 2:
        frames[at] = join(bytes.subarray(0, place), bytes.subarray(place + 1 + random.below(40)));
        break;
      case 3:
        frames.splice(at, 0, bytes, bytes);
        break;
      case 4:
        frames.splice(at, 1, ...frames.splice(random.below(frames.length), 1));
        if (frames.length === 0) frames.push(bytes);
        break;
      case 5:
        frames[at] = join(
          bytes.subarray(0, place),
          (frames[random.below(frames.length)] as Uint8Array).subarray(place),
        );
        break;
      default: {
        const changed = bytes.slice();
        const width = random.pick([1, 1, 2, 4]);
        const value = random.pick([0, 1, 0x7f, 0xff, 0xffff, 0xffff_ffff, random.word()]);
        for (let i = 0; i < width; i++)
          if (place + i < changed.length) changed[place + i] = value >>> (8 * i);
        frames[at] = changed;
      }
    }
  }
}

function fileOf(frames: readonly Uint8Array[], linkType: number, format: 'pcap' | 'pcapng'): Uint8Array {
  const timed = frames.map((data, i) => ({ seconds: 1_700_000_000 + i, nanoseconds: 0, data }));
  return (format === 'pcap' ? pcapFile : pcapngFile)(timed, { linkType });
}

const HOSTILE_STEP = 50;

/** Any payload behind a good ICV of the run; then a message in ESP, which must still be found. */
export const HOSTILE_ESP: Group = {
  name: 'hostile packets in ESP',
  count: 252_000,
  step: HOSTILE_STEP,
  attack: async (number, _, keep) => {
    const random = new Random(number);
    const shape = random.pick(SHAPES);
    const run = new ForgedRun(shape);
    const suite = RAW_SUITES[shape.ealg === 'null' ? 0 : 2] as (typeof RAW_SUITES)[number];
    for (let i = 0; i < HOSTILE_STEP; i++) {
      const [flow, spi] = random.oneIn(2) ? [run.up, SPIS.pcscfS] : [run.down, SPIS.ueS];
      const packet = rawEsp(suite, RUN_KEY, spi, 100 + i, hostile(flow, run, random));
      run.after('200', ethernet(ip(flow, 50, packet)));
    }
    run.after('message-200', run.esp(run.up, 900, Buffer.from(canary('inside')).toString('latin1')));
    const file = captureOf(run.frames());
    keep('capture.pcap', file);
    const heard = await hear(file);
    const { summary, diagnosis } = heard;
    holds(isAmong(heard, 'inside'), () => 'the canary in ESP is lost');
    const { icvBad, packets, malformed } = summary.esp;
    holds(icvBad === 0, () => `${icvBad} of ${packets} ICVs are called bad`);
    holds(malformed <= HOSTILE_STEP, () => `${malformed} malformed`);
    // What is inside good ESP may be a message of the registration; but the registration itself stays.
    holds(diagnosis.registrations.length > 0, () => 'the registration is lost');
  },
};

/** A plaintext with its trailer. */
function hostile(flow: Flow, run: ForgedRun, random: Random): Uint8Array {
  const any = random.bytes(2 + random.below(random.oneIn(5) ? 1400 : 120));
  const text = latin1(
    random.pick([run.protectedRegister(), run.ok(), run.register(7), run.answer('500 X', 9)]),
  );
  const damaged = [text];
  damage(damaged, random);
  const message = (damaged[0] as Uint8Array).subarray(0, 20_000);
  switch (random.below(10)) {
    case 0:
      return any;
    case 1:
      return join(any, [
        random.below(256),
        random.pick([0, 1, 4, 6, 17, 41, 43, 44, 50, 51, 58, 59, 60, 132]),
      ]);
    case 2:
      return join(udp(flow, message), [0, 17]);
    case 3: {
      const datagram = [udp(flow, message)];
      damage(datagram, random);
      return join(datagram[0] as Uint8Array, [0, 17]);
    }
    case 4:
      return join(tcp(flow, { sequence: random.word(), flags: random.below(64) }, message), [0, 6]);
    case 5: {
      const nested = [ip(flow, 17, udp(flow, message))];
      damage(nested, random);
      return join(nested[0] as Uint8Array, [0, flow.source.includes(':') ? 41 : 4]);
    }
    case 6: {
      let inner: Uint8Array = join(udp(flow, message), [0, 17]);
      for (let depth = random.below(40); depth > 0 && inner.length < 8000; depth--)
        inner = join(rawEsp(RAW_SUITES[0], RUN_KEY, SPIS.pcscfS, 5000 + random.below(1000), inner), [0, 50]);
      return inner;
    }
    case 7: {
      const options = { id: 7, fragmentOffset: 8 * random.below(9000), moreFragments: random.oneIn(2) };
      return join(ip(flow, 17, any, options), [0, flow.source.includes(':') ? 41 : 4]);
    }
    case 8:
      return join(
        u16(5060),
        u16(5060),
        u32(random.word()),
        u32(0),
        [0, random.below(8)],
        u16(random.below(70)),
        any,
        [0, 132],
      );
    default:
      return join(message, new Uint8Array(random.below(300)), [random.below(256), 17]);
  }
}

const WHOLE: readonly { readonly name: string; readonly bytes: Uint8Array }[] = SHAPES.flatMap(shape => {
  const frames = new ForgedRun(shape).frames();
  const plain = fileOf(frames, 1, 'pcap');
  return [
    { name: 'capture.pcap', bytes: plain },
    { name: 'capture.pcapng', bytes: fileOf(frames, 1, 'pcapng') },
    { name: 'capture.pcap.gz', bytes: new Uint8Array(gzipSync(plain)) },
  ];
});

/** What is found in the whole captures. */
const heardWhole = new Map<Uint8Array, Promise<Heard>>();

function whatIsIn(bytes: Uint8Array): Promise<Heard> {
  const known = heardWhole.get(bytes) ?? hear(bytes);
  heardWhole.set(bytes, known);
  return known;
}

const MAGIC_LENGTH = 4;

/** Every capture cut at every byte, then each frame cut to every length: what is there is found. */
export const TRUNCATED: Group = {
  name: 'truncations',
  count: 46_000,
  attack: async (number, _, keep) => {
    const { name, bytes } = WHOLE[number % WHOLE.length] as (typeof WHOLE)[number];
    const cut = Math.floor(number / WHOLE.length);
    const file = cut < bytes.length ? bytes.subarray(0, cut) : snapped(number, cut - bytes.length);
    keep(name, file);
    const heard = await hear(file).catch(error => {
      // Without its magic number a file is no capture, and of compressed data the first octets give nothing.
      if (error instanceof UnreadableInputError && (cut < MAGIC_LENGTH || name.endsWith('.gz'))) return null;
      throw error;
    });
    if (heard === null) return;
    if (cut < bytes.length) {
      const whole = await whatIsIn(bytes);
      holds(heard.summary.frames <= whole.summary.frames, () => 'more frames than in the whole');
      const [found, expected] = [heard.messages, whole.messages];
      const at = found.findIndex((line, i) => line !== expected[i]);
      // A cut message is shown as far as it goes.
      holds(
        at < 0 || at === found.length - 1,
        () => `message ${at} is ${found[at]}, in the whole ${expected[at]}`,
      );
    } else holds(heard.summary.frames === 8, () => `${heard.summary.frames} frames of 8`);
  },
};

/** A capture with a snap length. */
function snapped(number: number, length: number): Uint8Array {
  const shape = SHAPES[number % SHAPES.length] as RunShape;
  const timed = new ForgedRun(shape).frames().map((data, i) => ({
    seconds: 1_700_000_000 + i,
    nanoseconds: 0,
    data: data.subarray(0, length),
    originalLength: data.length,
  }));
  return pcapFile(timed, { linkType: 1 });
}
