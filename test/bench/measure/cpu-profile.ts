/** The parts of a CPU profile as `node --cpu-prof` writes it that are used here. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string };
    readonly children?: readonly number[];
  }[];
  readonly samples: readonly number[];
  /** Microseconds since the sample before. */
  readonly timeDeltas: readonly number[];
}

/** The stages in the order of the way through the program. */
export const STAGES = [
  'capture',
  'net',
  'ipsec',
  'node crypto',
  'sip',
  'lane',
  'analysis and registration',
  'output',
  'cli',
  'garbage collection',
  'other',
] as const;

export type Stage = (typeof STAGES)[number];

const STAGE_OF_FOLDER: Readonly<Record<string, Stage>> = {
  capture: 'capture',
  net: 'net',
  ipsec: 'ipsec',
  sip: 'sip',
  lane: 'lane',
  analysis: 'analysis and registration',
  registration: 'analysis and registration',
  output: 'output',
  cli: 'cli',
};

const STAGE_OF_PACKAGE: Readonly<Record<string, Stage>> = {
  'pcap-parser': 'capture',
  yargs: 'cli',
  'yargs-parser': 'cli',
};

/** Microseconds of each stage. */
export type StageTimes = ReadonlyMap<Stage, number>;

/** The times of several profiles, such as those of several threads, together. */
export function addedTimes(parts: readonly StageTimes[]): StageTimes {
  return new Map(STAGES.map(stage => [stage, parts.reduce((sum, part) => sum + (part.get(stage) ?? 0), 0)]));
}

/**
 * Microseconds of self time by stage. A function belongs to the folder of its file; what has no folder of its own
 * (built-in functions, Node's own modules, `bytes/` and `model/`) belongs to the stage that called it.
 */
export function stageTimes(profile: CpuProfile): StageTimes {
  const times = new Map<Stage, number>(STAGES.map(stage => [stage, 0]));
  const stages = stagesOfNodes(profile);
  profile.samples.forEach((id, i) => {
    const stage = stages.get(id) ?? null;
    if (stage === null) return;
    times.set(stage, (times.get(stage) as number) + Math.max(0, profile.timeDeltas[i + 1] ?? 0));
  });
  return times;
}

/** Null for the time in which nothing ran. */
function stagesOfNodes({ nodes }: CpuProfile): Map<number, Stage | null> {
  const byId = new Map(nodes.map(node => [node.id, node]));
  const children = new Set(nodes.flatMap(node => node.children ?? []));
  const stages = new Map<number, Stage | null>();
  const waiting = nodes
    .filter(({ id }) => !children.has(id))
    .map(node => ({ node, caller: 'other' as Stage }));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, caller } = next;
    const stage = stageOf(node.callFrame, caller);
    stages.set(node.id, stage);
    for (const id of node.children ?? []) {
      const child = byId.get(id);
      if (child !== undefined) waiting.push({ node: child, caller: stage ?? 'other' });
    }
  }
  return stages;
}

function stageOf(
  { functionName, url }: CpuProfile['nodes'][number]['callFrame'],
  caller: Stage,
): Stage | null {
  if (functionName === '(garbage collector)') return 'garbage collection';
  if (functionName === '(idle)') return null;
  if (/^node:(internal\/)?crypto/.test(url)) return 'node crypto';
  const folder = /\/(?:dist|src)\/([^/]+)\//.exec(url)?.[1];
  const name = /\/node_modules\/([^/]+)\//.exec(url)?.[1];
  if (name !== undefined) return STAGE_OF_PACKAGE[name] ?? 'other';
  return STAGE_OF_FOLDER[folder ?? ''] ?? caller;
}
