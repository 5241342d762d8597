import { missingSequences } from '../../../ipsec/sa-counts.ts';
import type { CaptureRule } from '../rule.ts';

/** A receiver acknowledges only received octets (RFC 9293 §3.4): if they are not in the capture, the capture lost them. */
export const captureIncomplete: CaptureRule = {
  about: 'capture',
  id: 'C1',
  title: 'The capture has lost packets',
  term: 'packets dropped by kernel, TCP ACKed unseen segment',
  evidence:
    'SIP over TCP has octets that are not in the capture, although the receiver acknowledged them: the network delivered them.',
  severity: 'note',
  advice:
    'Capture again with a larger buffer (tcpdump -B 65536), to a fast disk, with a filter (esp or port 5060 or portrange 5100-6199). Findings about missing answers are less certain here: the capture may have lost the answer.',
  settle: null,
  certain: 'The receiver acknowledged octets that the capture does not have.',
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
