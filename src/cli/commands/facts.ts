import { subscriberLine } from '../../output/facts/facts-lines.ts';
import { subscriberText } from '../../output/facts/facts-text.ts';
import { Subscribers } from '../../output/facts/subscribers.ts';
import { headerLine, issueLine, summaryLine } from '../../output/json/json-lines.ts';
import { BatchedOutput } from '../terminal/batched-output.ts';
import { OneByOne } from '../terminal/one-by-one.ts';
import { note, proseWidth, type Terminal } from '../terminal/terminal.ts';
import { VERSION } from '../terminal/version.ts';
import { type CommonArguments, conclude, runAnalysis } from './run-analysis.ts';

/** Arguments of `ims-esp facts`. */
interface FactsArguments extends CommonArguments {
  readonly format: 'text' | 'json';
}

/** `ims-esp facts`: per subscriber what the capture shows, each with its frame. */
export async function facts(args: FactsArguments, terminal: Terminal): Promise<number> {
  const output = new BatchedOutput(terminal.stdout);
  const isJson = args.format === 'json';
  if (isJson) output.write(headerLine(VERSION, args.file));
  const subscribers = new Subscribers();
  const result = await runAnalysis(
    args,
    terminal,
    {
      sip: event => subscribers.sip(event),
      diameter: event => subscribers.diameter(event),
      mobility: event => subscribers.mobility(event),
      pdn: event => subscribers.pdn(event),
      issue: issue => {
        if (isJson) output.write(issueLine(issue, args.file));
      },
    },
    { outcomes: isJson },
  );
  const each = new OneByOne(terminal);
  const width = proseWidth(terminal);
  const all = subscribers.all(result);
  for (const [index, one] of all.entries())
    output.write(
      each.part(`subscriber ${one.impi ?? index + 1}`, () =>
        isJson
          ? subscriberLine(one, args.file, args.showKeys)
          : `${index > 0 ? '\n' : ''}${subscriberText(one, { files: args.file, width, showKeys: args.showKeys, hosts: args.hosts })}`,
      ),
    );
  if (isJson) output.write(summaryLine(result.summary));
  else if (all.length === 0)
    output.write(
      result.summary.leftOut === undefined
        ? 'No subscriber: the capture has no REGISTER and no PDN connection.\n'
        : 'No subscriber in this time.\n',
    );
  await output.finish();
  if (subscribers.leftOut > 0)
    note(
      terminal,
      `facts: ${subscribers.leftOut} registrations, messages or connections are left out: too many`,
    );
  return conclude(result, args, terminal, { each });
}
