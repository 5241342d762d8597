import type { CaptureLosses } from '../capture/damage.ts';
import type { EspStatistics } from '../ipsec/sa-database.ts';
import type { RegistrationOutcome } from '../model/registration.ts';
import type { NetStatistics } from '../net/statistics.ts';
import type { SctpStatistics } from '../net/stream/sctp.ts';
import type { TcpStatistics } from '../net/stream/tcp.ts';
import type { SipStatistics } from './analyser.ts';
import type { AccessStatistics } from './messages/access-messages.ts';
import type { HepStatistics } from './messages/hep-messages.ts';
import type { PortCount } from './traffic.ts';

/** The counts at the end of an analysis. */
export interface Summary {
  readonly frames: number;
  /** The capture files, and what damage in them cost. */
  readonly input: Readonly<CaptureLosses> & { readonly files: number };
  readonly esp: Readonly<EspStatistics> & {
    /** ESP packets dropped because too many waited for a key. */
    readonly heldEvicted: number;
  };
  readonly sip: Readonly<SipStatistics>;
  /** Counts of the network layers, and what their tables dropped. */
  readonly network: Readonly<NetStatistics>;
  readonly tcp: Readonly<TcpStatistics>;
  readonly sctp: Readonly<SctpStatistics>;
  readonly hep: Readonly<HepStatistics>;
  /** What the access network said; absent if nobody asked for PDN connections. */
  readonly access?: AccessStatistics;
  /** The busiest ports of a capture in which 99 % of the frames are neither SIP nor ESP; null for others. */
  readonly traffic: { readonly ports: readonly PortCount[] } | null;
  /** Entries dropped by bounded tables, besides those counted under `esp`, `network` and `tcp`. */
  readonly evicted: {
    readonly registrations: number;
    /** REGISTERs dropped because their Call-ID had too many. */
    readonly attempts: number;
    readonly challenges: number;
    /** Keys of one challenge, or of all for ESP without an agreement, dropped because there were too many. */
    readonly keys: number;
    /** Frames written with encrypted ESP because too many frames waited for a key. */
    readonly frames: number;
  };
  readonly registrations: Readonly<Record<RegistrationOutcome, number>>;
  /**
   * What a choice of time (`--from`, `--to`) leaves out, and `registrations` do not count; absent without one. Other
   * counts are those of the whole capture.
   */
  readonly leftOut?: {
    readonly sip: number;
    readonly diameter: number;
    readonly pdn: number;
    readonly registrations: number;
    readonly sets: number;
  };
  /** All issues, also those that were only counted. */
  readonly issues: number;
  readonly issueCounts: Readonly<Record<string, number>>;
  /** Nanoseconds from the first frame to the last. */
  readonly duration: bigint;
}
