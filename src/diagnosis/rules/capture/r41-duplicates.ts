import type { CaptureRule } from '../rule.ts';

/** https://github.com/open5gs/open5gs/issues/337 (2020-04-20), https://github.com/herlesupreeth/docker_open5gs/issues/123 */
export const duplicates: CaptureRule = {
  about: 'capture',
  id: 'R41',
  title: 'The capture has packets more than once',
  term: 'duplicate packets, capture on any, not a replay',
  evidence:
    'The same ESP packet (SPI, sequence number, ICV), or the same message between the same ends, comes again.',
  severity: 'note',
  advice:
    'Usually nothing to do: a capture on "any" shows a packet on each interface, inside GTP-U, and after decryption in tunnel mode. Each packet was counted once. To see each once, capture on one interface; duplicates that remain were made by the network.',
  settle: null,
  certain: 'Both copies are in the capture.',
  check: ({ duplicates: count, duplicateFrames }) =>
    count === 0 || duplicateFrames.length === 0
      ? null
      : {
          detail: `${count} ${count === 1 ? 'packet is a copy' : 'packets are copies'} of an earlier one.`,
          frames: duplicateFrames,
          confidence: 'certain',
        },
};
