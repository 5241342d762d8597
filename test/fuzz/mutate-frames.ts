import { LAYERS } from '../support/captures/layers.ts';
import { ip as ipPacket, join, tcp as tcpSegment, u16, u32, udp } from '../support/captures/packets.ts';
import type { Frame, Story } from './corpus.ts';
import { frameBytes } from './corpus.ts';
import { edge, type HeaderField, mutatedBytes, mutatedField } from './mutate-bytes.ts';
import { mutatedDigest, mutatedSecurityAgreement, mutatedSip } from './mutate-text.ts';
import { type Layer, type LayerKind, type Packet, packetBytes } from './packet.ts';
import type { Random } from './random.ts';

/** An input that is being made: the frames of a slice, and what it may borrow from. */
export interface Draft {
  frames: Frame[];
  readonly stories: readonly Story[];
  readonly random: Random;
}

/** Changes the draft; false where it has nothing of the kind. */
export type Mutation = (draft: Draft) => boolean;

const FIELDS: Readonly<Partial<Record<LayerKind, readonly HeaderField[]>>> = {
  ipv4: [
    [0, 1],
    [1, 1],
    [2, 2],
    [4, 2],
    [6, 2],
    [8, 1],
    [9, 1],
    [10, 2],
    [12, 4],
    [16, 4],
    [0, 1],
    [2, 2],
    [6, 2],
    [9, 1],
  ],
  ipv6: [
    [0, 4],
    [4, 2],
    [6, 1],
    [7, 1],
    [8, 16],
    [24, 16],
    [4, 2],
    [6, 1],
  ],
  extension: [
    [0, 1],
    [1, 1],
    [2, 2],
    [4, 4],
  ],
  udp: [
    [0, 2],
    [2, 2],
    [4, 2],
    [6, 2],
  ],
  tcp: [
    [0, 2],
    [2, 2],
    [4, 4],
    [8, 4],
    [12, 1],
    [13, 1],
    [14, 2],
    [18, 2],
  ],
  sctp: [
    [0, 2],
    [2, 2],
    [4, 4],
    [8, 4],
  ],
  gtpu: [
    [0, 1],
    [1, 1],
    [2, 2],
    [4, 4],
    [8, 2],
    [10, 1],
    [11, 1],
    [12, 1],
  ],
  esp: [
    [0, 4],
    [4, 4],
  ],
  diameter: [
    [0, 1],
    [0, 4],
    [4, 1],
    [4, 4],
    [8, 4],
    [20, 4],
    [24, 1],
    [24, 4],
    [28, 4],
  ],
};

/** Protocols that lead somewhere else in the decoder. */
const PROTOCOLS = [0, 1, 4, 6, 17, 41, 43, 44, 47, 50, 51, 58, 59, 60, 115, 132, 135, 255];

/** Changes the header of one layer of that kind, its fields or any of its bytes. */
export function layerMutation(...kinds: readonly LayerKind[]): Mutation {
  return draft =>
    inLayer(draft, kinds, (layer, random) => {
      const fields = FIELDS[layer.kind];
      const header = layer.header;
      if ((layer.kind === 'ipv4' || layer.kind === 'ipv6') && random.oneIn(6)) {
        const changed = header.slice();
        changed[layer.kind === 'ipv4' ? 9 : 6] = random.pick(PROTOCOLS);
        return { ...layer, header: changed };
      }
      if (layer.kind === 'ipv4' && random.oneIn(8))
        return { ...layer, header: join(header, random.bytes(4 * random.below(11))) };
      if (layer.kind === 'tcp' && random.oneIn(8))
        return { ...layer, header: join(header, random.bytes(4 * random.below(11))) };
      return {
        ...layer,
        header:
          fields === undefined || random.oneIn(4)
            ? mutatedBytes(header, random)
            : mutatedField(header, fields, random),
      };
    });
}

