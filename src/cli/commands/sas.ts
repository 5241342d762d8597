import { headerLine, saLines, summaryLine } from '../../output/json/json-lines.ts';
import { saTable } from '../../output/text/sa-table.ts';
import { BatchedOutput } from '../terminal/batched-output.ts';
import { OneByOne } from '../terminal/one-by-one.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { VERSION } from '../terminal/version.ts';
import { type CommonArguments, conclude, runAnalysis } from './run-analysis.ts';

/** Arguments of `ims-esp sas`. */
interface SasArguments extends CommonArguments {
  readonly format: 'text' | 'json';
}

/** `ims-esp sas`: the SAs with their states, packet counts and ICV results. */
export async function sas(args: SasArguments, terminal: Terminal): Promise<number> {
  const result = await runAnalysis(args, terminal, {}, { outcomes: args.format === 'json' });
  const output = new BatchedOutput(terminal.stdout);
  const each = new OneByOne(terminal);
  if (args.format === 'json') {
    output.write(headerLine(VERSION, args.file));
    for (const set of result.sets)
      output.write(each.part(`SA set ${set.id}`, () => saLines([set], args.showKeys)));
    output.write(summaryLine(result.summary));
  } else if (result.sets.length > 0) output.write(saTable(result.sets, args.showKeys));
  else if (result.summary.leftOut?.sets) output.write('No SAs in this time.\n');
  else output.write('No SAs: the capture has no 401 with Security-Server and no Security-Verify.\n');
  await output.finish();
  return conclude(result, args, terminal, { each });
}
