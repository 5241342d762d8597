import { join } from 'node:path';
import type { Suite } from '../../src/model/security-association.ts';
import { type Generated, generate } from './captures/generator.ts';
import type { Parameters } from './captures/parameters.ts';
import type { ProgramName } from './programs.ts';

/** A capture to be measured, and with what. */
export interface Case {
  /** What `--only` takes. */
  readonly name: string;
  readonly capture: Parameters;
  /** Programs that take turns, the one first that the others are compared with. */
  readonly programs: readonly ProgramName[];
  /** Rounds. */
  readonly runs: number;
  /** In how many rounds tshark takes part; 0: it is left out. */
  readonly tsharkRuns: number;
  /** Is HMAC and AES alone measured too? Only for hmac-sha-1-96 with aes-cbc over UDP and IPv4. */
  readonly floor: boolean;
}

const SHA1_AES: Suite = { alg: 'hmac-sha-1-96', ealg: 'aes-cbc' };
const MD5_NULL: Suite = { alg: 'hmac-md5-96', ealg: 'null' };

/** tshark looks an SA up by walking through all of them, so with many UEs it takes minutes or hours. */
const PLAIN: readonly Case[] = [
  {
    ...plainCase('1', 1, 50_000),
    programs: [
      'fields',
      'one thread',
      'analyser',
      'json',
      'text',
      'diagnose',
      'sas',
      'flow',
      'report',
      'write',
    ],
    tsharkRuns: 3,
  },
  { ...plainCase('200', 200, 250), runs: 3, tsharkRuns: 1 },
  { ...plainCase('1000', 1000, 50), programs: ['fields', 'one thread', 'json'], runs: 3, tsharkRuns: 1 },
  { ...plainCase('2000', 2000, 25), runs: 3 },
  { ...plainCase('10000', 10_000, 5), programs: ['fields', 'one thread', 'json'], runs: 3 },
  {
    ...plainCase('million', 1, 500_000),
    programs: ['fields', 'one thread', 'two threads'],
    runs: 3,
    tsharkRuns: 1,
  },
];

const KINDS: readonly Case[] = [
  kindCase('ipv6', { family: 6 }),
  kindCase('tcp', { transport: 'tcp' }),
  kindCase('md5-null', { suite: MD5_NULL }),
  kindCase('mixed', { ues: 200, pairs: 250, others: [MD5_NULL, { alg: 'hmac-md5-96', ealg: 'aes-cbc' }] }),
];

export const CASES: readonly Case[] = [...PLAIN, ...KINDS];

/** The case in a hundredth of its size, in one round and without tshark. */
export function quick({ capture, ...rest }: Case): Case {
  const { ues, pairs } = capture;
  const size = ues < 100 ? { ues, pairs: pairs / 100 } : { ues: ues / 100, pairs };
  return { ...rest, capture: { ...capture, ...size }, runs: 1, tsharkRuns: 0 };
}

function plainCase(name: string, ues: number, pairs: number): Case {
  const capture = parametersOf({ ues, pairs });
  return { name, capture, programs: ['fields', 'one thread'], runs: 5, tsharkRuns: 0, floor: true };
}

/** Other packets than those of the plain cases, for pairs with and without the lane. */
function kindCase(name: string, differences: Partial<Parameters>): Case {
  const capture = { ...parametersOf({ ues: 1, pairs: 50_000 }), ...differences };
  return { name, capture, programs: ['one thread', 'analyser'], runs: 3, tsharkRuns: 0, floor: false };
}

/** The plain capture of this size. */
export function parametersOf({ ues, pairs }: Pick<Parameters, 'ues' | 'pairs'>): Parameters {
  return { ues, pairs, suite: SHA1_AES, family: 4, transport: 'udp' };
}

/** A generated file. */
export interface Capture extends Generated {
  readonly path: string;
  readonly parameters: Parameters;
}

/** Generates a capture into a folder; of one size a plain one, if no more is said. */
export function generateInto(folder: string, size: Pick<Parameters, 'ues' | 'pairs'> | Parameters): Capture {
  const path = join(folder, `${size.ues}-ues-${size.pairs}-pairs.pcap`);
  const parameters = { ...parametersOf(size), ...size };
  return { ...generate(parameters, path), path, parameters };
}
