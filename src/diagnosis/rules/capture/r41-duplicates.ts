import type { CaptureRule } from '../rule.ts';

/** https://github.com/open5gs/open5gs/issues/337 (2020-04-20), https://github.com/herlesupreeth/docker_open5gs/issues/123 */
export const duplicates: CaptureRule = {
  about: 'capture',
  id: 'R41',
  title: 'Packets are in the capture more than once',
  term: 'duplicate packets, capture on any, not a replay',
  evidence:
    'The same ESP packet (SPI, sequence number, ICV), or the same message between the same ends, again.',
  severity: 'note',
  advice:
    'Mostly nothing is wrong: a capture on “any” shows a packet on each interface, inside GTP-U as well, and after decryption in tunnel mode. Each was counted once. Capture on one interface to have each once; what is double there too, the network doubled.',
  settle: null,
  check: ({ duplicates: count, duplicateFrames }) =>
    count === 0 || duplicateFrames.length === 0
      ? null
      : {
          detail: `${count} ${count === 1 ? 'observation repeats' : 'observations repeat'} what was seen before.`,
          frames: duplicateFrames,
          confidence: 'certain',
        },
};
