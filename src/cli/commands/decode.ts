import type { Diagnosis } from '../../model/diagnosis.ts';
import type { Anonymising } from '../../output/anonymise/frames/frame-anonymiser.ts';
import type { FieldContext } from '../../output/fields/field.ts';
import type { WrittenKeys } from '../../output/keys/written-keys.ts';
import type { HepOutput } from '../hep/hep-output.ts';
import type { LiveVerdicts } from '../live/live-verdicts.ts';
import { BatchedOutput } from '../terminal/batched-output.ts';
import { OneByOne } from '../terminal/one-by-one.ts';
import { CommandError, EXIT, note, type Terminal } from '../terminal/terminal.ts';
import type { CaptureOutput } from './capture-output.ts';
import { DECODE_FORMATS, type DecodeArguments, type Format } from './decode-formats.ts';
import { displaySink } from './display-sink.ts';
import { type CommandSink, conclude, runAnalysis } from './run-analysis.ts';

/** `ims-esp decode`: every SIP message, unprotected or in ESP. */
export async function decode(args: DecodeArguments, terminal: Terminal): Promise<number> {
  if (args.format !== 'fields' && args.fields.length + args.layout.length > 0)
    throw new CommandError('-e and -E need -T fields', EXIT.USAGE);
  if (args.anonymise === true) checkAnonymising(args);
  else if (args.anonymiseKey !== undefined)
    throw new CommandError('--anonymise-key needs --anonymise', EXIT.USAGE);
  if (args.write !== undefined && args.filter !== undefined)
    throw new CommandError('-w writes every frame and cannot be combined with -Y', EXIT.USAGE);
  if (args.esp === true && (args.format !== 'text' || args.write === '-'))
    throw new CommandError('--esp needs -T text', EXIT.USAGE);
  if (args.esp === true && args.filter !== undefined)
    throw new CommandError('--esp lists packets, and -Y chooses messages: give one of them', EXIT.USAGE);
  const output = new BatchedOutput(terminal.stdout);
  const context: FieldContext = { files: args.file, start: { seconds: 0, nanoseconds: 0 } };
  const format =
    args.write === '-' || args.anonymise === true
      ? silence(args)
      : await DECODE_FORMATS[args.format]({ args, context, output, terminal });
  const hep = args.hep === undefined ? null : await hepOutput(args.hep);
  const printed = hep === null ? format.sink : alsoTo(hep, format.sink);
  const filtered = await displaySink(args.filter, context, printed, format.asksForCore);
  const { sink, displayed } = filtered;
  if (filtered.missesCore && !args.quiet)
    note(terminal, '-Y names messages that are no SIP: only -T fields prints them');
  const capture = await captureOf(args, output, terminal);
  const keys = capture === null || args.quiet || args.anonymise === true ? null : await writtenKeys();
  const verdicts = args.quiet || args.format === 'fields' ? null : await noted(args, terminal);
  // Fields need only parts of a message, so the rest is not checked.
  const checkGrammar = args.format !== 'fields';
  try {
    const all: CommandSink = {
      ...(keys === null ? sink : alsoLookedAt(keys, sink)),
      ...(capture !== null && { frame: frame => capture.frame(frame) }),
      ...(capture?.plainFrame && { plainFrame: capture.plainFrame }),
      ...(verdicts !== null && { live: (soFar: () => Diagnosis) => verdicts.heard(soFar) }),
      settle: async isLive => {
        await hep?.settle();
        return capture?.settle(isLive) ?? output.settle(isLive);
      },
    };
    const result = await runAnalysis(args, terminal, all, {
      checkGrammar,
      outcomes: args.format === 'json',
    });
    const each = new OneByOne(terminal);
    await format.end?.(result, each);
    await output.finish();
    const written = (await capture?.finish(result)) ?? null;
    const isSent = (await hep?.finish(terminal, args.quiet)) ?? true;
    const exitCode = conclude(result, args, terminal, { displayed: displayed(), each });
    if (written !== null && !args.quiet) note(terminal, written);
    if (keys?.areIn(result)) note(terminal, HOLDS_KEYS);
    return isSent ? exitCode : EXIT.UNREADABLE;
  } finally {
    verdicts?.end();
    capture?.abort();
    hep?.abort();
  }
}

