import { expect, test } from 'vitest';
import { placedMessages } from '../../../src/output/compare/dialog-messages.ts';
import { differencesOf } from '../../../src/output/compare/differences.ts';
import { kept, message } from './compare-messages.ts';

const register = (frame: number, sa: string | null, ...headers: string[]) =>
  kept(message('REGISTER sip:x SIP/2.0', ['CSeq: 1 REGISTER', ...headers]), { frame, sa });
const answer = (status: string, frame: number) =>
  kept(message(`SIP/2.0 ${status}`, ['CSeq: 1 REGISTER']), {
    frame,
    source: '10.0.0.1',
    destination: '10.0.0.2',
  });

test('what the bad one lacks comes first, whole messages before headers, then what it has, then other values', () => {
  const good = [register(1, null, 'Supported: path', 'Expires: 600'), answer('200 OK', 2)];
  const bad = [register(11, 'uc->ps', 'Expires: 60', 'Require: sec-agree')];
  const found = differencesOf(placedMessages(good, '10.0.0.2'), placedMessages(bad, '10.0.0.2'));
  expect(
    found.map(({ kind, message: place, item, good: one, bad: other }) => [kind, place, item, one, other]),
  ).toEqual([
    ['missing', 'answer to REGISTER 1', null, '200 OK', null],
    ['missing', 'REGISTER 1', 'Supported: path', 'yes', null],
    ['added', 'REGISTER 1', 'Require: sec-agree', null, 'yes'],
    ['changed', 'REGISTER 1', 'protection', 'unprotected', 'ESP uc->ps'],
    ['changed', 'REGISTER 1', 'Expires', '600', '60'],
  ]);
  expect(found[0]).toMatchObject({ goodFrame: 2, badFrame: null });
  expect(found[1]).toMatchObject({ goodFrame: 1, badFrame: 11 });
});

test('the same message has no difference to itself', () => {
  const one = placedMessages(
    [register(1, null, 'Supported: path'), answer('401 Unauthorized', 2)],
    '10.0.0.2',
  );
  expect(differencesOf(one, one)).toEqual([]);
});
