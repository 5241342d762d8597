import type { AnalysisResult } from '../../analysis/analyse.ts';
import type { MobilityEvent } from '../../analysis/events/mobility-event.ts';
import type { PdnEvent } from '../../analysis/events/pdn-event.ts';
import type { PolicyEvent } from '../../analysis/events/policy-event.ts';
import type { FieldContext } from '../../output/fields/field.ts';
import { CoreSelection, coreByRegistration } from '../../output/ladder/core/selection.ts';
import { ladderCx } from '../../output/ladder/cx/cx.ts';
import { cxByRegistration } from '../../output/ladder/cx/place.ts';
import { CxSelection } from '../../output/ladder/cx/selection.ts';
import type { LadderTextOptions } from '../../output/ladder/formats/text.ts';
import { ladderKnowledge } from '../../output/ladder/knowledge.ts';
import { buildLadders, buildOneLadder, type Ladders } from '../../output/ladder/ladder.ts';
import { ladderMessage } from '../../output/ladder/message.ts';
import { PlainSummaries } from '../../output/ladder/plain-message.ts';
import { LadderSelection } from '../../output/ladder/selection.ts';
import { hostNames } from '../inputs/host-names.ts';
import { refuseInput } from '../inputs/refuse-input.ts';
import { BatchedOutput } from '../terminal/batched-output.ts';
import { writeFile } from '../terminal/file-output.ts';
import { OneByOne } from '../terminal/one-by-one.ts';
import { paintFor } from '../terminal/paint.ts';
import { type Terminal, terminalWidth } from '../terminal/terminal.ts';
import { displaySink } from './display-sink.ts';
import { type CommonArguments, conclude, isUnread, runAnalysis } from './run-analysis.ts';

/** Arguments of `ims-esp flow`. */
interface FlowArguments extends CommonArguments {
  readonly format: 'text' | 'mermaid' | 'svg';
  /** File to write; standard output if absent or `-`. */
  readonly output: string | undefined;
  /** The display filter of `-Y`. */
  readonly filter: string | undefined;
  readonly callIds: readonly string[];
  readonly impis: readonly string[];
  /** `ADDRESS=NAME`. */
  readonly names: readonly string[];
  /** One ladder for everything instead of one per Call-ID. */
  readonly oneLadder: boolean;
  /** Show the access network and the policy core as well; always in one ladder for everything. */
  readonly withCore: boolean;
  /** Columns of the text; by default those of the terminal. */
  readonly width: number | undefined;
}

/** Messages of SIP in ladders, and as many of Cx: a summary of one takes about a kilobyte. */
const MESSAGES_KEPT = 20_000;

/** Columns if the output is not a terminal. */
const WIDTH_OF_FILE = 120;

/** `ims-esp flow`: SIP messages as ladders. */
export async function flow(args: FlowArguments, terminal: Terminal): Promise<number> {
  const names = new Map([...(args.hosts?.all ?? []), ...hostNames(args.names)]);
  const path = args.output === '-' ? undefined : args.output;
  if (path !== undefined) refuseInput('-o', path, args, terminal);
  const { callIds, impis } = args;
  const selection = new LadderSelection({ callIds, impis, capacity: MESSAGES_KEPT });
  const context: FieldContext = { files: args.file, start: { seconds: 0, nanoseconds: 0 } };
  const cx = new CxSelection({ impis, capacity: MESSAGES_KEPT });
  const drawsCore = args.withCore || args.oneLadder;
  const core = new CoreSelection(MESSAGES_KEPT);
  let messages = 0;
  const summaries = new PlainSummaries();
  const { sink, displayed } = await displaySink(args.filter, context, {
    sip: event => {
      const index = messages++;
      if (selection.takes({ event })) selection.add(ladderMessage(event, index));
    },
    plain: packet => {
      const index = messages++;
      if (selection.takes(packet)) selection.add(summaries.of(packet, index));
    },
    // A display filter applies to SIP messages only.
    ...(args.filter === undefined ? { cx: event => cx.add(ladderCx(event)) } : {}),
    ...(drawsCore && args.filter === undefined
      ? {
          pdn: (event: PdnEvent) => core.pdn(event),
          mobility: (event: MobilityEvent) => core.mobility(event),
          diameter: (event: PolicyEvent) => core.diameter(event),
        }
      : {}),
  });
  const result = await runAnalysis(args, terminal, sink, { diagnose: true });
  const build = args.oneLadder ? buildOneLadder : buildLadders;
  const chosen = selection.messages();
  const coreMessages = core.messages();
  args.gate?.hideIn([chosen, cx.messages, coreMessages]);
  const coreOf = coreByRegistration(coreMessages, result.diagnosis);
  const isChosen = callIds.length + impis.length > 0;
  const theirs = isChosen ? cxByRegistration(chosen, cx.messages, result.registrations).values() : null;
  const ladders = build(chosen, {
    ...context,
    time: args.time,
    ...ladderKnowledge(result, result.diagnosis),
    names,
    cx: theirs === null ? cx.messages : [...theirs].flat(),
    // They are of no Call-ID: a choice of dialogs leaves only those of a registration.
    core: isChosen ? [...coreOf.values()].flat() : coreMessages,
    coreOf,
  });
  const notes = [
    ...notesOf(ladders, selection, result, args.filter !== undefined),
    ...cxNotes(ladders, cx, isChosen),
    ...(core.leftOut > 0
      ? [
          `${core.leftOut} messages of NAS, GTP-C, Rx and Gx are left out: ladders have at most ${MESSAGES_KEPT}.`,
        ]
      : []),
  ];
  const each = new OneByOne(terminal);
  if (path === undefined) await print(ladders, notes, args, terminal, each);
  else if (!isUnread(result)) await write(path, ladders, notes, args, each);
  return conclude(result, args, terminal, { displayed: displayed(), each });
}

