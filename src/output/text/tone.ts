import type { IcvVerdict } from '../../model/protection.ts';

/** Meaning of a text, for its colour; `plain` output ignores it. */
export type Tone = IcvVerdict | 'clear' | 'heading' | DialogTone;

/** Messages of one dialog have one of these. */
export type DialogTone = (typeof DIALOG_TONES)[number];

/** Colours a text, or returns it unchanged. */
export type Paint = (tone: Tone, text: string) => string;

const DIALOG_TONES = ['dialog1', 'dialog2', 'dialog3', 'dialog4', 'dialog5', 'dialog6'] as const;

/** The same for all messages of a Call-ID, in every run. */
export function dialogTone(callId: string | null): DialogTone {
  let sum = 0;
  for (let i = 0; callId !== null && i < callId.length; i++) sum = (31 * sum + callId.charCodeAt(i)) >>> 0;
  return DIALOG_TONES[sum % DIALOG_TONES.length] as DialogTone;
}