/** Puts IPv6 extension headers, AH or a Fragment header behind an IP header. */
export const extensionMutation: Mutation = ({ frames, random }) =>
  inFrame(frames, random, frame => {
    const at = placeOf(frame, ['ipv4', 'ipv6'], random);
    if (at < 0) return null;
    const layers = [...frame.packet];
    const ip = layers[at] as Layer;
    const field = ip.kind === 'ipv4' ? 9 : 6;
    let next = ip.header[field] ?? 59;
    for (let count = random.below(random.oneIn(10) ? 30 : 4); count >= 0; count--) {
      const type = random.pick([0, 43, 44, 51, 60, 135, 139, 140]);
      const words = random.oneIn(4) ? random.below(256) : 0;
      const length = type === 44 ? 8 : type === 51 ? 12 : 8 + 8 * random.below(3);
      const said = type === 51 ? 1 : (length - 8) / 8;
      const content =
        type === 44
          ? join([0, 0], random.oneIn(2) ? u16(random.word()) : [0, 0], u32(7)).subarray(2)
          : random.bytes(length - 2);
      layers.splice(at + 1, 0, {
        kind: 'extension',
        header: join([next, random.oneIn(4) ? words : said], content),
      });
      next = type;
    }
    const header = ip.header.slice();
    header[field] = next;
    layers[at] = { ...ip, header };
    return changed(frame, layers, random);
  });

/** Opens an ESP packet with its keys, changes something inside or the trailer, and seals it again. */
export const espMutation: Mutation = draft => {
  const { random } = draft;
  if (random.oneIn(4)) return layerMutation('esp')(draft);
  return inFrame(draft.frames, random, frame => {
    const at = placeOf(frame, ['esp'], random);
    const layer = frame.packet[at];
    if (layer?.seal === undefined) return null;
    const layers = [...frame.packet];
    const { seal } = layer;
    switch (random.below(5)) {
      case 0:
        layers[at] = { ...layer, seal: { ...seal, nextHeader: random.pick(PROTOCOLS) } };
        break;
      case 1:
        layers[at] = { ...layer, seal: { ...seal, padding: random.bytes(random.below(256)) } };
        break;
      case 2:
        layers.splice(at + 1, layers.length, { kind: 'data', header: random.bytes(random.below(80)) });
        break;
      case 3: {
        const inside = packetBytes(layers.slice(at + 1), true);
        layers.splice(at + 1, layers.length, { kind: 'data', header: mutatedBytes(inside, random) });
        break;
      }
      default: {
        // Tunnel mode, or a packet of another kind than the SA was made for.
        const other = random.pick(draft.frames);
        layers.splice(at + 1, layers.length, ...other.packet);
        layers[at] = { ...layer, seal: { ...seal, nextHeader: other.packet[0]?.kind === 'ipv6' ? 41 : 4 } };
        break;
      }
    }
    return changed(frame, layers.slice(0, 24), random);
  });
};

export const sipMutation: Mutation = draft => textMutation(draft, mutatedSip);
export const securityAgreementMutation: Mutation = draft => textMutation(draft, mutatedSecurityAgreement);
export const digestMutation: Mutation = draft => textMutation(draft, mutatedDigest);

function textMutation(draft: Draft, mutate: (bytes: Uint8Array, random: Random) => Uint8Array): boolean {
  return inLayer(draft, ['sip'], (layer, random) => ({ ...layer, header: mutate(layer.header, random) }));
}

