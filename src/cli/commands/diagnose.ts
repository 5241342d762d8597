import type { AnalysisResult } from '../../analysis/analyse.ts';
import type { PdnEvent } from '../../analysis/events/pdn-event.ts';
import type { PolicyEvent } from '../../analysis/events/policy-event.ts';
import { allFindings } from '../../diagnosis/all-findings.ts';
import type { Diagnosis } from '../../model/diagnosis.ts';
import { BatchedOutput } from '../terminal/batched-output.ts';
import { OneByOne } from '../terminal/one-by-one.ts';
import { paintFor } from '../terminal/paint.ts';
import { EXIT, proseWidth, type Terminal } from '../terminal/terminal.ts';
import { VERSION } from '../terminal/version.ts';
import { type CommonArguments, conclude, runAnalysis } from './run-analysis.ts';

/** Arguments of `ims-esp diagnose`. */
interface DiagnoseArguments extends CommonArguments {
  readonly format: 'text' | 'json';
  readonly verbose: boolean;
}

/** `ims-esp diagnose`: how each registration ended, and why. */
export async function diagnose(args: DiagnoseArguments, terminal: Terminal): Promise<number> {
  const output = new BatchedOutput(terminal.stdout);
  const start = { seconds: 0, nanoseconds: 0 };
  const json = args.format === 'json' ? await import('../../output/json/json-lines.ts') : null;
  const access = json === null ? null : await import('../../output/json/access-lines.ts');
  if (json !== null) output.write(json.headerLine(VERSION, args.file));
  const result = await runAnalysis(
    args,
    terminal,
    {
      begin: (seconds, nanoseconds) => Object.assign(start, { seconds, nanoseconds }),
      issue: issue => {
        if (json !== null) output.write(json.issueLine(issue, args.file));
      },
      ...(access !== null && {
        diameter: (event: PolicyEvent) => output.write(access.diameterLine(event, args.file)),
        pdn: (event: PdnEvent) => output.write(access.pdnLine(event, args.file)),
      }),
    },
    { diagnose: true },
  );
  const { diagnosis } = result;
  const each = new OneByOne(terminal);
  if (json === null) {
    const { diagnosisSections } = await import('../../output/text/diagnosis-text.ts');
    const width = proseWidth(terminal);
    const paint = paintFor(terminal.stdout, args.colours);
    const { file: files, verbose, time = 'r' } = args;
    const leftOut = result.summary.leftOut?.registrations;
    const options = { files, start, time, leftOut, verbose, width, paint };
    for (const [index, { about, text }] of diagnosisSections(diagnosis, options).entries())
      output.write(each.part(about, () => `${index > 0 ? '\n' : ''}${text()}`));
  } else {
    const { diagnosisParts } = await import('../../output/json/diagnosis-lines.ts');
    for (const set of result.sets)
      output.write(each.part(`SA set ${set.id}`, () => json.saLines([set], args.showKeys)));
    for (const { about, lines } of diagnosisParts(diagnosis, args.file))
      output.write(each.part(about, lines));
    output.write(json.summaryLine(result.summary));
  }
  await output.finish();
  return exitCodeOf(conclude(result, args, terminal, { each }), args, result, diagnosis);
}

/** An input that could not be read to its end takes precedence over `--fail-on`. */
function exitCodeOf(
  code: number,
  { failOn }: CommonArguments,
  { summary }: AnalysisResult,
  diagnosis: Diagnosis,
): number {
  if (code !== EXIT.OK) return code;
  const failed = summary.registrations.failed > 0;
  const warned = failed || allFindings(diagnosis).some(({ severity }) => severity !== 'note');
  return (failOn === 'failed' && failed) || (failOn === 'warning' && warned) ? EXIT.CONDITION : EXIT.OK;
}
