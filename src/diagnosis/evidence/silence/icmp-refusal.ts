import { addTo } from '../../../bytes/tables/add-to.ts';
import type { FrameReference } from '../../../model/capture.ts';
import type { IcmpReason } from '../../../net/ip/icmp.ts';
import type { CaptureFacts } from '../../cases/case.ts';
import { framesOf, type IcmpNote, type Moment, secondsBetween } from '../../journal/notes.ts';

/** What ICMP errors say of packets that one end sent to another: one reason, given once or several times. */
export interface IcmpRefusal {
  readonly reason: Exclude<IcmpReason, 'other' | 'time-exceeded'>;
  /** Who says it, as canonical text. */
  readonly reporter: string;
  /** Does the addressee itself say it, and not a router on the way? */
  readonly isAddressee: boolean;
  /** For `too-big`: the largest packet that goes through; null if it is not said. */
  readonly mtu: number | null;
  readonly errors: readonly IcmpNote[];
  /** The first few. */
  readonly frames: readonly FrameReference[];
}

/**
 * The refusal of packets from ends at `sources` to ends at `destinations`: of the errors that pass `isMeant`, those
 * with the reason that was given most often. Null without any.
 */
export function icmpRefusal(
  { icmpAbout }: CaptureFacts,
  sources: Iterable<string>,
  destinations: Iterable<string>,
  isMeant: (error: IcmpNote) => boolean,
): IcmpRefusal | null {
  const targets = [...new Set(destinations)];
  const all = [...new Set(sources)]
    .flatMap(source => targets.flatMap(destination => icmpAbout(source, destination)))
    .filter(error => isRefusal(error.reason) && isMeant(error));
  const byReason = new Map<IcmpReason, IcmpNote[]>();
  for (const error of all) addTo(byReason, error.reason, error);
  const [most] = [...byReason.values()].sort((a, b) => b.length - a.length);
  const [first] = most ?? [];
  if (most === undefined || first === undefined) return null;
  return {
    reason: first.reason as IcmpRefusal['reason'],
    reporter: first.source,
    isAddressee: first.source === first.quoted.destination,
    mtu: first.mtu,
    errors: most,
    frames: framesOf(most),
  };
}

/** Is an error seen at this moment or later? */
export function isSince(error: Moment, from: Moment): boolean {
  return secondsBetween(from, error) >= 0;
}

/** A time to live that ran out may be a loop or a traceroute: it does not say that the packet is not wanted. */
function isRefusal(reason: IcmpReason): boolean {
  return reason !== 'other' && reason !== 'time-exceeded';
}

/** Who refuses and how, as one clause: `10.0.0.2 answers with ICMP port unreachable (5 times)`. */
export function refusalText({ reason, reporter, errors, mtu, isAddressee }: IcmpRefusal): string {
  const times = errors.length === 1 ? '' : ` (${errors.length} times)`;
  const where = isAddressee ? '' : ', which is on the way,';
  const limit = mtu === null ? '' : `, at most ${mtu} octets`;
  return `${reporter}${where} answers with ICMP ${REASON_NAMES[reason]}${limit}${times}`;
}

const REASON_NAMES: Readonly<Record<IcmpRefusal['reason'], string>> = {
  'port-unreachable': 'port unreachable',
  'protocol-unreachable': 'protocol unreachable',
  'host-unreachable': 'host unreachable',
  'network-unreachable': 'network unreachable',
  prohibited: 'administratively prohibited',
  'too-big': 'packet too big',
  reassembly: 'fragment reassembly time exceeded',
};
