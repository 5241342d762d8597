import type { PacketHeader } from 'pcap-parser';
import { MAX_CAPTURED_LENGTH } from '../limits.ts';
import { isNear } from './pcap-chain.ts';

/** What is odd about a record header. */
export interface Oddity {
  readonly code: string;
  /** One line: `expected X, found Y`. */
  readonly message: string;
  /** May the header be right, if what follows it is? */
  readonly mayBeRight: boolean;
}

/** What is odd about a header whose record comes after one of `lastSeconds` (-1: none); null for a plain one. */
export function oddityOf(header: PacketHeader, lastSeconds: number): Oddity | null {
  const { capturedLength: captured, originalLength: original, timestampSeconds: seconds } = header;
  if (captured > MAX_CAPTURED_LENGTH) {
    const message = `expected a captured length up to ${MAX_CAPTURED_LENGTH}, found ${captured}`;
    return { code: 'caplen-too-large', message, mayBeRight: false };
  }
  if (captured > original) {
    const message = `expected a captured length up to the original length ${original}, found ${captured}`;
    return { code: 'pcap-record-header', message, mayBeRight: true };
  }
  // Unfinished files are filled with zeros.
  const isBlank = captured === 0 && original === 0 && seconds === 0;
  if (!isBlank && (lastSeconds < 0 || isNear(seconds, lastSeconds))) return null;
  const found = `found ${seconds} with a captured length of ${captured}`;
  const message = `expected a record header with a time near ${lastSeconds}, ${found}`;
  return { code: 'pcap-record-header', message, mayBeRight: true };
}
