import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { type AnalysisSink, analyse } from '../../../src/analysis/analyse.ts';
import { diagnosisLines } from '../../../src/output/json/diagnosis-lines.ts';
import { summaryLine } from '../../../src/output/json/json-lines.ts';
import { labCaptures, labelOf } from '../../support/programs/lab.ts';

/** All that is found in a capture that comes in pieces. */
async function found(bytes: Uint8Array, on: AnalysisSink): Promise<string[]> {
  const pieces = Array.from({ length: Math.ceil(bytes.length / 1500) }, (_, i) =>
    bytes.subarray(1500 * i, 1500 * (i + 1)),
  );
  const { diagnosis, summary } = await analyse([{ name: '-', stream: Readable.from(pieces) }], {
    diagnose: true,
    on,
  });
  return [diagnosisLines(diagnosis, ['-']), summaryLine(summary)];
}

test.each(labCaptures().map(one => [labelOf(one), one.path] as const))(
  '%s: to ask what was found so far changes nothing',
  async (_, path) => {
    const bytes = readFileSync(path);
    let asked = 0;
    const ask = {
      live: (soFar: () => unknown) => {
        soFar();
        asked++;
      },
    };
    expect(await found(bytes, ask)).toEqual(await found(bytes, {}));
    expect(asked).toBeGreaterThan(0);
  },
);