/** The sink; keys are looked for in every message that it gets. */
function alsoLookedAt(keys: WrittenKeys, sink: CommandSink): CommandSink {
  return {
    ...sink,
    sip: (event, exact) => {
      keys.look((exact ?? event).message);
      sink.sip?.(event, exact);
    },
    // Plain packets have no challenge: without a listener of their own they would be made for `sip`.
    ...(sink.sip === undefined && sink.plain === undefined && { plain: () => {} }),
  };
}

const HOLDS_KEYS =
  '-w: what was written still holds CK and IK, in a 401 or in an answer of the HSS; --anonymise replaces them';

/** Loads the code that looks for keys only when it is used. */
async function writtenKeys(): Promise<WrittenKeys> {
  const { WrittenKeys: Found } = await import('../../output/keys/written-keys.ts');
  return new Found();
}

/** The sink, and behind it the collector: it gets messages as the sink prints them, without keys. */
function alsoTo(hep: HepOutput, { plain, ...sink }: CommandSink): CommandSink {
  // Without `plain` every message comes whole.
  return {
    ...sink,
    sip: (event, exact) => {
      sink.sip?.(event, exact);
      hep.send(event);
    },
  };
}

/** Notes verdicts as they are reached; null unless that is asked for: a pipe prints the same as a file. */
async function noted(args: DecodeArguments, terminal: Terminal): Promise<LiveVerdicts | null> {
  if (args.follow !== true) return null;
  const { LiveVerdicts: Verdicts, noteVerdicts } = await import('../live/live-verdicts.ts');
  return new Verdicts(terminal, reached => noteVerdicts(reached, terminal, args.gate));
}

/** Loads the code that sends only when it is used. */
async function hepOutput(target: string): Promise<HepOutput> {
  const { HepOutput: Output } = await import('../hep/hep-output.ts');
  return new Output(target);
}

/** Loads the code that writes captures only when it is used. */
async function captureOf(
  args: DecodeArguments,
  output: BatchedOutput,
  terminal: Terminal,
): Promise<CaptureOutput | null> {
  if (args.write === undefined) return null;
  const { captureToFile, captureToStream } = await import('./capture-output.ts');
  const anonymising = args.anonymise === true ? await anonymisingBy(args.anonymiseKey) : null;
  return args.write === '-'
    ? captureToStream(args, output, terminal, anonymising)
    : captureToFile(args.write, args, output, terminal, anonymising);
}

/** Only the capture is anonymised, so nothing else may be written. */
function checkAnonymising({ write, hep, esp, showKeys }: DecodeArguments): void {
  if (write === undefined)
    throw new CommandError(
      '--anonymise needs -w FILE: give that file to the other commands and formats',
      EXIT.USAGE,
    );
  if (hep !== undefined || esp === true || showKeys)
    throw new CommandError('--anonymise cannot be combined with --hep, --esp or --show-keys', EXIT.USAGE);
}

/** Loads the code that anonymises only when it is used. */
async function anonymisingBy(keyFile: string | undefined): Promise<Anonymising> {
  const { anonymiserWith } = await import('../inputs/anonymise-key.ts');
  return anonymiserWith(keyFile);
}

/** Prints nothing else: the capture goes to standard output, or only the capture is anonymised. */
function silence({ format, fields, layout, verbose, anonymise }: DecodeArguments): Format {
  if (format !== 'text' || verbose || fields.length > 0 || layout.length > 0)
    throw new CommandError(
      anonymise === true
        ? '--anonymise writes only the capture: give that to -T, -e, -E and -V'
        : '-w - writes the capture to standard output: -T, -e, -E and -V need -w FILE',
      EXIT.USAGE,
    );
  return { sink: {} };
}
