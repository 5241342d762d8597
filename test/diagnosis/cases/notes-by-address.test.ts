import { expect, test } from 'vitest';
import { NotesByAddress } from '../../../src/diagnosis/cases/notes-by-address.ts';
import type { PacketNote } from '../../../src/diagnosis/journal/notes.ts';

function note(frame: number, source: string, destination: string): PacketNote {
  const place = { file: 0, frame, seconds: frame, nanoseconds: 0, protection: null };
  return { ...place, source, sourcePort: 1, destination, destinationPort: 2 };
}

const notes = [note(3, 'a', 'b'), note(1, 'b', 'a'), note(2, 'c', 'b'), note(4, 'c', 'd'), note(5, 'a', 'a')];
const framesOf = (found: readonly PacketNote[]) => found.map(({ frame }) => frame);

test('to and from the addresses, each once, in order of time', () => {
  const byAddress = new NotesByAddress(notes, new Set(['a', 'c']));
  expect(framesOf(byAddress.of(new Set(['a'])))).toEqual([1, 3, 5]);
  expect(framesOf(byAddress.of(new Set(['c', 'a'])))).toEqual([1, 2, 3, 4, 5]);
  expect(framesOf(byAddress.of(new Set()))).toEqual([]);
});

test('registrations of the same addresses share one list', () => {
  const byAddress = new NotesByAddress(notes, new Set(['a', 'c']));
  expect(byAddress.of(new Set(['a', 'c']))).toBe(byAddress.of(new Set(['c', 'a'])));
});
