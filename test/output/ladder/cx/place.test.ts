import { expect, test } from 'vitest';
import type { Registration } from '../../../../src/model/registration.ts';
import { cxByRegistration, withOthers } from '../../../../src/output/ladder/cx/place.ts';
import { said, saidOnCx } from '../../../support/events/ladder.ts';

const at = (second: number) => ({ seconds: 1000 + second });
const of = (callId: string, impi: string, impu: string | null = null) =>
  ({ callId, impi, impu }) as Registration;
const register = (callId: string, second: number) => said('a', 'b', 'REGISTER', { callId, ...at(second) });

/** By Call-ID the frames of the messages that belong to it. */
function placed(...[messages, cx, registrations]: Parameters<typeof cxByRegistration>) {
  const found = cxByRegistration(messages, cx, registrations);
  return Object.fromEntries([...found].map(([callId, own]) => [callId, own.map(({ frame }) => frame)]));
}

test('by either identity, answers by their request, from the first message to the last', () => {
  const messages = [register('x', 10), register('x', 20)];
  const cx = [
    saidOnCx('s', 'h', 'MAR', { frame: 1, userName: 'alice', ...at(5) }),
    saidOnCx('s', 'h', 'UAR', { frame: 2, publicIdentity: 'sip:alice', endToEnd: 7, ...at(11) }),
    saidOnCx('s', 'h', 'UAR', { frame: 3, userName: 'bob', endToEnd: 8, ...at(11) }),
    saidOnCx('h', 's', 'UAA', { frame: 4, endToEnd: 8, ...at(12) }),
    saidOnCx('h', 's', 'UAA', { frame: 5, endToEnd: 7, ...at(12) }),
    saidOnCx('s', 'h', 'SAR', { frame: 6, userName: 'alice', ...at(40) }),
  ];
  const registrations = [of('x', 'alice', 'sip:alice'), of('unseen', 'bob')];
  expect(placed(messages, cx, registrations)).toEqual({ x: [2, 5] });
  expect(cxByRegistration(messages, cx, registrations).get('x')?.[0]?.callId).toBe('x');
});

test('where registrations of a user overlap, it is of the one that began last before', () => {
  const messages = [register('x', 10), register('x', 60), register('y', 40), register('y', 50)];
  const cx = [20, 39.5, 45].map((second, i) =>
    saidOnCx('s', 'h', 'MAR', { frame: i + 1, userName: 'alice', endToEnd: i, ...at(second) }),
  );
  const registrations = [of('x', 'alice'), of('y', 'alice')];
  expect(placed(messages, cx, registrations)).toEqual({ x: [1, 2], y: [3] });
  expect(placed(messages, cx, registrations.toReversed())).toEqual({ x: [1, 2], y: [3] });
});

test('each stands before the first message of SIP that is later', () => {
  const messages = [register('x', 10), register('x', 12), register('x', 11), register('x', 20)];
  const cx = [30, 12, 5].map(second => saidOnCx('s', 'h', 'MAR', at(second)));
  expect(withOthers(messages, cx).map(({ seconds }) => seconds - 1000)).toEqual([5, 10, 12, 11, 12, 20, 30]);
  expect(withOthers(messages, [])).toEqual(messages);
});

test('clocks of two captures may differ by a second, no more', () => {
  const messages = [register('x', 10), register('x', 20), register('y', 30), register('y', 35)];
  const cx = [8.9, 9.1, 20.9, 21.5, 29.2, 36.1].map((second, i) =>
    saidOnCx('s', 'h', 'MAR', { frame: i + 1, userName: 'alice', endToEnd: i, ...whole(second) }),
  );
  expect(placed(messages, cx, [of('x', 'alice'), of('y', 'alice')])).toEqual({ x: [2, 3], y: [5] });
});

function whole(second: number) {
  const seconds = Math.floor(second);
  return { seconds: 1000 + seconds, nanoseconds: Math.round((second - seconds) * 1e9) };
}
