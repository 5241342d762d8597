import { createHash } from 'node:crypto';
import {
  type AnalysisOptions,
  type AnalysisResult,
  type AnalysisSink,
  analyse,
} from '../../src/analysis/analyse.ts';
import type { CoreEvent } from '../../src/analysis/events/core-event.ts';
import type { SipEvent } from '../../src/analysis/events/sip-event.ts';
import { unpackerFor } from '../../src/analysis/input/unpack.ts';
import { noLosses } from '../../src/capture/damage.ts';
import { createCaptureReader } from '../../src/capture/reader.ts';
import { allFindings } from '../../src/diagnosis/all-findings.ts';
import type { Issue } from '../../src/model/issue.ts';
import { DecryptedCapture } from '../../src/output/export/decrypted-capture.ts';
import { exportedSas } from '../../src/output/export/exported-sas.ts';
import { hasXfrmName, ipXfrmScript } from '../../src/output/export/ip-xfrm-script.ts';
import { keyList } from '../../src/output/export/key-list.ts';
import { setkeyScript } from '../../src/output/export/setkey-script.ts';
import type { Field, FieldContext } from '../../src/output/fields/field.ts';
import { DEFAULT_LAYOUT, FieldLines } from '../../src/output/fields/field-lines.ts';
import { fieldNamed, fieldNames } from '../../src/output/fields/fields.ts';
import { displayFilter } from '../../src/output/filter/display-filter.ts';
import { diagnosisLines } from '../../src/output/json/diagnosis-lines.ts';
import {
  issueLine,
  registrationLine,
  saLines,
  sipLine,
  summaryLine,
} from '../../src/output/json/json-lines.ts';
import { saTable } from '../../src/output/sas/sa-table.ts';
import { diagnosisText } from '../../src/output/text/diagnosis-text.ts';
import { summaryText } from '../../src/output/text/summary-text.ts';
import { TextLines } from '../../src/output/text/text-lines.ts';
import { TIME_FORMATS } from '../../src/output/time/time-column.ts';
import { wiresharkProfiles } from '../../src/output/wireshark/profile.ts';
import { concat } from '../support/captures/pcap-file.ts';
import { assertJson, assertText, Failure, holds } from './checks.ts';
import type { FuzzInput } from './input.ts';
import { checkCounts, checkEvent, checkIssue, checkWork } from './invariants.ts';
import { Random } from './random.ts';

/** How deep inputs came. */
export interface Depth {
  inputs: number;
  withSip: number;
  withProtectedSip: number;
  withIcvGood: number;
  withRegistration: number;
  readonly issues: Map<string, number>;
}

export function noDepth(): Depth {
  return {
    inputs: 0,
    withSip: 0,
    withProtectedSip: 0,
    withIcvGood: 0,
    withRegistration: 0,
    issues: new Map(),
  };
}

/**
 * Gives an input to the library and holds what comes out against what must be so.
 *
 * @throws Failure for what is wrong, and whatever the library throws.
 */
export async function throughLibrary(input: FuzzInput, depth: Depth): Promise<AnalysisResult> {
  // Not the numbers that the input was made with: how it is looked at must not follow from what it is.
  const random = new Random(input.seed + 0x1_0000_0000_0000);
  const crypto = random.oneIn(40) ? 'noble' : 'node';
  const comparing = input.options.maximumFrames === undefined && random.oneIn(20);
  // Be it by chance.
  const packed = input.files.some(bytes => unpackerFor(bytes) !== null);
  const looked = await run(input, { crypto }, { random, transcript: comparing, chunk: 0 });
  if (comparing) {
    // How much of damaged compressed data can be unpacked depends on the chunks.
    const other =
      packed || random.oneIn(2)
        ? ({ what: 'the engines', crypto: crypto === 'node' ? 'noble' : 'node', chunk: 0 } as const)
        : ({ what: 'chunks and the whole', crypto, chunk: 1 + random.below(200) } as const);
    const again = await run(
      input,
      { crypto: other.crypto },
      { random: null, transcript: true, chunk: other.chunk },
    );
    if (other.chunk === 0) sameLines(looked.lines, again.lines, other.what);
    // An issue of the file comes before all else that its chunk shows.
    else
      for (const issues of [true, false])
        sameLines(linesOf(looked, issues), linesOf(again, issues), other.what);
  }
  note(depth, looked.result);
  return looked.result;
}

function linesOf({ lines }: Looked, issues: boolean): readonly string[] {
  // What no capture looks like is told from the first chunk.
  const found = lines
    .filter(line => line.startsWith('{"type":"issue"') === issues)
    .map(line =>
      line.includes('"unsupported-format"') || line.includes('"unknown-format"') ? 'no capture' : line,
    );
  return issues ? found.sort() : found.filter(line => !line.startsWith('{"type":"summary"'));
}

