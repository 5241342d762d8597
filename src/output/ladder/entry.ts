import { isCore, type LadderCore } from './core/core.ts';
import { isCx, type LadderCx } from './cx/cx.ts';
import type { LadderHost } from './hosts.ts';
import type { LadderMessage } from './message.ts';

/** One arrow of a ladder. */
export type LadderEntry = LadderMessage | LadderCx | LadderCore;

/** The two hosts of each message of a ladder. */
export interface EntryHosts {
  readonly from: (entry: LadderEntry) => LadderHost;
  readonly to: (entry: LadderEntry) => LadderHost;
}

/** Is it a SIP message? */
export function isSip(entry: LadderEntry): entry is LadderMessage {
  return !isCx(entry) && !isCore(entry);
}
