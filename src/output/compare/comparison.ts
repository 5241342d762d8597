import type { RegistrationDiagnosis } from '../../model/diagnosis.ts';
import { alignedSteps, type SideStep, type StepPair } from './aligned-steps.ts';
import { type KeptDialog, type PlacedMessage, placedMessages } from './dialog-messages.ts';
import { type Difference, differencesOf } from './differences.ts';

/** One of the two that are compared. */
export interface Side {
  /** The captures that it is from. */
  readonly files: readonly string[];
  /** Null for a call. */
  readonly registration: RegistrationDiagnosis | null;
  readonly dialog: KeptDialog;
}

/** Two registrations or calls side by side. */
export interface Comparison {
  readonly good: Side;
  readonly bad: Side;
  readonly differences: readonly Difference[];
  readonly steps: readonly StepPair[];
}

/** Compares two sides. Their messages must already be without keys. */
export function comparisonOf(good: Side, bad: Side): Comparison {
  const [ours, theirs] = [messagesOf(good), messagesOf(bad)];
  return {
    good,
    bad,
    differences: differencesOf(ours, theirs),
    steps: alignedSteps(stepsOf(good, ours), stepsOf(bad, theirs)),
  };
}

function messagesOf({ registration, dialog }: Side): PlacedMessage[] {
  return placedMessages(dialog.messages, registration?.registration.ue ?? null);
}

/** The timeline of a registration, or the messages of a call. */
function stepsOf({ registration }: Side, messages: readonly PlacedMessage[]): SideStep[] {
  if (registration !== null)
    return registration.steps.map(({ seconds, nanoseconds, frames, text }) => ({
      seconds,
      nanoseconds,
      frame: frames[0]?.frame ?? null,
      text,
    }));
  return messages.map(({ seconds, nanoseconds, frame, place, message }) => ({
    seconds,
    nanoseconds,
    frame,
    text: message.status === null ? place : `${message.startLine.slice('SIP/2.0 '.length)}: ${place}`,
  }));
}

/** How a side is called: by its registration or its Call-ID. */
export function sideName({ registration, dialog }: Side): string {
  const { impi, impu } = registration?.registration ?? { impi: null, impu: null };
  return impi ?? impu ?? `${dialog.method} ${dialog.callId}`;
}

/** What became of it. */
export function sideVerdict({ registration, dialog }: Side): string {
  if (registration !== null) return `${registration.outcome}: ${registration.verdict}`;
  const { status } = dialog;
  if (status === null) return 'no final answer';
  return status < 300 ? `answered: ${status}` : `failed: ${status}`;
}
