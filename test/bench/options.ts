import { parseArgs } from 'node:util';
import { CASES, type Case, quick } from './cases.ts';
import { PROGRAM_NAMES, type ProgramName } from './programs.ts';

export const USAGE = `npm run bench -- [options]

  --quick           small captures, one run each, without tshark
  --only CASES      only these, with commas: ${CASES.map(({ name }) => name).join(', ')}
  --programs NAMES  only these programs, the first of which the others are compared with:
                    ${PROGRAM_NAMES.join(', ')}
  --compare REF     our programs in pairs with those of another commit, in turn, and nothing else
  --no-tshark       without tshark
  --profile         also the share of each stage, from a CPU profile
  --memory          also the memory that captures of 200 MB and 2 GB take (with --quick 2 MB and 20 MB)
  --keep            leave the captures in the temporary folder and say where`;

export interface Options {
  readonly cases: readonly Case[];
  readonly quick: boolean;
  /** A commit to compare with. */
  readonly compare: string | null;
  readonly profile: boolean;
  readonly memory: boolean;
  readonly keep: boolean;
}

/** Throws if an option is wrong. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      programs: { type: 'string' },
      compare: { type: 'string' },
      'no-tshark': { type: 'boolean', default: false },
      profile: { type: 'boolean', default: false },
      memory: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
    },
  });
  const names = listOf(
    '--only',
    values.only,
    CASES.map(({ name }) => name),
  );
  const programs = listOf('--programs', values.programs, PROGRAM_NAMES) as readonly ProgramName[] | null;
  const cases = CASES.filter(({ name }) => names === null || names.includes(name))
    .map(one => (programs === null ? one : { ...one, programs }))
    .map(one => (values['no-tshark'] ? { ...one, tsharkRuns: 0 } : one))
    .map(one => (values.quick ? quick(one) : one));
  const { compare = null, profile, memory, keep } = values;
  return { cases, quick: values.quick, compare, profile, memory, keep };
}

function listOf(option: string, text: string | undefined, known: readonly string[]): string[] | null {
  if (text === undefined) return null;
  const names = text.split(',').map(name => name.trim());
  const wrong = names.find(name => !known.includes(name));
  if (wrong === undefined) return names;
  throw new Error(`${option}: expected some of ${known.join(', ')}, found '${wrong}'`);
}
