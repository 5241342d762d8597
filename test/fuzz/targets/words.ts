import { globMatcher } from '../../../src/cli/inputs/glob.ts';
import { memoryOf, unpackedOf } from '../../../src/cli/inputs/memory-option.ts';
import { fullParse } from '../../../src/cli/parse/full-parse.ts';
import { quickParse } from '../../../src/cli/parse/quick-parse.ts';
import { CommandError } from '../../../src/cli/terminal/terminal.ts';
import { displayFilter } from '../../../src/output/filter/display-filter.ts';
import { FilterError, markedText } from '../../../src/output/filter/error.ts';
import { sipEvent } from '../../support/events/sip-event.ts';
import { assertText, Failure, holds } from '../checks.ts';
import { FILTERS } from '../library.ts';
import { latin1Bytes, latin1Text } from './seeds.ts';
import { byteTarget } from './target.ts';

const EVENT = sipEvent([
  'REGISTER sip:ims SIP/2.0',
  'Via: SIP/2.0/UDP 10.0.0.2;branch=z9hG4bK1',
  'From: <sip:001@ims>;tag=1',
  'Call-ID: a',
  'CSeq: 1 REGISTER',
  'Expires: 600',
]);
const CONTEXT = { files: ['a.pcap'], start: { seconds: 0, nanoseconds: 0 } };

/** A display filter: it is refused with a place, or it can be applied. */
export const FILTER = byteTarget({
  name: 'filter',
  seeds: () => FILTERS.map(latin1Bytes),
  longest: 300,
  turn: 50,
  run: bytes => {
    const text = latin1Text(bytes);
    try {
      displayFilter(text)(EVENT, CONTEXT);
    } catch (error) {
      if (!(error instanceof FilterError)) throw error;
      holds(
        error.start <= error.end && error.end <= text.length,
        () => `a mistake at ${error.start}-${error.end}`,
      );
      assertText('a mistake', markedText(text, error));
    }
  },
});

/** A pattern, and a name in the second line. */
export const GLOB = byteTarget({
  name: 'glob',
  seeds: () => ['*.pcap\na.pcap', '[a-c]?*\nabc', '[!a]*[[:digit:]]\nb1', '**a*b\naaab'].map(latin1Bytes),
  longest: 200,
  run: bytes => {
    const [pattern = '', name = ''] = latin1Text(bytes).split('\n');
    globMatcher(pattern)?.(name);
    for (const read of [memoryOf, unpackedOf])
      try {
        read(pattern);
      } catch (error) {
        if (!(error instanceof CommandError)) throw error;
      }
  },
});

/** The words of a command line, one in each line: what the quick parser understands, the full one understands so too. */
export const ARGUMENTS = byteTarget({
  name: 'arguments',
  seeds: () =>
    [
      'decode\n-V\na.pcap',
      'decode\na\n-T\njson\n--count\n5',
      'flow\na\n--format=svg\n-o\nx',
      'report\n-\n-q',
      'diagnose\na\n-v',
    ].map(latin1Bytes),
  longest: 120,
  turn: 2,
  run: async bytes => {
    // No command line holds a NUL.
    const words = latin1Text(bytes).replaceAll('\0', ' ').split('\n');
    const quick = quickParse(words);
    if (quick === null && bytes.length % 8 !== 0) return;
    let full: Awaited<ReturnType<typeof fullParse>>;
    try {
      full = await fullParse(words);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      holds(quick === null, () => `quick: ${JSON.stringify(quick)}, full: ${error.message}`);
      return;
    }
    if (quick === null) return;
    const [one, other] = [sorted(quick), sorted(full.command)];
    if (one !== other) throw new Failure(`quick ${one}, full ${other}`);
  },
});

/** Options that were not given are undefined, or absent; their order is free. */
function sorted(value: object | null): string {
  return JSON.stringify(value, (_, member) =>
    member === null || typeof member !== 'object' || Array.isArray(member)
      ? member
      : Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1))),
  );
}
