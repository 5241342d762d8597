import { expect, test } from 'vitest';
import { type CxNote, CxNotes } from '../../../src/output/facts/cx-notes.ts';

const note = (frame: number, members: Partial<CxNote['facts']>): CxNote => ({
  facts: {
    command: 'MAR',
    user: null,
    publicIdentity: null,
    session: null,
    serverName: null,
    result: null,
    experimental: false,
    ...members,
  },
  at: { file: 0, frame },
});

const NOTES = new CxNotes([
  note(1, { session: 'a' }),
  note(2, { user: 'alice@ims', publicIdentity: 'sip:shared@ims', session: 'a' }),
  note(3, { user: 'bob@ims', publicIdentity: 'sip:shared@ims', session: 'b' }),
  note(4, { session: 'b' }),
  note(5, { publicIdentity: 'sip:shared@ims' }),
  note(6, { session: 'sip:shared@ims' }),
  note(7, {}),
]);
const frames = (impi: string | null, ...impus: string[]) =>
  NOTES.of(impi, new Set(impus)).map(({ at }) => at.frame);

test('by the user, in order, with what is of the same sessions', () => {
  expect(frames('alice@ims')).toEqual([1, 2]);
  expect(frames('bob@ims')).toEqual([3, 4]);
});

test('by the public identity only where no user is named', () => {
  expect(frames(null, 'sip:shared@ims')).toEqual([5]);
  expect(frames('alice@ims', 'sip:shared@ims')).toEqual([1, 2, 5]);
});

test('a value of one kind is not found as another', () => {
  expect(frames('sip:shared@ims')).toEqual([]);
  expect(frames('a', 'b')).toEqual([]);
  expect(frames(null)).toEqual([]);
});
