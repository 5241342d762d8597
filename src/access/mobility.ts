import type { FrameReference, Moment } from '../model/capture.ts';
import type { Cause } from './facts.ts';

/**
 * What mobility management decides about a phone: it is let in (`accept`) or not (`reject`), which an authentication that
 * fails is as well, or it leaves or is sent away (`end`).
 */
export interface MobilityEvent extends Moment, FrameReference {
  readonly carrier: 's1ap' | 'ngap';
  /** As its specification calls it, such as `Attach reject`. */
  readonly name: string;
  readonly part: 'accept' | 'reject' | 'end';
  readonly isFromUe: boolean;
  readonly cause: Cause | null;
  /** Of the phone, also if a later message shows it; null if none does. */
  readonly imsi: string | null;
  readonly guti: string | null;
  /** Identities of its association, as in `Pdn`. */
  readonly coreId: number | null;
  readonly radioId: number | null;
  /** Frames that carried it, in capture order. */
  readonly frames: readonly number[];
  /** Canonical texts of the addresses of its packet. */
  readonly source: string;
  readonly destination: string;
}
