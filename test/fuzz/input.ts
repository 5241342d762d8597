import type { AnalysisOptions } from '../../src/analysis/analyse.ts';
import { join } from '../support/captures/packets.ts';
import { captureFile } from './capture-file.ts';
import type { Frame, Story } from './corpus.ts';
import {
  bytesMutation,
  type Draft,
  digestMutation,
  espMutation,
  extensionMutation,
  fragmentMutation,
  gtpuMutation,
  layerMutation,
  linkMutation,
  type Mutation,
  nestMutation,
  securityAgreementMutation,
  segmentMutation,
  sipMutation,
  spliceMutation,
  tunnelMutation,
} from './mutate-frames.ts';
import { Random } from './random.ts';

/** One input: capture files and what a user gives with them. It follows from its seed. */
export interface FuzzInput {
  readonly seed: number;
  /** The captures it was made from, and the mutations. */
  readonly about: string;
  readonly mutations: readonly string[];
  readonly files: readonly Uint8Array[];
  /** Octets of the files when unpacked. */
  readonly unpacked: number;
  readonly options: AnalysisOptions;
  readonly story: Story;
  /** The frames before files were made of them, for further mutations. */
  readonly frames: readonly Frame[];
}

/** Mutations of frames by the names that `--only` knows. */
const MUTATIONS: Readonly<Record<string, Mutation>> = {
  bytes: bytesMutation,
  link: linkMutation,
  ip: layerMutation('ipv4', 'ipv6'),
  extension: extensionMutation,
  fragment: fragmentMutation,
  udp: layerMutation('udp'),
  tcp: layerMutation('tcp'),
  segments: segmentMutation,
  sctp: layerMutation('sctp', 'data'),
  esp: espMutation,
  sip: sipMutation,
  'sec-agree': securityAgreementMutation,
  digest: digestMutation,
  diameter: layerMutation('diameter'),
  gtpu: gtpuMutation,
  nest: nestMutation,
  tunnel: tunnelMutation,
  splice: spliceMutation,
};

/** Mutations of files, and files that are no capture at all. */
const FILE_MUTATIONS = ['pcap', 'pcapng', 'gzip', 'noise'];

/** All that `--only` takes besides the names of captures. */
export const MUTATION_NAMES: readonly string[] = [...Object.keys(MUTATIONS), ...FILE_MUTATIONS];

/** Weights: text and ESP lead deepest. */
const CHOICES: readonly string[] = [
  ...MUTATION_NAMES,
  ...[
    'sip',
    'sip',
    'sip',
    'esp',
    'esp',
    'esp',
    'sec-agree',
    'sec-agree',
    'digest',
    'digest',
    'segments',
    'fragment',
  ],
  ...['tcp', 'tunnel', 'splice', 'pcap', 'pcapng'],
];

/** Gzip is slow, and noise seldom leads anywhere. */
const SELDOM = new Set(['gzip', 'noise']);

/** The input of a seed; `only` names a mutation or a capture to make it with. */
export function fuzzInput(seed: number, stories: readonly Story[], only: string | null = null): FuzzInput {
  const random = new Random(seed);
  const isMutation = only !== null && MUTATION_NAMES.includes(only);
  const story = random.pick(stories.filter(({ name }) => only === null || isMutation || name.includes(only)));
  return inputOf(story, sliceOf(story, random), stories, seed, random, isMutation ? only : null);
}

/** An input that is not mutated. */
export function seedInput(story: Story): FuzzInput {
  const unchanged = { seed: 1, about: story.name, mutations: [], files: [], unpacked: 0, options: {}, story };
  return plainInput({ ...unchanged, frames: [] }, story.head);
}

/** An input with other frames, in one file without damage. */
export function plainInput(input: FuzzInput, frames: readonly Frame[]): FuzzInput {
  const plan = { format: 'pcap', damaged: false, gzip: false, gzipDamaged: false } as const;
  const { bytes, unpacked } = captureFile(frames, plan, new Random(0));
  return { ...input, files: [bytes], unpacked, frames };
}

/**
 * Changes frames of a capture and makes an input of them.
 *
 * @param stories what it may borrow frames from.
 * @param only the name of a mutation; null for any, or several.
 */
