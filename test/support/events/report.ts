import { type AnalysisResult, analyse } from '../../../src/analysis/analyse.ts';
import type { Diagnosis } from '../../../src/model/diagnosis.ts';
import { KeyGate } from '../../../src/output/keys/key-gate.ts';
import { ReportWriter } from '../../../src/output/report/report-writer.ts';

/** The pages of a report of captures, in the pieces in which they are written. */
export async function reportPieces(
  paths: readonly string[],
  diagnose: (result: AnalysisResult) => Diagnosis | null = () => null,
  showKeys = false,
): Promise<string[]> {
  const pieces: string[] = [];
  const write = (piece: string | Uint8Array) => pieces.push(pageText(piece));
  const gate = showKeys ? null : new KeyGate();
  const writer = new ReportWriter({ files: paths, version: '0.0.0', showKeys, gate, write });
  const result = await analyse(
    paths.map(name => ({ name })),
    {
      on: {
        begin: (seconds, nanoseconds) => writer.begin(seconds, nanoseconds),
        sip: event => writer.sip(gate?.sip(event) ?? event),
        cx: event => writer.cx(event),
        pdn: event => writer.pdn(event),
        mobility: event => writer.mobility(event),
        diameter: event => writer.diameter(event),
        core: event => writer.core(event),
        esp: packet => writer.esp(packet),
        issue: issue => writer.issue(issue),
        unreadable: () => {},
      },
    },
  );
  writer.end(result, diagnose(result));
  return pieces;
}

/** A piece of a page as text. */
export function pageText(piece: string | Uint8Array): string {
  return typeof piece === 'string' ? piece : Buffer.from(piece).toString();
}

/** What a page carries of one kind, block by block. */
export function carried<T>(pieces: readonly string[], kind: string): T[] {
  const blocks = pieces
    .join('')
    .matchAll(new RegExp(`<script type="application/json" class="${kind}">(.*?)</script>`, 'g'));
  return Array.from(blocks, ([, json = '']) => JSON.parse(json));
}