/** Notes for the reader of the ladders. */
function notesOf(
  { ladders }: Ladders,
  { leftOut, givenUp }: LadderSelection,
  { summary }: AnalysisResult,
  isFiltered: boolean,
): string[] {
  const notes: string[] = [];
  if (ladders.length === 0)
    notes.push(
      summary.leftOut !== undefined
        ? 'No ladder: no such SIP message in this time.'
        : summary.sip.messages === 0 || !isFiltered
          ? 'No ladder: the capture has no such SIP message.'
          : 'No ladder: no SIP message matches the filter.',
    );
  if (leftOut > 0)
    notes.push(
      `${leftOut} later messages are left out: ladders have at most ${MESSAGES_KEPT}. Select with --call-id, --impi or -Y.`,
    );
  if (givenUp > 0)
    notes.push(`${givenUp} messages of other users were dropped: some may belong here. Select with -Y.`);
  const folded = [
    [summary.sip.duplicates, 'of SIP messages'],
    [summary.esp.duplicates, 'of ESP packets'],
  ].filter(([number]) => number !== 0);
  if (ladders.length > 0 && folded.length > 0)
    notes.push(
      `Each message is shown once; copies in the capture are not drawn (${folded.map(part => part.join(' ')).join(', ')}).`,
    );
  return notes;
}

/** The same for Cx messages. */
function cxNotes({ ladders }: Ladders, { messages, leftOut }: CxSelection, isChosen: boolean): string[] {
  const notes: string[] = [];
  const drawn = ladders
    .flatMap(({ arrows }) => arrows)
    .filter(({ protocol }) => protocol === 'Diameter (Cx)').length;
  if (!isChosen && drawn < messages.length)
    notes.push(
      `${messages.length - drawn} Cx messages belong to other or unknown registrations: --one-ladder shows them.`,
    );
  if (leftOut > 0)
    notes.push(`${leftOut} later Cx messages are left out: ladders have at most ${MESSAGES_KEPT}.`);
  return notes;
}

/** The output in pieces, in order. */
type Pieces = AsyncGenerator<string>;

async function print(
  ladders: Ladders,
  notes: readonly string[],
  args: FlowArguments,
  terminal: Terminal,
  each: OneByOne,
): Promise<void> {
  const { stdout } = terminal;
  const width = args.width ?? terminalWidth(stdout) ?? WIDTH_OF_FILE;
  const text = { width, paint: paintFor(stdout, args.colours) };
  const output = new BatchedOutput(stdout);
  for await (const piece of piecesOf(args.format, ladders, notes, text, each)) {
    output.write(piece);
    if (await output.settle()) return;
  }
  await output.finish();
}

/** Writes a file, which appears when it is complete. */
async function write(
  path: string,
  ladders: Ladders,
  notes: readonly string[],
  { format, width = WIDTH_OF_FILE }: FlowArguments,
  each: OneByOne,
): Promise<void> {
  const encoder = new TextEncoder();
  const pieces: Uint8Array[] = [];
  const text = { width, paint: (_: unknown, plain: string) => plain };
  for await (const piece of piecesOf(format, ladders, notes, text, each)) pieces.push(encoder.encode(piece));
  await writeFile(path, 'the ladders', pieces);
}

/** Loads the code of a format only when it is used. */
function piecesOf(
  format: FlowArguments['format'],
  ladders: Ladders,
  notes: readonly string[],
  text: LadderTextOptions,
  each: OneByOne,
): Pieces {
  switch (format) {
    case 'text':
      return textPieces(ladders, notes, text, each);
    case 'mermaid':
      return mermaidPieces(ladders, notes, each);
    case 'svg':
      return svgPieces(ladders, notes);
  }
}

async function* textPieces(
  { ladders, findings }: Ladders,
  notes: readonly string[],
  options: LadderTextOptions,
  each: OneByOne,
): Pieces {
  const { findingsText, ladderText } = await import('../../output/ladder/formats/text.ts');
  if (findings.length > 0) yield `${findingsText(findings, options)}\n`;
  for (const ladder of ladders)
    yield each.part(`ladder ${ladder.title}`, () => `${ladderText(ladder, options)}\n`);
  for (const note of notes) yield `${note}\n`;
}

async function* mermaidPieces(
  { ladders, findings }: Ladders,
  notes: readonly string[],
  each: OneByOne,
): Pieces {
  const { ladderMermaid, markdownList } = await import('../../output/ladder/formats/mermaid.ts');
  const { findingLines } = await import('../../output/ladder/formats/words.ts');
  yield markdownList(findings.map(finding => findingLines(finding).join(' ')));
  for (const ladder of ladders) yield each.part(`ladder ${ladder.title}`, () => ladderMermaid(ladder));
  yield markdownList(notes);
}

async function* svgPieces({ ladders, findings }: Ladders, notes: readonly string[]): Pieces {
  const { ladderSvgFile } = await import('../../output/ladder/formats/svg.ts');
  const { findingLines } = await import('../../output/ladder/formats/words.ts');
  yield ladderSvgFile(ladders, [...findings.flatMap(findingLines), ...notes]);
}