/** Splits an IP packet into fragments that may overlap, lack, repeat, disagree or reach beyond 65,535. */
export const fragmentMutation: Mutation = ({ frames, random }) => {
  const index = random.below(frames.length);
  const frame = frames[index];
  const ip = frame?.packet[0];
  if (frame === undefined || (ip?.kind !== 'ipv4' && ip?.kind !== 'ipv6') || ip.header.length < 20)
    return false;
  const whole = packetBytes(frame.packet, true);
  const payload = whole.subarray(ip.header.length);
  const step = 8 * (1 + random.below(random.oneIn(3) ? 8 : 100));
  const id = random.word();
  const pieces: Frame[] = [];
  for (let from = 0; from < payload.length && pieces.length < 40; from += step) {
    let [start, end, more] = [from, from + step, from + step < payload.length];
    if (random.oneIn(8)) start = Math.max(0, start - 8 * random.below(4));
    if (random.oneIn(8)) end += random.below(40);
    if (random.oneIn(20)) more = !more;
    let offset = random.oneIn(20) ? edge(random) & 0xfff8 : start;
    if (random.oneIn(30)) offset = (offset + 8 * random.below(9)) & 0xfff8;
    pieces.push(fragmentOf(frame, ip, payload.subarray(start, end), { offset, more, id }));
  }
  const kept = pieces.filter(() => !random.oneIn(12));
  const again = kept.filter(() => random.oneIn(10));
  frames.splice(index, 1, ...shuffled([...kept, ...again], random, random.oneIn(2)));
  return true;
};

function fragmentOf(
  frame: Frame,
  ip: Layer,
  payload: Uint8Array,
  { offset, more, id }: { offset: number; more: boolean; id: number },
): Frame {
  const header = ip.header.slice();
  const data: Layer = { kind: 'data', header: payload };
  if (ip.kind === 'ipv4') {
    header.set(u16(id & 0xffff), 4);
    header.set(u16((offset >> 3) | (more ? 0x2000 : 0)), 6);
    return { ...frame, raw: null, repair: true, packet: [{ kind: 'ipv4', header }, data] };
  }
  const extension = join([header[6] ?? 59, 0], u16(offset | (more ? 1 : 0)), u32(id));
  header[6] = 44;
  return {
    ...frame,
    raw: null,
    repair: true,
    packet: [{ kind: 'ipv6', header }, { kind: 'extension', header: extension }, data],
  };
}

/** Cuts the text of a message into TCP segments that may overlap, lack, repeat and come in any order. */
export const segmentMutation: Mutation = ({ frames, random }) => {
  const index = random.below(frames.length);
  const frame = frames[index];
  const message = frame?.packet.at(-1);
  if (frame === undefined || message?.kind !== 'sip') return false;
  const above = frame.packet.findLastIndex(({ kind }) => kind === 'udp' || kind === 'tcp');
  const ip = frame.packet[above - 1];
  if (ip?.kind !== 'ipv4' && ip?.kind !== 'ipv6' && ip?.kind !== 'esp') return false;
  const flow = { source: '10.0.0.2', sourcePort: 5060, destination: '10.0.0.1', destinationPort: 5060 };
  const start = random.oneIn(3) ? 0xffff_ff00 : random.word();
  const text = random.oneIn(2) ? message.header : join(message.header, message.header);
  const segments: Frame[] = [];
  const push = (sequence: number, flags: number, part: Uint8Array) => {
    const segment = tcpSegment(flow, { sequence, flags }, part);
    segment.set((frame.packet[above] as Layer).header.subarray(0, 4), 0);
    const layers: Layer[] = frame.packet.slice(0, above).map(layer => tcpInside(layer));
    layers.push(
      { kind: 'tcp', header: segment.subarray(0, 20) },
      { kind: 'sip', header: segment.subarray(20) },
    );
    segments.push({ ...frame, raw: null, repair: true, packet: sequenced(layers, segments.length) });
  };
  push(start, 2, new Uint8Array(0));
  for (let at = 0; at < text.length && segments.length < 30; ) {
    const size = 1 + random.below(random.oneIn(3) ? 12 : 900);
    const back = random.oneIn(6) ? random.below(20) : 0;
    const from = Math.max(0, at - back);
    push(start + 1 + from, random.oneIn(30) ? random.below(64) : 0x18, text.subarray(from, at + size));
    at += size;
  }
  if (random.oneIn(2)) push(start + 1 + text.length, 0x11, new Uint8Array(0));
  const kept = segments.filter(() => !random.oneIn(15));
  frames.splice(
    index,
    1,
    ...shuffled([...kept, ...kept.filter(() => random.oneIn(12))], random, random.oneIn(2)),
  );
  return true;
};

