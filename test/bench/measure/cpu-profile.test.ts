import { expect, test } from 'vitest';
import { addedTimes, type CpuProfile, type Stage, stageTimes } from './cpu-profile.ts';

/** A profile from rows of id, function, url, children and microseconds of self time. */
function profileOf(
  rows: readonly (readonly [
    id: number,
    name: string,
    url: string,
    children: readonly number[],
    self: number,
  ])[],
): CpuProfile {
  return {
    nodes: rows.map(([id, functionName, url, children]) => ({
      id,
      callFrame: { functionName, url },
      children,
    })),
    samples: rows.map(([id]) => id),
    timeDeltas: [999, ...rows.map(([, , , , self]) => self)],
  };
}

function timesOf(profile: CpuProfile): Partial<Record<Stage, number>> {
  return Object.fromEntries([...stageTimes(profile)].filter(([, time]) => time > 0));
}

test('self time goes to the folder of the function', () => {
  const profile = profileOf([
    [1, '(root)', '', [2, 3, 4], 0],
    [2, 'open', 'file:///p/dist/ipsec/decrypt/packet-opener.js', [], 30],
    [3, 'push', 'file:///p/dist/analysis/analyser.js', [5], 20],
    [4, '(garbage collector)', '', [], 7],
    [5, 'observe', 'file:///p/dist/registration/registration-tracker.js', [], 2],
  ]);
  expect(timesOf(profile)).toEqual({
    ipsec: 30,
    'analysis and registration': 22,
    'garbage collection': 7,
  });
});

test('what has no folder of its own belongs to its caller', () => {
  const profile = profileOf([
    [1, '(root)', '', [2, 6], 0],
    [2, 'parse', 'file:///p/dist/sip/message.js', [3, 4], 1],
    [3, 'latin1', 'file:///p/dist/bytes/latin1.js', [5], 10],
    [4, 'indexOf', '', [], 100],
    [5, 'latin1Slice', 'node:buffer', [], 1000],
    [6, 'start', 'node:internal/main', [], 5],
  ]);
  expect(timesOf(profile)).toEqual({ sip: 1111, other: 5 });
});

test("Node's cryptography is told apart from ours, with all that it calls", () => {
  const profile = profileOf([
    [1, '(root)', '', [2], 0],
    [2, 'verify', 'file:///p/dist/ipsec/engine-node.js', [3], 4],
    [3, 'update', 'node:internal/crypto/cipher', [4], 40],
    [4, 'update', '', [], 400],
  ]);
  expect(timesOf(profile)).toEqual({ ipsec: 4, 'node crypto': 440 });
});

test('packages belong to the stage that needs them, and idle time to none', () => {
  const profile = profileOf([
    [1, '(root)', '', [2, 3, 4, 5], 0],
    [2, 'read', 'file:///p/node_modules/pcap-parser/index.js', [], 3],
    [3, 'parse', 'file:///p/node_modules/yargs/build/lib/yargs-factory.js', [], 5],
    [4, '(idle)', '', [], 70],
    [5, 'f', 'file:///p/node_modules/unknown/dist/net/f.js', [], 9],
  ]);
  expect(timesOf(profile)).toEqual({ capture: 3, cli: 5, other: 9 });
});

test('the times of several threads add up', () => {
  const [one, other] = [30, 12].map(self =>
    stageTimes(profileOf([[1, 'open', 'file:///p/dist/ipsec/packet-opener.js', [], self]])),
  );
  expect(one && other && addedTimes([one, other]).get('ipsec')).toBe(42);
  expect(addedTimes([]).get('ipsec')).toBe(0);
});
