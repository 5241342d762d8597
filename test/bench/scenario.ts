import { join } from 'node:path';
import { type Generated, generate } from './generator.ts';
import type { Parameters } from './parameters.ts';

/** A capture to be measured, and how often. */
export interface Scenario {
  readonly ues: number;
  readonly pairs: number;
  /** Runs of our program. */
  readonly runs: number;
  /** Runs of tshark; 0: it is left out. */
  readonly tsharkRuns: number;
}

/** tshark looks an SA up by walking through all of them, so with many UEs it takes minutes or hours. */
export const SCENARIOS: readonly Scenario[] = [
  { ues: 1, pairs: 50_000, runs: 5, tsharkRuns: 5 },
  { ues: 1000, pairs: 50, runs: 5, tsharkRuns: 1 },
  { ues: 10_000, pairs: 5, runs: 5, tsharkRuns: 0 },
];

/** The same shapes, a hundredth of the size. */
export const QUICK_SCENARIOS: readonly Scenario[] = [
  { ues: 1, pairs: 500, runs: 1, tsharkRuns: 0 },
  { ues: 10, pairs: 50, runs: 1, tsharkRuns: 0 },
  { ues: 100, pairs: 5, runs: 1, tsharkRuns: 0 },
];

/** What is measured is always this suite. */
export function parametersOf({ ues, pairs }: Pick<Scenario, 'ues' | 'pairs'>): Parameters {
  return { ues, pairs, suite: { alg: 'hmac-sha-1-96', ealg: 'aes-cbc' }, family: 4, transport: 'udp' };
}

/** A generated file. */
export interface Capture extends Generated {
  readonly path: string;
  readonly parameters: Parameters;
}

export function generateInto(folder: string, size: Pick<Scenario, 'ues' | 'pairs'>): Capture {
  const path = join(folder, `${size.ues}-ues-${size.pairs}-pairs.pcap`);
  const parameters = parametersOf(size);
  return { ...generate(parameters, path), path, parameters };
}
