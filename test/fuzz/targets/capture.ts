import { type CommandRuns, throughCommand } from '../commands.ts';
import { frameOf, recordsOf } from '../corpus.ts';
import { type FuzzInput, fuzzInput, inputOf, optionsFor, plainInput, seedInput } from '../input.ts';
import { noDepth, throughLibrary } from '../library.ts';
import { stories } from './seeds.ts';
import { partsOf, type Target } from './target.ts';

/** One input in so many goes through a command, too. */
const EVERY_COMMAND = 100;

/** Frames of an input that is changed further. */
const MOST_FRAMES = 60;

/**
 * The whole library on captures. What is mutated are frames in layers, so that what is inside ESP is reached.
 *
 * @param commands null for the library only.
 */
export function captureTarget(commands: CommandRuns | null): Target<FuzzInput> {
  const depth = noDepth();
  return {
    name: 'capture',
    turn: 10,
    seeds: () => stories().map(seedInput),
    mutate: (parent, other, _words, random) => {
      // Fixtures have more frames than the seeds begin with.
      if (random.oneIn(2)) return fuzzInput(random.word(), stories());
      const start = parent.frames.length > MOST_FRAMES ? random.below(parent.frames.length - MOST_FRAMES) : 0;
      const frames = parent.frames.slice(start, start + MOST_FRAMES);
      const lender = { ...other.story, head: other.frames, rest: [] };
      return inputOf(parent.story, frames, [lender, ...stories()], random.word(), random);
    },
    run: async input => {
      const { inputDamaged } = await throughLibrary(input, depth);
      if (commands === null || input.seed % EVERY_COMMAND !== 0) return;
      const damaged = input.options.maximumFrames === undefined ? inputDamaged : null;
      await throughCommand(input, damaged, commands);
    },
    smaller: function* (input) {
      const { frames } = input;
      for (const { from, to } of partsOf(frames.length))
        yield plainInput(input, [...frames.slice(0, from), ...frames.slice(to)]);
    },
    encode,
    decode,
  };
}

/** One line of JSON, then the files. */
interface Header {
  readonly story: string;
  readonly seed: number;
  readonly unpacked: number;
  readonly files: readonly number[];
  readonly options: Readonly<Record<string, unknown>>;
}

function encode({ story, seed, unpacked, files, options }: FuzzInput): Uint8Array {
  // Keys are those of the story.
  const { keys, usims, givenSas, ...rest } = options;
  const has = { keys: keys !== undefined, usims: usims !== undefined, givenSas: givenSas !== undefined };
  const header: Header = {
    story: story.name,
    seed,
    unpacked,
    files: files.map(({ length }) => length),
    options: { ...has, ...rest },
  };
  return new Uint8Array(Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), ...files]));
}

function decode(bytes: Uint8Array): FuzzInput | null {
  const end = bytes.indexOf(10);
  const header = JSON.parse(Buffer.from(bytes.subarray(0, end)).toString()) as Header;
  const story = stories().find(({ name }) => name === header.story);
  if (story === undefined) return null;
  let at = end + 1;
  const files = header.files.map(length => {
    at += length;
    return bytes.subarray(at - length, at);
  });
  const frames = files.flatMap(file => recordsOf(file)).map(record => frameOf(record, story.sas));
  return {
    seed: header.seed,
    about: story.name,
    mutations: [],
    files,
    unpacked: header.unpacked,
    options: optionsFor(story, header.options),
    story,
    frames,
  };
}
