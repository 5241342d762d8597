import type { Moment } from '../../model/capture.ts';
import type { Confidence, Severity, StepKind, StepMark } from '../../model/diagnosis.ts';
import type { IssueLayer } from '../../model/issue.ts';
import type { IcvVerdict } from '../../model/protection.ts';
import type { AttemptOutcome, RegistrationOutcome } from '../../model/registration.ts';
import type { SaName, SaSetState } from '../../model/security-association.ts';

/** The ESP packet around a message: SPI, sequence number, id of the SA set (0: none), name of the SA, ICV result. */
export type EspColumns = readonly [spi: number, sequence: number, set: number, sa: SaName, icv: IcvVerdict];

/**
 * One row of the message list. `…Text` is an index in the table of strings, 0 for none. `frames` are all frames with
 * the message if there are several, otherwise 0. `time` is in nanoseconds since the first frame.
 */
export type MessageRow = readonly [
  file: number,
  frame: number,
  frames: readonly number[] | 0,
  time: number,
  transport: 'udp' | 'tcp' | 'sctp',
  sourceText: number,
  sourcePort: number,
  destinationText: number,
  destinationPort: number,
  methodText: number,
  status: number,
  reasonText: number,
  callIdText: number,
  usernameText: number,
  esp: EspColumns | 0,
  cut: 0 | 1,
  otherReading: 0 | 1,
];

/** Consecutive messages. `strings` are appended to the table, which starts with the empty string. */
export interface MessageBlock {
  readonly strings: readonly string[];
  readonly rows: readonly MessageRow[];
}

/** A frame: index of the file, number in it. */
export type FramePair = readonly [file: number, frame: number];

/** A finding of the diagnosis. */
export interface FindingFacts {
  readonly rule: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly title: string;
  readonly detail: string;
  readonly frames: readonly FramePair[];
  readonly advice: string;
  readonly settle: string | null;
}

/** One line of the timeline of a registration; `time` is in nanoseconds since the first frame. */
export interface StepFacts {
  readonly kind: StepKind;
  readonly mark: StepMark;
  readonly time: number;
  readonly frames: readonly FramePair[];
  readonly text: string;
}

/** One REGISTER with its answer. */
export interface AttemptFacts {
  readonly cseq: number;
  readonly outcome: AttemptOutcome;
  readonly status: number | null;
  readonly set: number | null;
  readonly frames: readonly FramePair[];
}

/** What a message that is not SIP says, such as one of GTP-C, NAS, DNS or Diameter. `time` as in `MessageRow`. */
export interface CoreMessageFacts {
  readonly file: number;
  readonly frame: number;
  readonly frames: readonly number[];
  readonly time: number;
  readonly transport: 'udp' | 'tcp' | 'sctp';
  readonly source: string;
  readonly sourcePort: number;
  readonly destination: string;
  readonly destinationPort: number;
  readonly protocol: string;
  readonly names: readonly string[];
  readonly kind: 'request' | 'answer' | null;
  readonly rows: readonly (readonly [label: string, text: string])[];
  /** Places of the messages that it belongs to in the list: the answer of a request, the request of an answer. */
  readonly others: readonly number[];
}

/** What is known of one subscriber: how it is called, and rows with the frames that show them. */
export interface SubscriberFacts {
  readonly title: string;
  readonly rows: readonly (readonly [label: string, text: string, frames: readonly FramePair[]])[];
}

/**
 * One arrow of a ladder: index of the message (of one that is not SIP its frame and time as text, its protocol, and its
 * place in the list of such messages or null), indices of the two hosts, texts above and below it, its kind, signed seconds since the previous arrow, whether it
 * repeats another, and the rules that have it as evidence.
 */
export type ArrowFacts = readonly [
  message: number | readonly [frame: string, time: string, protocol: string, place: number | null],
  from: number,
  to: number,
  label: string,
  kind: 'request' | 'provisional' | 'success' | 'challenge' | 'failure',
  caption: string,
  delta: string | null,
  repeats: 0 | 1,
  rules: readonly string[],
];

/** The ladder of a dialog. Each host is its name, then its addresses. */
export interface LadderFacts {
  readonly title: string;
  readonly callId: string;
  readonly hosts: readonly (readonly string[])[];
  readonly arrows: readonly ArrowFacts[];
  readonly findings: readonly FindingFacts[];
}

/** One registration. Without a diagnosis it has no verdict, and its attempts replace the timeline. */
export interface RegistrationFacts {
  readonly callId: string;
  readonly impi: string | null;
  readonly impu: string | null;
  readonly ue: string | null;
  readonly pcscf: string | null;
  readonly outcome: RegistrationOutcome;
  readonly verdict: string | null;
  readonly attempts: readonly AttemptFacts[];
  readonly steps: readonly StepFacts[];
  readonly findings: readonly FindingFacts[];
  /** Ids of its SA sets. */
  readonly sets: readonly number[];
}

/** One SA. */
export interface SaFacts {
  readonly set: number;
  readonly generation: number;
  readonly name: SaName;
  readonly source: string;
  readonly destination: string;
  readonly spi: string;
  readonly alg: string | null;
  readonly ealg: string | null;
  readonly state: SaSetState;
  readonly recovered: boolean;
  readonly keySource: string;
  readonly packets: number;
  readonly good: number;
  readonly bad: number;
  readonly unchecked: number;
  readonly duplicates: number;
  readonly gaps: number;
  readonly frames: readonly [first: number, last: number] | null;
  /** Hex; only if keys are shown. */
  readonly encryptionKey?: string;
  readonly authenticationKey?: string;
  /** Its packets in each time interval, and those with a bad ICV; null if none were counted. */
  readonly chart: { readonly packets: readonly number[]; readonly bad: readonly number[] } | null;
}

/** An issue of the input. */
export interface IssueFacts {
  readonly code: string;
  readonly layer: IssueLayer;
  readonly damage: boolean;
  readonly file: number | null;
  readonly frame: number | null;
  readonly message: string;
}

/** Facts of the whole capture. */
export interface ReportFacts {
  readonly version: string;
  readonly files: readonly string[];
  /** Labels before frame numbers, by file: `gm:`; empty for a single file. */
  readonly labels: readonly string[];
  /** Time of the first frame: whole seconds since 1970-01-01 UTC and the rest. */
  readonly start: Moment;
  /** Nanoseconds from the first frame to the last. */
  readonly duration: number;
  readonly counts: readonly (readonly [label: string, count: number, tone: 'plain' | 'good' | 'bad'])[];
  /** The summary in words, as the command prints it. */
  readonly summary: readonly string[];
  readonly outcomes: Readonly<Record<RegistrationOutcome, number>>;
  /** Findings that belong to no registration, and advice for a capture without registrations. */
  readonly findings: readonly FindingFacts[];
  readonly advice: readonly string[];
  readonly issues: readonly IssueFacts[];
  /** All issues by code, also those that are not listed. */
  readonly issueCounts: Readonly<Record<string, number>>;
  /** Nanoseconds of one interval of the charts. */
  readonly chartInterval: number;
  readonly showsKeys: boolean;
  /** Entries that did not fit into the report. */
  readonly leftOut: {
    readonly messages: number;
    readonly registrations: number;
    readonly sas: number;
    /** Messages without a ladder. */
    readonly arrows: number;
    /** Messages that are not SIP and cannot be opened. */
    readonly core: number;
    readonly subscribers: number;
  };
}