interface Look {
  /** Chooses what is printed of messages; null prints only what the transcript has. */
  readonly random: Random | null;
  /** Keep all that was printed as JSON lines, and the digest of the decrypted capture. */
  readonly transcript: boolean;
  /** Bytes of a chunk; 0 for the file in one. */
  readonly chunk: number;
}

interface Looked {
  readonly result: AnalysisResult;
  readonly lines: readonly string[];
}

async function run(input: FuzzInput, options: AnalysisOptions, look: Look): Promise<Looked> {
  const names = input.files.map((_, i) => `${i}.pcap`);
  const lines: string[] = [];
  const context: FieldContext = { files: names, start: { seconds: 0, nanoseconds: 0 } };
  const print = printerOf(look.random, context);
  const pieces: Uint8Array[] = [];
  const writesFrames = look.transcript || look.random === null || look.random.oneIn(5);
  const capture = new DecryptedCapture({
    files: names,
    application: 'fuzz',
    write: bytes => pieces.push(bytes),
  });
  const counts = { begin: 0, sip: 0, sipBytes: 0, frames: 0, frameBytes: 0, issues: 0, progress: 0 };
  const sink: AnalysisSink = {
    begin: (seconds, nanoseconds) => {
      counts.begin++;
      Object.assign(context.start, { seconds, nanoseconds });
      print.begin(seconds, nanoseconds);
    },
    sip: event => {
      counts.sip++;
      counts.sipBytes += event.message.bytes.length;
      checkEvent(event, input.files.length);
      print.sip(event);
      if (look.transcript) lines.push(sipLine(event, names));
    },
    ...(print.core && { core: print.core }),
    issue: issue => {
      counts.issues++;
      checkIssue(issue, names);
      if (look.transcript) lines.push(issueLine(issue, names));
    },
    progress: bytes => {
      counts.progress += bytes;
    },
    settle: () => false,
    unreadable: () => {},
  };
  if (writesFrames)
    sink.frame = frame => {
      counts.frames++;
      counts.frameBytes += frame.data.length;
      capture.frame(frame);
    };
  const captures = input.files.map((bytes, i) => ({
    name: names[i] as string,
    stream: chunksOf(bytes, look.chunk),
  }));
  const result = await analyse(captures, { ...input.options, ...options, diagnose: true, on: sink });
  checkWork(input, counts, result, writesFrames);
  checkCounts(counts, result);
  checkDiagnosis(result, names, context.start, look);
  if (look.transcript) lines.push(diagnosisLines(result.diagnosis, names));
  if (writesFrames) {
    capture.end();
    const whole = concat(pieces);
    if (look.transcript) lines.push(readBack(whole, capture.frames, input.files.length));
    else if (look.random?.oneIn(4)) readBack(whole, capture.frames, input.files.length);
  }
  if (look.transcript)
    lines.push(
      saLines(result.sets, true),
      ...result.registrations.map(registration => registrationLine(registration)),
      summaryLine(result.summary),
    );
  if (look.random?.oneIn(16)) printResult(result, look.random);
  return { result, lines };
}

/** Rules take whatever was captured; what they say of it can be printed, and names frames of the files. */
function checkDiagnosis(
  { diagnosis, registrations }: AnalysisResult,
  files: readonly string[],
  start: FieldContext['start'],
  look: Look,
): void {
  holds(diagnosis?.registrations.length === registrations.length, () => 'a registration has no diagnosis');
  for (const { rule, frames } of diagnosis === null ? [] : allFindings(diagnosis)) {
    holds(frames.length > 0, () => `${rule} names no frame`);
    const wrong = frames.find(({ file, frame }) => file >= files.length || frame < 1);
    holds(wrong === undefined, () => `${rule} names frame ${wrong?.frame} of file ${wrong?.file}`);
  }
  if (diagnosis === null || look.random?.oneIn(4) === false) return;
  const text = diagnosisText(diagnosis, {
    files,
    start,
    time: look.random?.pick(TIME_FORMATS) ?? 'r',
    verbose: true,
    width: 100,
    paint: plain,
  });
  assertText('a diagnosis', text);
  for (const line of diagnosisLines(diagnosis, files).trimEnd().split('\n'))
    if (line !== '') assertJson('a diagnosis', line);
}

/** No colours. */
function plain(_: unknown, text: string): string {
  return text;
}