function tcpInside(layer: Layer): Layer {
  if (layer.seal !== undefined) return { ...layer, seal: { ...layer.seal, nextHeader: 6 } };
  if (layer.kind !== 'ipv4' && layer.kind !== 'ipv6') return layer;
  const header = layer.header.slice();
  const at = layer.kind === 'ipv4' ? 9 : 6;
  if (header[at] === 17) header[at] = 6;
  return { ...layer, header };
}

/** Each segment in an ESP packet of its own. */
function sequenced(layers: readonly Layer[], add: number): Layer[] {
  return layers.map(layer => {
    if (layer.seal === undefined || add === 0 || layer.header.length < 8) return layer;
    const header = layer.header.slice();
    const view = new DataView(header.buffer);
    view.setUint32(4, (view.getUint32(4) + 1000 + add) >>> 0);
    return { ...layer, header };
  });
}

/** Puts the frames into another link layer or tunnel, and perhaps changes bytes of that. */
export const tunnelMutation: Mutation = draft => {
  const { random } = draft;
  const layer = random.pick(LAYERS);
  const mangles = random.oneIn(2);
  const one = random.oneIn(3) ? random.below(draft.frames.length) : -1;
  draft.frames = draft.frames.map((frame, i) => {
    if (one >= 0 && one !== i) return frame;
    const wrap = (packet: Uint8Array) => {
      if (packet.length === 0 || packet.length > 60_000) return packet;
      return layer.wrap(packet);
    };
    const wrapped: Frame = { ...frame, linkType: layer.linkType, link: EMPTY, wrap, raw: null };
    if (!mangles || !random.oneIn(2)) return wrapped;
    // The header, not what it carries.
    const bytes = frameBytes(wrapped);
    const header = bytes.length - packetBytes(frame.packet, frame.repair).length;
    const changedHeader = mutatedBytes(bytes.subarray(0, Math.max(1, header)), random);
    return { ...wrapped, raw: join(changedHeader, bytes.subarray(Math.max(1, header))) };
  });
  return true;
};

/** Changes a GTP-U header; where there is none, the frames are put into GTP-U first. */
export const gtpuMutation: Mutation = draft => {
  const has = draft.frames.some(({ packet }) => packet.some(({ kind }) => kind === 'gtpu'));
  if (!has)
    draft.frames = draft.frames.map(frame => ({ ...frame, packet: [...OUTER, ...frame.packet], raw: null }));
  return layerMutation('gtpu')(draft);
};

/** What a gNB puts around a packet; lengths and checksums are still to be put right. */
const OUTER: Packet = [
  { kind: 'ipv4', header: join([0x45, 0, 0, 0, 0, 0, 0, 0, 64, 17, 0, 0], [192, 0, 2, 1], [192, 0, 2, 2]) },
  { kind: 'udp', header: join(u16(2152), u16(2152), [0, 0, 0, 0]) },
  { kind: 'gtpu', header: join([0x34, 255, 0, 0], u32(1), [0, 0, 0, 0x85], [1, 0x10, 9, 0]) },
];

/** GTP-U around a packet, or IP in IP, several times over. */
export const nestMutation: Mutation = ({ frames, random }) =>
  inFrame(frames, random, frame => {
    let bytes = packetBytes(frame.packet, true);
    const flow = { source: '192.0.2.1', sourcePort: 2152, destination: '192.0.2.2', destinationPort: 2152 };
    for (let count = random.below(random.oneIn(4) ? 40 : 6); count >= 0 && bytes.length < 60_000; count--) {
      const version = (bytes[0] ?? 0x40) >> 4;
      if (random.oneIn(2)) bytes = ipPacket(flow, version === 6 ? 41 : 4, bytes);
      else bytes = ipPacket(flow, 17, udp(flow, join([0x30, 255], u16(bytes.length), u32(1), bytes)));
    }
    return { ...frame, raw: null, packet: [{ kind: 'data', header: bytes }] };
  });

