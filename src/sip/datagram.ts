import { readU8 } from '../bytes/read.ts';
import { HeaderScan, NO_LENGTH } from './header-scan.ts';
import { SipMessage, type SipProblem } from './message.ts';
import { isCutSipStart, isSipStart, nextLine } from './start-line.ts';

const scan = new HeaderScan();

/**
 * The SIP message in a UDP payload; null for any other payload (also keep-alives of CR LF or zero bytes).
 *
 * Line ends before the start line are skipped (RFC 3261 §7.5). A Content-Length shorter than the body cuts the
 * message there; without one the message goes to the end of the datagram (§18.3). If it is not a number, or longer than
 * the body, the message is kept whole and has a `problem`.
 *
 * `cut`: the rest of the datagram was not captured. Then the beginning of a request line is enough, and a header field
 * without its line end is ignored.
 *
 * The message is a view on `bytes`; `own()` makes it a copy.
 */
export function parseSipDatagram(
  bytes: Uint8Array,
  start: number,
  end: number,
  cut = false,
): SipMessage | null {
  let at = start;
  while (at < end && (readU8(bytes, at) === 13 || readU8(bytes, at) === 10)) at++;
  if (!isSipStart(bytes, at, end) && !(cut && isCutSipStart(bytes, at, end))) return null;
  const datagram = bytes.subarray(at, end);
  scan.begin(nextLine(datagram, 0));
  if (scan.run(datagram, 0, false) !== 'done')
    return new SipMessage(datagram, cut ? scan.next : datagram.length, 'header-section-cut');
  const available = datagram.length - scan.bodyStart;
  const length = scan.contentLength === NO_LENGTH ? available : scan.contentLength;
  if (length >= 0 && length < available)
    return new SipMessage(datagram.subarray(0, scan.bodyStart + length), scan.bodyStart);
  return new SipMessage(datagram, scan.bodyStart, problemOf(length, available));
}

function problemOf(length: number, available: number): SipProblem | null {
  if (length < 0) return 'content-length-bad';
  return length > available ? 'content-length-too-long' : null;
}