async function* chunksOf(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  if (size === 0) yield bytes;
  else for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** Prints messages in one way or another: each getter of a message is used by one of them. */
function printerOf(
  random: Random | null,
  context: FieldContext,
): {
  begin: (seconds: number, nanoseconds: number) => void;
  sip: (event: SipEvent) => void;
  core?: (event: CoreEvent) => void;
} {
  const nothing = { begin: () => {}, sip: () => {} };
  switch (random?.below(5)) {
    case 0:
    case 1: {
      const verbose = random?.oneIn(2) ?? true;
      const width = random?.pick([null, 80, 120, 200]) ?? null;
      const lines = new TextLines({ files: context.files, verbose, width, time: 'r', paint: plain });
      return {
        begin: (seconds, nanoseconds) => lines.begin(seconds, nanoseconds),
        sip: event => assertText('the text of a message', [...lines.sip(event)].join('')),
      };
    }
    case 2: {
      const fields = Array.from({ length: 20 }, () => fieldNamed(random?.pick(FIELDS) as string) as Field);
      const lines = new FieldLines(fields, DEFAULT_LAYOUT, context);
      return {
        ...nothing,
        sip: event => assertText('the fields of a message', lines.sip(event)),
        core: event =>
          assertText(
            'the fields of another message',
            lines.core(event, text => text),
          ),
      };
    }
    case 3: {
      const passes = displayFilter(random?.pick(FILTERS) as string);
      return {
        ...nothing,
        sip: event => void passes(event, context),
        core: event => void passes(event, context),
      };
    }
    default:
      return nothing;
  }
}

const FIELDS = fieldNames().filter(name => fieldNamed(name)?.keys !== 'whole');

/** Filters that look at much of a message. */
export const FILTERS: readonly string[] = [
  'sip.Status-Code >= 400',
  'esp and sip.CSeq.method == "REGISTER"',
  'ip.addr == 10.10.0.0/16 && !(udp.port in {5060, 5100..5199})',
  'sip.from.user contains "00101" or sip.msg_hdr matches r"urn:gsma:imei:\\d{8}-"',
  'sip matches "ck=.*ik=" or count(sip.Via) > 3',
  'sip.contact.host == "10.10.0.2" or len(sip.Subject) > 10',
  'sip.auth.nonce and upper(sip.auth.realm) contains "IMS"',
  'sip.sec_mechanism.spi_c > 0 or sip.Expires == 0',
  'nas_eps.emm.cause == 3 or gtpv2.cause >= 64 or diameter.AF-Charging-Identifier contains "a"',
];

/** Our own reader takes the decrypted capture without a complaint; the digest of its frames. */
function readBack(bytes: Uint8Array, frames: number, files: number): string {
  const issues: Issue[] = [];
  const reader = createCaptureReader(0, issue => issues.push(issue), noLosses());
  const records = [...reader.push(bytes), ...reader.end()];
  const wrong = issues.find(({ damage }) => damage);
  holds(wrong === undefined, () => `the decrypted capture reads back with ${JSON.stringify(wrong)}`);
  // A single file keeps its frame numbers: frames that could not be read are there as empty ones.
  const right = files === 1 ? records.length >= frames : records.length === frames;
  holds(right, () => `${records.length} of ${frames} frames in the decrypted capture`);
  const hash = createHash('sha1');
  for (const { seconds, nanoseconds, linkType, originalLength, data, options } of records)
    hash
      .update(`${seconds} ${nanoseconds} ${linkType} ${originalLength} `)
      .update(data)
      .update(options ?? '');
  return hash.digest('hex');
}

function printResult(result: AnalysisResult, random: Random): void {
  const { sets, summary } = result;
  assertText('the summary', summaryText(summary, null));
  // The table is slow to make.
  if (sets.length > 0 && random.oneIn(10))
    assertText(
      'the table of SAs',
      saTable(sets, [], { showKeys: true, width: random.pick([null, 40, 80, 120]) }).text,
    );
  const profiles = wiresharkProfiles(sets, false);
  for (const profile of profiles)
    assertText('a profile', profile.esp_sa + profile.preferences + profile.decode_as_entries);
  assertJson('the list of keys', keyList(result).text);
  const all = exportedSas(sets, new Set(), hasXfrmName);
  assertText('the ip xfrm script', ipXfrmScript(all));
  assertText('the setkey script', setkeyScript(all));
}

function sameLines(one: readonly string[], other: readonly string[], what: string): void {
  const at = one.findIndex((line, i) => line !== other[i]);
  if (at < 0 && one.length === other.length) return;
  throw new Failure(`${what} disagree: ${one[at] ?? 'nothing'} and ${other[at] ?? 'nothing'}`);
}

function note(depth: Depth, { summary, registrations }: AnalysisResult): void {
  depth.inputs++;
  if (summary.sip.messages > 0) depth.withSip++;
  if (summary.sip.protected > 0) depth.withProtectedSip++;
  if (summary.esp.icvGood > 0) depth.withIcvGood++;
  if (registrations.length > 0) depth.withRegistration++;
  for (const code in summary.issueCounts) depth.issues.set(code, (depth.issues.get(code) ?? 0) + 1);
}
