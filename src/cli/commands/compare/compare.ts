import type { SipEvent } from '../../../analysis/events/sip-event.ts';
import type { RegistrationDiagnosis } from '../../../model/diagnosis.ts';
import type { Side } from '../../../output/compare/comparison.ts';
import { comparisonOf } from '../../../output/compare/comparison.ts';
import { DialogMessages } from '../../../output/compare/dialog-messages.ts';
import { captureFiles } from '../../inputs/capture-files.ts';
import { BatchedOutput } from '../../terminal/batched-output.ts';
import { paintFor } from '../../terminal/paint.ts';
import { CommandError, EXIT, note, proseWidth, type Terminal } from '../../terminal/terminal.ts';
import { VERSION } from '../../terminal/version.ts';
import { type CommonArguments, conclude, runAnalysis } from '../run-analysis.ts';

/** Arguments of `ims-esp compare`. */
interface CompareArguments extends CommonArguments {
  readonly format: 'text' | 'json' | 'csv';
  /** Call-IDs of the two sides; undefined: chosen by how they ended. */
  readonly good: string | undefined;
  readonly bad: string | undefined;
}

type SideName = 'good' | 'bad';

/** `ims-esp compare`: two registrations or calls side by side. One capture may hold both. */
export async function compare(args: CompareArguments, terminal: Terminal): Promise<number> {
  const [goodWord = '', badWord = goodWord] = args.file;
  const good = await sideOf('good', goodWord, args, terminal);
  const bad = await sideOf('bad', badWord, args, terminal);
  if (goodWord === badWord && good.side.dialog.callId === bad.side.dialog.callId)
    throw new CommandError(
      `${goodWord}: expected a good and a bad one, found only ${args.good ?? 'one'}`,
      EXIT.UNREADABLE,
    );
  const comparison = comparisonOf(good.side, bad.side);
  const output = new BatchedOutput(terminal.stdout);
  if (args.format === 'text') {
    const { comparisonText } = await import('../../../output/compare/comparison-text.ts');
    const paint = paintFor(terminal.stdout, args.colours);
    output.write(comparisonText(comparison, { width: proseWidth(terminal), paint }));
  } else {
    const { comparisonCsv, comparisonLines } = await import('../../../output/compare/comparison-lines.ts');
    const { headerLine } = await import('../../../output/json/json-lines.ts');
    if (args.format === 'csv') output.write(comparisonCsv(comparison));
    else output.write(headerLine(VERSION, args.file) + comparisonLines(comparison));
  }
  await output.finish();
  return Math.max(good.exitCode, bad.exitCode);
}

/** The good or the bad one of a capture, a folder or a pattern. */
async function sideOf(
  name: SideName,
  word: string,
  args: CompareArguments,
  terminal: Terminal,
): Promise<{ readonly side: Side; readonly exitCode: number }> {
  const files = await captureFiles([word], line => note(terminal, line));
  const wanted = args[name] ?? null;
  const messages = new DialogMessages(wanted);
  const sink = { sip: (event: SipEvent) => messages.note(event) };
  const common = { ...args, file: files, threads: null, quiet: true };
  const result = await runAnalysis(common, terminal, sink, { diagnose: true });
  if (messages.leftOut > 0) note(terminal, `${word}: ${messages.leftOut} messages are left out: too many`);
  const registration = registrationOf(name, result.diagnosis.registrations, wanted);
  const call = registration === null || wanted !== null ? callOf(name, messages, wanted) : null;
  const dialog = registration === null ? call : messages.get(registration.registration.callId);
  if (dialog === null)
    throw new CommandError(
      `${word}: expected ${wanted ?? 'a registration or a call'}, found none`,
      EXIT.UNREADABLE,
    );
  return { side: { files, registration, dialog }, exitCode: conclude(result, common, terminal) };
}

/** The one that is wanted; without a wish the first that ended so, or simply the first. */
function registrationOf(
  name: SideName,
  registrations: readonly RegistrationDiagnosis[],
  wanted: string | null,
): RegistrationDiagnosis | null {
  if (wanted !== null)
    return registrations.find(({ registration }) => registration.callId === wanted) ?? null;
  const outcomes = name === 'good' ? ['registered', 'deregistered'] : ['failed', 'incomplete'];
  for (const outcome of outcomes) {
    const found = registrations.find(one => one.outcome === outcome);
    if (found !== undefined) return found;
  }
  return registrations[0] ?? null;
}

function callOf(
  name: SideName,
  messages: DialogMessages,
  wanted: string | null,
): ReturnType<DialogMessages['get']> {
  if (wanted !== null) return messages.get(wanted);
  const calls = messages.calls();
  const isGood = (status: number | null) => status !== null && status < 300;
  return calls.find(({ status }) => isGood(status) === (name === 'good')) ?? calls[0] ?? null;
}
