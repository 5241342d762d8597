import type { SipEvent } from '../../analysis/events/sip-event.ts';
import type { Summary } from '../../analysis/summary.ts';
import { spiText, toHex } from '../../bytes/hex.ts';
import { latin1 } from '../../bytes/latin1.ts';
import { printableJson } from '../../bytes/printable.ts';
import { momentOf, timeText } from '../../bytes/time.ts';
import { espKeysOfSa } from '../../ipsec/esp-keys.ts';
import { missingSequences } from '../../ipsec/sa-counts.ts';
import type { FrameReference } from '../../model/capture.ts';
import type { Issue } from '../../model/issue.ts';
import type { Attempt, Registration, RegistrationOutcome } from '../../model/registration.ts';
import type { SaSet, SecurityAssociation } from '../../model/security-association.ts';
import { outcomeOf } from '../../registration/registration-table.ts';
import { keySourceOf, suiteOfSa } from '../text/sa-facts.ts';
import type {
  AttemptObject,
  HeaderLine,
  IssueLine,
  RegistrationLine,
  SaLine,
  SipLine,
  SummaryLine,
} from './line-types.ts';

/** Version of the line format; additive changes keep it. */
export const SCHEMA = 'ims-esp/1';

/** The first line: schema, version of the tool, input files. */
export function headerLine(version: string, files: readonly string[]): string {
  return jsonLine({ type: 'header', schema: SCHEMA, version, files } satisfies HeaderLine);
}

/**
 * One SIP message; `raw` holds its bytes mapped one to one to U+0000–U+00FF.
 *
 * @param exact the event whose message `raw` shows: as it was sent, where the other members hide keys.
 */
export function sipLine(event: SipEvent, files: readonly string[], exact = event): string {
  const { message, flow, origin } = event;
  const { protection } = origin;
  const cseq = message.cseq;
  return jsonLine({
    type: 'sip',
    frame: origin.frame,
    frames: event.frames,
    file: files[origin.file],
    time: timeText(origin),
    transport: event.transport,
    src: flow.source,
    srcPort: flow.sourcePort,
    dst: flow.destination,
    dstPort: flow.destinationPort,
    esp:
      protection === null
        ? null
        : {
            spi: spiText(protection.spi),
            sequence: protection.sequence,
            sa: protection.sa?.name ?? 'unknown',
            icv: protection.icv,
          },
    wrapper: origin.wrapper ?? null,
    request: message.method,
    status: message.status,
    startLine: message.startLine,
    callId: message.callId,
    cseq: cseq === null ? null : `${cseq.number} ${cseq.method}`,
    length: exact.message.bytes.length,
    cut: event.cut,
    ...(event.otherReading === true ? { otherReading: true } : {}),
    raw: latin1(exact.message.bytes),
    ...(exact === event ? {} : { rawHasKeys: true }),
  } satisfies SipLine);
}

/** The SAs of all sets, one line each. */
export function saLines(sets: readonly SaSet[], showKeys: boolean): string {
  return sets.flatMap(set => set.sas.map(sa => saLine(set, sa, showKeys))).join('');
}

/** One SA with its counts; its keys only on demand. */
export function saLine(set: SaSet, sa: SecurityAssociation, showKeys: boolean): string {
  return jsonLine({ type: 'sa', ...saObject(set, sa, showKeys) });
}

/** The members of such a line. */
export function saObject(set: SaSet, sa: SecurityAssociation, showKeys: boolean): Omit<SaLine, 'type'> {
  const suite = suiteOfSa(sa);
  const keys = showKeys ? espKeysOfSa(sa) : null;
  return {
    set: set.id,
    name: sa.name,
    src: sa.source,
    srcPort: sa.sourcePort,
    dst: sa.destination,
    dstPort: sa.destinationPort,
    spi: spiText(sa.spi),
    alg: suite?.alg ?? null,
    ealg: suite?.ealg ?? null,
    agreed: set.agreed,
    generation: set.generation,
    state: set.state,
    keySource: keySourceOf(sa),
    recovered: sa.recovered,
    packets: sa.packets,
    icvGood: sa.icvGood,
    icvBad: sa.icvBad,
    unchecked: sa.unchecked,
    noKey: sa.noKey,
    implausible: sa.implausible,
    duplicates: sa.duplicates,
    gaps: missingSequences(sa),
    firstFrame: sa.firstFrame,
    lastFrame: sa.lastFrame,
    ...(keys === null
      ? {}
      : { encryptionKey: hexOf(keys.encryption), authenticationKey: hexOf(keys.authentication) }),
  };
}

/** One registration with its attempts, and its outcome: that of a diagnosis if there was one. */
export function registrationLine(registration: Registration, outcome = outcomeOf(registration)): string {
  return jsonLine(registrationObject(registration, outcome));
}

/** The members of such a line. */
export function registrationObject(
  registration: Registration,
  outcome: RegistrationOutcome,
): RegistrationLine {
  return {
    type: 'registration',
    impi: registration.impi,
    impu: registration.impu,
    ue: registration.ue,
    pcscf: registration.pcscf,
    callId: registration.callId,
    attempts: registration.attempts.map(attemptObject),
    outcome,
  };
}

/** Damaged or unsupported input. */
export function issueLine(issue: Issue, files: readonly string[]): string {
  const { code, layer, frame, offset, message } = issue;
  return jsonLine({
    type: 'issue',
    code,
    layer,
    file: issue.file === null ? null : files[issue.file],
    frame,
    offset,
    message,
  } satisfies IssueLine);
}

/** The last line: the counts. */
export function summaryLine(summary: Summary): string {
  const { duration, ...counts } = summary;
  const seconds = timeText(momentOf(duration));
  return jsonLine({ type: 'summary', ...counts, seconds } satisfies SummaryLine);
}

function attemptObject(attempt: Attempt): AttemptObject {
  return {
    cseq: attempt.cseq,
    frames: frameNumbers(attempt.requestFrames),
    responseFrames: frameNumbers(attempt.responseFrames),
    status: attempt.status,
    nonce: attempt.challengeNonce,
    answeredNonce: attempt.answeredNonce,
    resynchronisation: attempt.resynchronisation,
    sqnMs: hexOf(attempt.sqnMs),
    response: attempt.response,
    saSet: attempt.protectedBy?.id ?? null,
    expires: attempt.expires,
    outcome: attempt.outcome,
  };
}

function frameNumbers(frames: readonly FrameReference[]): number[] {
  return frames.map(reference => reference.frame);
}

function hexOf(octets: Uint8Array | null): string | null {
  return octets === null ? null : toHex(octets);
}

/** One object as a line. */
export function jsonLine(value: object): string {
  return `${printableJson(value)}
`;
}
