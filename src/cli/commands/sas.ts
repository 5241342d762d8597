import type { AnalysisResult } from '../../analysis/analyse.ts';
import { UnagreedSpis } from '../../output/sas/unagreed-spis.ts';
import { BatchedOutput } from '../terminal/batched-output.ts';
import { OneByOne } from '../terminal/one-by-one.ts';
import { note, type Terminal, terminalWidth } from '../terminal/terminal.ts';
import { VERSION } from '../terminal/version.ts';
import { type CommonArguments, conclude, runAnalysis } from './run-analysis.ts';

/** Arguments of `ims-esp sas`. */
interface SasArguments extends CommonArguments {
  readonly format: 'text' | 'json' | 'csv';
  /** Show all columns, however narrow the terminal is. */
  readonly wide: boolean;
}

/** What a format prints. */
interface Printing {
  readonly args: SasArguments;
  readonly result: AnalysisResult;
  readonly spis: UnagreedSpis;
  readonly output: BatchedOutput;
  readonly each: OneByOne;
}

/** `ims-esp sas`: the SAs with their states, packet counts and ICV results, and SPIs without an agreement. */
export async function sas(args: SasArguments, terminal: Terminal): Promise<number> {
  const spis = new UnagreedSpis();
  const isJson = args.format === 'json';
  const result = await runAnalysis(
    args,
    terminal,
    { esp: packet => spis.note(packet) },
    { outcomes: isJson },
  );
  const output = new BatchedOutput(terminal.stdout);
  const each = new OneByOne(terminal);
  const printing = { args, result, spis, output, each };
  if (isJson) await printJson(printing);
  else if (args.format === 'csv') await printCsv(printing);
  else await printTable(printing, terminal);
  await output.finish();
  if (spis.leftOut > 0)
    note(terminal, `sas: ${spis.leftOut} SPIs without an agreement are left out: too many`);
  return conclude(result, args, terminal, { each });
}

async function printJson({ args, result, spis, output, each }: Printing): Promise<void> {
  const { headerLine, saLines, summaryLine } = await import('../../output/json/json-lines.ts');
  const { spiLine } = await import('../../output/sas/spi-line.ts');
  output.write(headerLine(VERSION, args.file));
  for (const set of result.sets)
    output.write(each.part(`SA set ${set.id}`, () => saLines([set], args.showKeys)));
  for (const one of spis.without(result.sets)) output.write(spiLine(one));
  output.write(summaryLine(result.summary));
}

async function printCsv({ args: { showKeys }, result, spis, output, each }: Printing): Promise<void> {
  const { csvHead, csvLines, csvSpiLine } = await import('../../output/sas/sa-csv.ts');
  output.write(csvHead(showKeys));
  for (const set of result.sets) output.write(each.part(`SA set ${set.id}`, () => csvLines(set, showKeys)));
  for (const one of spis.without(result.sets)) output.write(csvSpiLine(one, showKeys));
}

async function printTable({ args, result, spis, output }: Printing, terminal: Terminal): Promise<void> {
  const { saTable } = await import('../../output/sas/sa-table.ts');
  const { sets, summary } = result;
  const unagreed = spis.without(sets);
  if (sets.length + unagreed.length === 0) {
    output.write(
      summary.leftOut?.sets
        ? 'No SAs in this time.\n'
        : 'No SAs: the capture has no 401 with Security-Server and no Security-Verify.\n',
    );
    return;
  }
  const width = args.wide ? null : terminalWidth(terminal.stdout);
  const { text, leftOut } = saTable(sets, unagreed, { showKeys: args.showKeys, width, hosts: args.hosts });
  output.write(text);
  if (leftOut.length > 0 && !args.quiet)
    note(terminal, `columns left out: ${leftOut.join(', ')} (--wide shows all)`);
}
