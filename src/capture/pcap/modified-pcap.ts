import { PLACE } from '../resynchroniser.ts';
import { type RecordLayout, recordsBeginAt } from './pcap-chain.ts';

/**
 * Bytes after the usual 16 of a record header: 8 with ifindex, protocol, packet type and padding; 0 from writers that
 * only use the magic number; 12 with two more counters, from some releases of the patch.
 */
const EXTRA_LENGTHS = [8, 0, 12] as const;

/**
 * Extra bytes in each record header of a modified pcap (Kuznetzov). The magic number does not tell them, so the records
 * are tried with each length, the most frequent first. Null if more bytes are needed (a bounded number).
 *
 * @param records the file from the first record on
 * @param ended no more bytes will come
 */
export function extraLengthOf(records: Uint8Array, ended: boolean, layout: RecordLayout): number | null {
  for (const extraLength of EXTRA_LENGTHS) {
    const verdict = recordsBeginAt(records, 0, ended, { ...layout, extraLength }, []);
    if (verdict === PLACE.YES) return extraLength;
    if (verdict === PLACE.UNDECIDED) return null;
  }
  return EXTRA_LENGTHS[0];
}
