import type { IcvVerdict } from '../model/protection.ts';
import type { SecurityAssociation } from '../model/security-association.ts';
import { highOf } from './decrypt/extended-sequence.ts';
import { type Generation, NOT_EXTENDED } from './sa/spi-entry.ts';

/** Counts a packet of an SA: its ICV, and the first and last frame of the SA. */
export function countPacket(sa: SecurityAssociation, frame: number, icv: IcvVerdict): void {
  sa.packets++;
  if (icv === 'good') sa.icvGood++;
  else if (icv === 'bad') sa.icvBad++;
  else sa.unchecked++;
  if (sa.firstFrame === null || frame < sa.firstFrame) sa.firstFrame = frame;
  if (sa.lastFrame === null || frame > sa.lastFrame) sa.lastFrame = frame;
}

/** Counts a credible sequence number: its low 32 bits, from the packet (RFC 4303 §2.2.1). */
export function countSequence(generation: Generation, low: number): void {
  const { sa } = generation;
  const sequence = low + highPart(generation, low);
  if (sa.numbered === 0 || sequence < sa.firstSequence) sa.firstSequence = sequence;
  if (sequence > sa.lastSequence) sa.lastSequence = sequence;
  sa.numbered++;
}

/** Undoes the count of a packet that was not decrypted (no key). */
export function takeBackWithoutKey(generation: Generation): void {
  const { sa } = generation;
  sa.noKey--;
  sa.numbered--;
  sa.packets--;
  sa.unchecked--;
}

/** Number of missing sequence numbers between the lowest and the highest of an SA (RFC 4303 §2.2). */
export function missingSequences(sa: SecurityAssociation): number {
  if (sa.numbered === 0) return 0;
  return Math.max(0, sa.lastSequence - sa.firstSequence + 1 - sa.numbered);
}

/** The value of the high half of a 64-bit sequence number; a JavaScript number has room for 2²¹ high halves. */
function highPart(generation: Generation, low: number): number {
  return generation.high === NOT_EXTENDED ? 0 : highOf(generation, low) * 2 ** 32;
}
