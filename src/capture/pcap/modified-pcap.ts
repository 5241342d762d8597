import { PLACE } from '../resynchroniser.ts';
import { type RecordLayout, recordsBeginAt } from './pcap-chain.ts';

/**
 * Bytes after the usual 16 of a record header: ifindex, protocol, packet type and padding; nothing, from writers that
 * took the magic number alone; and two counters more, from some releases of the patch.
 */
const EXTRA_LENGTHS = [8, 0, 12] as const;

/**
 * How much longer the record headers of a modified pcap (Kuznetzov) are: the magic number does not tell, the records
 * do, in the order of the frequency of the forms. Null when more bytes are needed, of which there is a bounded number.
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