export function inputOf(
  story: Story,
  frames: readonly Frame[],
  stories: readonly Story[],
  seed: number,
  random: Random,
  only: string | null = null,
): FuzzInput {
  const draft: Draft = { frames: [...frames], stories, random };
  const mutations: string[] = [];
  for (let count = random.below(3); count >= 0; count--) {
    let name = only ?? random.pick(CHOICES);
    if (only === null && SELDOM.has(name) && !random.oneIn(6)) name = 'sip';
    // An input without frames has nothing more to change.
    if (draft.frames.length > 0 && (MUTATIONS[name]?.(draft) ?? true)) mutations.push(name);
  }
  const { files, unpacked } = filesOf(draft, mutations);
  const options = optionsOf(story, random);
  const about = `${story.name}: ${mutations.join(', ')}`;
  return { seed, about, mutations, files, unpacked, options, story, frames: draft.frames };
}

/** The beginning of a capture and a few frames that follow each other later. */
function sliceOf({ head, rest }: Story, random: Random): Frame[] {
  const from = random.below(rest.length);
  const later = rest.slice(from, from + random.below(4));
  return [...(random.oneIn(8) ? head.slice(random.below(head.length)) : head), ...later];
}

function filesOf(
  { frames, random }: Draft,
  mutations: readonly string[],
): { files: Uint8Array[]; unpacked: number } {
  if (mutations.includes('noise')) {
    const bytes = noise(random);
    return { files: [bytes], unpacked: bytes.length };
  }
  const written = parts(frames, random).map(part => {
    const format =
      mutations.includes('pcapng') || (!mutations.includes('pcap') && random.oneIn(3)) ? 'pcapng' : 'pcap';
    const gzip = mutations.includes('gzip');
    return captureFile(
      part,
      { format, damaged: mutations.includes(format), gzip, gzipDamaged: random.oneIn(2) },
      random,
    );
  });
  return {
    files: written.map(({ bytes }) => bytes),
    unpacked: written.reduce((sum, file) => sum + file.unpacked, 0),
  };
}

/** Options as they were, with the keys of the capture. */
export function optionsFor(
  { keys, usims, givenSas }: Story,
  options: Readonly<Record<string, unknown>>,
): AnalysisOptions {
  const given = Object.entries({ keys, usims, givenSas }).filter(([name]) => options[name] === true);
  return { ...options, keys: [], usims: [], givenSas: [], ...Object.fromEntries(given) };
}

/** Mostly one file; otherwise the frames dealt out to several. */
function parts(frames: readonly Frame[], random: Random): Frame[][] {
  if (!random.oneIn(8)) return [[...frames]];
  const dealt: Frame[][] = Array.from({ length: 2 + random.below(2) }, () => []);
  const inTurn = random.oneIn(2);
  for (const [i, frame] of frames.entries())
    dealt[inTurn ? i % dealt.length : Math.floor((i * dealt.length) / frames.length)]?.push(frame);
  return dealt;
}

function noise(random: Random): Uint8Array {
  const start = random.pick([
    [],
    [0xd4, 0xc3, 0xb2, 0xa1],
    [0xa1, 0xb2, 0xc3, 0xd4],
    [0x4d, 0x3c, 0xb2, 0xa1],
    [0x34, 0xcd, 0xb2, 0xa1],
    [0x0a, 0x0d, 0x0d, 0x0a],
    [0x0a, 0x0d, 0x0d, 0x0a, 28, 0, 0, 0, 0x4d, 0x3c, 0x2b, 0x1a, 1, 0],
    [0x1f, 0x8b, 8, 0],
    [0x28, 0xb5, 0x2f, 0xfd],
  ]);
  return join(start, random.bytes(random.below(random.oneIn(10) ? 5000 : 300)));
}

function optionsOf({ keys, usims, givenSas }: Story, random: Random): AnalysisOptions {
  return {
    ...(random.oneIn(3) && { keys }),
    ...(random.oneIn(4) && { usims }),
    ...(random.oneIn(4) && { givenSas }),
    ...(random.oneIn(8) && { checkGrammar: false }),
    ...(random.oneIn(40) && { maximumFrames: random.below(8) }),
  };
}
