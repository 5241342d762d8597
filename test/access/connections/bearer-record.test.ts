import { describe, expect, test } from 'vitest';
import { addFrames, BearerRecord } from '../../../src/access/connections/bearer-record.ts';
import { bearer, gtpCauseOf } from '../../support/access/gtp-sessions.ts';

function record(members: Parameters<typeof bearer>[0]): BearerRecord {
  const made = new BearerRecord();
  made.take(bearer(members));
  return made;
}

describe('facts are about a bearer', () => {
  test('by its identity if both have one, otherwise by an end', () => {
    const seven = record({ id: 7, tunnels: ['a 1'] });
    expect(seven.isAbout(bearer({ id: 7 }))).toBe(true);
    expect(seven.isAbout(bearer({ id: 8, tunnels: ['a 1'] }))).toBe(false);
    expect(seven.isAbout(bearer({ tunnels: ['b 2', 'a 1'] }))).toBe(true);
    expect(seven.isAbout(bearer({ tunnels: ['b 2'] }))).toBe(false);
    expect(seven.isAbout(bearer({}))).toBe(false);
  });

  test('not after its end', () => {
    const ended = record({ id: 7, tunnels: ['a 1'] });
    ended.released = true;
    expect(ended.isAbout(bearer({ id: 7, tunnels: ['a 1'] }))).toBe(false);
  });
});

test('what it has and who it is stay, its quality changes', () => {
  const one = record({ id: 7, qci: 1, guaranteed: { downKbps: 41, upKbps: 41 } });
  one.take(bearer({ id: 9, qci: 2, arp: { priority: 2, capability: true, vulnerability: false } }));
  expect(one).toMatchObject({
    id: 7,
    qci: 2,
    arp: { priority: 2, capability: true, vulnerability: false },
    guaranteed: { downKbps: 41, upKbps: 41 },
  });
});

test('a refusal outlasts what another accepts, and keeps its cause', () => {
  const one = record({ id: 7 });
  expect(one.result).toBe('unanswered');
  one.answer(true, null);
  expect(one.result).toBe('accepted');
  one.answer(false, gtpCauseOf(87));
  one.answer(false, null);
  one.answer(true, null);
  expect([one.result, one.cause?.number]).toEqual(['rejected', 87]);
});

test('two that are one have the frames of both in their order, and the refusal', () => {
  const [one, other] = [record({ id: 7 }), record({ tunnels: ['a 1'], qci: 1 })];
  addFrames(one.frames, 0, [4, 6]);
  addFrames(other.frames, 0, [3, 4]);
  addFrames(other.frames, 1, [1]);
  one.answer(true, null);
  other.answer(false, gtpCauseOf(87));
  one.absorb(other);
  expect(one).toMatchObject({ id: 7, qci: 1, tunnels: ['a 1'], result: 'rejected', cause: { number: 87 } });
  expect(one.frames.map(({ file, frame }) => `${file}:${frame}`)).toEqual(['0:3', '0:4', '0:6', '1:1']);
});

test('one that nobody answered stays so with another like it', () => {
  const one = record({ id: 7 });
  one.absorb(record({ id: 7 }));
  expect(one.result).toBe('unanswered');
});

test('frames and ends are bounded', () => {
  const one = record({ tunnels: Array.from({ length: 100 }, (_, i) => `a ${i}`) });
  for (let frame = 1; frame < 1000; frame++) addFrames(one.frames, 0, [frame]);
  expect(one.tunnels.length).toBe(16);
  expect(one.frames.length).toBeLessThanOrEqual(200);
  expect(one.frames.at(0)).toEqual({ file: 0, frame: 1 });
});
