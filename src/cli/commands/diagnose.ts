import type { AnalysisResult } from '../../analysis/analyse.ts';
import { allFindings } from '../../diagnosis/all-findings.ts';
import type { Diagnosis, RegistrationDiagnosis } from '../../model/diagnosis.ts';
import { LiveVerdicts } from '../live/live-verdicts.ts';
import { BatchedOutput } from '../terminal/batched-output.ts';
import { OneByOne } from '../terminal/one-by-one.ts';
import { paintFor } from '../terminal/paint.ts';
import { EXIT, proseWidth, type Terminal } from '../terminal/terminal.ts';
import { VERSION } from '../terminal/version.ts';
import { type CommandSink, type CommonArguments, conclude, runAnalysis } from './run-analysis.ts';

/** Arguments of `ims-esp diagnose`. */
interface DiagnoseArguments extends CommonArguments {
  readonly format: 'text' | 'json';
  readonly verbose: boolean;
}

/** A diagnosis to print, perhaps not the last one. */
interface Found {
  readonly diagnosis: Diagnosis;
  /** Those of its registrations that are printed. */
  readonly shown: readonly RegistrationDiagnosis[];
  /** Registrations outside of a chosen time. */
  readonly leftOut?: number | undefined;
}

/** How a diagnosis is printed. */
interface Format {
  readonly sink: CommandSink;
  /** What stands before the verdicts at the end. */
  readonly before?: (result: AnalysisResult, each: OneByOne) => void;
  readonly print: (found: Found, each: OneByOne) => void;
  readonly after?: (result: AnalysisResult) => void;
}

/** `ims-esp diagnose`: how each registration ended, and why. */
export async function diagnose(args: DiagnoseArguments, terminal: Terminal): Promise<number> {
  const output = new BatchedOutput(terminal.stdout);
  const each = new OneByOne(terminal);
  const format =
    args.format === 'json' ? await jsonFormat(args, output) : await textFormat(args, output, terminal);
  const verdicts = new LiveVerdicts(terminal, reached => {
    const diagnosis = { registrations: reached, findings: [], advice: [] };
    format.print({ diagnosis, shown: reached }, each);
    // If it cannot be written, the next batch ends the command.
    output.settle().catch(() => {});
  });
  const result = await runAnalysis(
    args,
    terminal,
    {
      ...format.sink,
      ...(args.follow === true && {
        live: (soFar: () => Diagnosis) => verdicts.heard(soFar),
        settle: (isLive: boolean) => output.settle(isLive),
      }),
    },
    { diagnose: true },
  );
  verdicts.end();
  const { diagnosis } = result;
  format.before?.(result, each);
  const shown = verdicts.changed(diagnosis.registrations);
  format.print({ diagnosis, shown, leftOut: result.summary.leftOut?.registrations }, each);
  format.after?.(result);
  await output.finish();
  return exitCodeOf(conclude(result, args, terminal, { each }), args, result, diagnosis);
}

async function textFormat(
  args: DiagnoseArguments,
  output: BatchedOutput,
  terminal: Terminal,
): Promise<Format> {
  const { diagnosisSections } = await import('../../output/text/diagnosis-text.ts');
  const start = { seconds: 0, nanoseconds: 0 };
  const [width, paint] = [proseWidth(terminal), paintFor(terminal.stdout, args.colours)];
  const { file: files, verbose, time = 'r', hosts } = args;
  const options = { files, start, time, hosts, verbose, width, paint };
  let isFirst = true;
  return {
    sink: { begin: (seconds, nanoseconds) => Object.assign(start, { seconds, nanoseconds }) },
    print: ({ diagnosis, shown, leftOut }, each) => {
      for (const { about, text } of diagnosisSections(diagnosis, { ...options, leftOut }, shown)) {
        output.write(each.part(about, () => `${isFirst ? '' : '\n'}${text()}`));
        isFirst = false;
      }
    },
  };
}

async function jsonFormat(
  { file, showKeys, gate, follow }: DiagnoseArguments,
  output: BatchedOutput,
): Promise<Format> {
  const { headerLine, issueLine, jsonLine, saLines, summaryLine } = await import(
    '../../output/json/json-lines.ts'
  );
  const { diameterLine, mobilityLine, pdnLine } = await import('../../output/json/access-lines.ts');
  const { diagnosisParts } = await import('../../output/json/diagnosis-lines.ts');
  /** Before the end the objects belong to the analysis, so keys are hidden in a copy. */
  const withoutKeys = (lines: string): string => {
    if (gate === null || follow !== true) return lines;
    const objects = lines.split('\n').filter(line => line !== '');
    return objects
      .map(line => {
        const copy = JSON.parse(line);
        gate.hideIn(copy);
        return jsonLine(copy);
      })
      .join('');
  };
  output.write(headerLine(VERSION, file));
  return {
    sink: {
      issue: issue => output.write(issueLine(issue, file)),
      diameter: event => output.write(diameterLine(event, file)),
      mobility: event => output.write(mobilityLine(event, file)),
      pdn: event => output.write(pdnLine(event, file)),
    },
    before: ({ sets }, each) => {
      for (const set of sets) output.write(each.part(`SA set ${set.id}`, () => saLines([set], showKeys)));
    },
    print: ({ diagnosis, shown }, each) => {
      for (const { about, lines } of diagnosisParts({ ...diagnosis, registrations: shown }, file))
        output.write(each.part(about, () => withoutKeys(lines())));
    },
    after: ({ summary }) => output.write(summaryLine(summary)),
  };
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
