import { framesOf, inFrameOrder } from '../../journal/notes.ts';
import type { CaptureRule } from '../rule.ts';

/** TS 33.203 §7.2: each challenge has unused SPIs. A 401 in the clear can come from anybody on the path. */
export const unprovedAgreements: CaptureRule = {
  about: 'capture',
  id: 'G21',
  title: 'Agreements that no packet proves, beside SAs in use',
  term: 'forged 401, forged Security-Server, same SPI again and again',
  evidence:
    'Two or more unprotected 401s agree on SAs for a challenge or an SPI of SAs that an ICV has proved, and no ESP packet uses them.',
  severity: 'warning',
  advice:
    'Find the host that sends these 401s: compare their MAC address, TTL and IP identification with those of the P-CSCF. If it is the P-CSCF, find out why it hands out SPIs that are in use.',
  settle: 'Capture at the P-CSCF: a 401 that it did not send was forged on the way.',
  check: ({ unproved }) =>
    unproved.length === 0
      ? null
      : {
          detail: `${unproved.length} unprotected 401s agree on SAs for a challenge or an SPI of SAs in use. No ESP packet proves any of them, so nothing is concluded from them.`,
          frames: inFrameOrder(framesOf(unproved)),
          confidence: 'likely',
        },
};
