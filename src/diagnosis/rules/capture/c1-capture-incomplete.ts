import { missingSequences } from '../../../ipsec/sa-counts.ts';
import type { CaptureRule } from '../rule.ts';

/** A receiver acknowledges only what it got (RFC 9293 §3.4): what is not in the capture then was lost by the capture. */
export const captureIncomplete: CaptureRule = {
  about: 'capture',
  id: 'C1',
  title: 'The capture has lost packets',
  term: 'packets dropped by kernel, TCP ACKed unseen segment',
  evidence:
    'Octets of SIP over TCP that are not in the capture, though the connection goes on behind them. The network did deliver them.',
  severity: 'note',
  advice:
    'Messages may be missing here that the network did not lose: what is said about an answer that does not come is the less certain. Capture again with a larger buffer (tcpdump -B 65536), to a fast disk, with a filter (esp or port 5060 or portrange 5100-6199).',
  settle: null,
  check: ({ gapFrames, gaps, activities }) => {
    if (gapFrames.length === 0) return null;
    const missing = activities
      .flatMap(({ sas }) => sas)
      .reduce((sum, { sa }) => sum + missingSequences(sa), 0);
    const esp = missing === 0 ? '' : ` ${missing} ESP sequence numbers are missing as well.`;
    return {
      detail: `${gaps} ${gaps === 1 ? 'gap' : 'gaps'} in TCP streams.${esp}`,
      frames: gapFrames,
      confidence: 'certain',
    };
  },
};