/** Records dropped, doubled, swapped, moved, or taken from another capture. */
export const spliceMutation: Mutation = draft => {
  const { frames, random } = draft;
  const at = random.below(frames.length);
  const other = random.pick(draft.stories);
  switch (random.below(8)) {
    case 0:
      frames.splice(at, 1);
      break;
    case 1:
      frames.splice(random.below(frames.length), 0, frames[at] as Frame);
      break;
    case 2:
      frames.splice(random.below(frames.length), 0, ...frames.splice(at, 1));
      break;
    case 3:
      draft.frames = shuffled(frames, random, true);
      break;
    case 4:
      frames.splice(at, 0, ...other.head.slice(0, 1 + random.below(4)));
      break;
    case 5:
      draft.frames = interleaved(frames, other.head, random);
      break;
    case 6: {
      // The link type of one capture for the frames of another.
      const linkType = random.pick([
        0, 1, 9, 12, 50, 51, 101, 104, 105, 108, 113, 119, 127, 147, 163, 192, 204, 219, 228, 229, 239, 252,
        258, 276, 65_535,
      ]);
      draft.frames = frames.map(frame => ({ ...frame, linkType }));
      break;
    }
    default: {
      const step = random.pick([0, 0, -1, 1, 31, -31, 4000, 100_000]);
      draft.frames = frames.map((frame, i) => ({ ...frame, seconds: Math.max(0, frame.seconds + i * step) }));
      break;
    }
  }
  return true;
};

/** Bytes of a frame, whatever they are. */
export const bytesMutation: Mutation = ({ frames, random }) =>
  inFrame(frames, random, frame => ({ ...frame, raw: mutatedBytes(frameBytes(frame), random) }));

/** Bytes of the link header. */
export const linkMutation: Mutation = ({ frames, random }) =>
  inFrame(frames, random, frame =>
    frame.link.length === 0 ? null : { ...frame, raw: null, link: mutatedBytes(frame.link, random) },
  );

const EMPTY = new Uint8Array(0);

function inLayer(
  { frames, random }: Draft,
  kinds: readonly LayerKind[],
  mutate: (layer: Layer, random: Random) => Layer,
): boolean {
  return inFrame(frames, random, frame => {
    const at = placeOf(frame, kinds, random);
    if (at < 0) return null;
    const layers = [...frame.packet];
    layers[at] = mutate(layers[at] as Layer, random);
    return changed(frame, layers, random);
  });
}

/** Tries a few frames for one that can be changed in this way. */
function inFrame(frames: Frame[], random: Random, mutate: (frame: Frame) => Frame | null): boolean {
  for (let attempt = 0; attempt < 6; attempt++) {
    const at = random.below(frames.length);
    const frame = frames[at];
    const result = frame === undefined ? null : mutate(frame);
    if (result === null) continue;
    frames[at] = result;
    return true;
  }
  return false;
}

/** One of the layers of these kinds; the deeper ones more often. */
function placeOf(frame: Frame, kinds: readonly LayerKind[], random: Random): number {
  const places = frame.packet.flatMap(({ kind }, i) => (kinds.includes(kind) ? [i] : []));
  if (places.length === 0) return -1;
  return random.oneIn(3) ? random.pick(places) : (places.at(-1) as number);
}

/** Lengths and checksums are put right in half of the cases. */
function changed(frame: Frame, packet: readonly Layer[], random: Random): Frame {
  return { ...frame, packet, raw: null, repair: random.oneIn(2) };
}

function shuffled<T>(list: readonly T[], random: Random, really: boolean): T[] {
  const copy = [...list];
  if (really)
    for (let i = copy.length - 1; i > 0; i--) {
      const j = random.below(i + 1);
      [copy[i], copy[j]] = [copy[j] as T, copy[i] as T];
    }
  return copy;
}

function interleaved(one: readonly Frame[], other: readonly Frame[], random: Random): Frame[] {
  const [a, b] = [[...one], [...other]];
  const all: Frame[] = [];
  while (a.length + b.length > 0) {
    const next = b.length === 0 || (a.length > 0 && random.oneIn(2)) ? a.shift() : b.shift();
    if (next !== undefined) all.push(next);
  }
  return all;
}
