import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type AnalysisOptions, type AnalysisResult, analyse } from '../../../src/analysis/analyse.ts';
import { fromHex, spiText } from '../../../src/bytes/hex.ts';
import type { Issue } from '../../../src/model/issue.ts';
import type { IcvVerdict } from '../../../src/model/protection.ts';
import type { KeyMaterial, SaName } from '../../../src/model/security-association.ts';
import { ROOT } from './root.ts';

/** Captures in the repository, with their truth. */
export const FIXTURES = join(ROOT, 'fixtures');

/** Further captures that only some machines have. */
export const SHARED = resolve(ROOT, '../shared/captures');

/** One captured run: `name` and `kind` of NAME.KIND.pcap. */
export interface LabCapture {
  readonly path: string;
  readonly name: string;
  readonly kind: string;
}

/** The captures of the repository and, where they are present, the shared ones; each NAME.KIND once. */
export function labCaptures(): LabCapture[] {
  const found = new Map<string, LabCapture>();
  for (const folder of [FIXTURES, join(SHARED, 'lab')]) {
    if (!existsSync(folder)) continue;
    for (const file of readdirSync(folder).sort()) {
      const match = /^(.+)\.([a-z0-9]+)\.pcap$/.exec(file);
      if (match === null || found.has(file)) continue;
      found.set(file, { path: join(folder, file), name: match[1] as string, kind: match[2] as string });
    }
  }
  return [...found.values()];
}

/** `NAME.KIND`, as tests are called. */
export function labelOf({ name, kind }: LabCapture): string {
  return `${name}.${kind}`;
}

/** Does the run fail on purpose? */
export function isFailing({ name }: LabCapture): boolean {
  return /^(b30|b31|b32|b33|b34|b38|b71)-/.test(name);
}

/** Did the capture itself lose packets? The truth holds more then. */
export function isLossy({ name }: LabCapture): boolean {
  return /^(x01|d01)-/.test(name);
}

/** Either: the truth holds more than can be decoded. */
export function isPartial(capture: LabCapture): boolean {
  return isFailing(capture) || isLossy(capture);
}

/** The path of a capture in the repository. */
export function fixture(file: string): string {
  return join(FIXTURES, file);
}

/** What a truth file says of one run. */
export interface Truth {
  readonly name: string;
  readonly sas: readonly {
    readonly name: SaName;
    readonly src: string;
    readonly sport: number;
    readonly dst: string;
    readonly dport: number;
    readonly spi: string;
    readonly alg: string;
    readonly ealg: string;
    readonly ck: string;
    readonly ik: string;
    readonly enc_key: string;
    readonly auth_key: string;
    readonly set: number;
  }[];
  readonly messages: readonly {
    readonly node: string;
    readonly dir: 'sent' | 'recv';
    readonly spi: string | null;
    readonly first_line: string;
    readonly call_id: string;
    readonly length: number;
    readonly sha256: string;
  }[];
}

export function truthOf(capture: LabCapture): Truth {
  return JSON.parse(readFileSync(join(dirname(capture.path), `${capture.name}.json`), 'utf8'));
}

/** The keys of every SA set of a run, once each. */
export function keysOf(truth: Truth): KeyMaterial[] {
  const pairs = new Map(truth.sas.map(sa => [sa.ck + sa.ik, sa]));
  return [...pairs.values()].map(sa => ({
    ck: fromHex(sa.ck) as Uint8Array,
    ik: fromHex(sa.ik) as Uint8Array,
    source: 'file' as const,
  }));
}

/** One SIP message that the analysis gave, reduced to what tests compare. */
export interface SeenMessage {
  readonly startLine: string;
  readonly callId: string | null;
  readonly frames: readonly number[];
  readonly source: string;
  readonly destination: string;
  readonly sha256: string;
  readonly spi: string | null;
  readonly icv: IcvVerdict | null;
  readonly sa: SaName | null;
}

export interface Run extends AnalysisResult {
  readonly messages: readonly SeenMessage[];
  readonly issues: readonly Issue[];
}

/** Analyses captures and keeps every message. */
export async function run(paths: readonly string[], options: AnalysisOptions = {}): Promise<Run> {
  const messages: SeenMessage[] = [];
  const issues: Issue[] = [];
  const result = await analyse(
    paths.map(name => ({ name })),
    {
      ...options,
      on: {
        sip: ({ message, flow, frames, origin }) =>
          messages.push({
            startLine: message.startLine,
            callId: message.callId,
            frames: [...frames],
            source: flow.source,
            destination: flow.destination,
            sha256: createHash('sha256').update(message.bytes).digest('hex'),
            spi: origin.protection === null ? null : spiText(origin.protection.spi),
            icv: origin.protection?.icv ?? null,
            sa: origin.protection?.sa?.name ?? null,
          }),
        issue: issue => issues.push(issue),
        unreadable: () => {},
      },
    },
  );
  return { ...result, messages, issues };
}

/** Protected messages as `SPI first-line sha256`, sorted, each once. A keep-alive is no SIP message. */
export function protectedTruth(truth: Truth): string[] {
  const seen = truth.messages.filter(
    message => message.spi !== null && message.first_line !== '(keep-alive)',
  );
  return unique(seen.map(({ spi, first_line, sha256 }) => `${spi} ${first_line} ${sha256}`));
}

/** The same of what the analysis gave. */
export function protectedSeen(messages: readonly SeenMessage[]): string[] {
  const seen = messages.filter(message => message.spi !== null);
  return unique(seen.map(({ spi, startLine, sha256 }) => `${spi} ${startLine} ${sha256}`));
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort();
}
