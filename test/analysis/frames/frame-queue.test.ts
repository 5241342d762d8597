import { expect, test } from 'vitest';
import { Analyser } from '../../../src/analysis/analyser.ts';
import type { OutputFrame } from '../../../src/analysis/events/output-frame.ts';
import { FrameQueue } from '../../../src/analysis/frames/frame-queue.ts';
import { LIMITS } from '../../../src/analysis/limits.ts';
import { loadEngine } from '../../../src/ipsec/crypto/load-engine.ts';
import type { CaptureRecord } from '../../../src/model/capture.ts';
import { ChallengeStore } from '../../../src/registration/challenge-store.ts';
import { espPacket } from '../../support/captures/esp-packets.ts';
import { ethernet, gtpu, ip, latin1, udp } from '../../support/captures/packets.ts';
import { ENDS, KEY, SUITE } from '../../support/captures/sa-set.ts';
import { records, registration } from '../../support/events/registration.ts';

const engine = await loadEngine('node');
const story = registration({ messages: 3 });
const [first, second, third] = story.messages as [Uint8Array, Uint8Array, Uint8Array];
const UPLINK = {
  source: ENDS.ue.address,
  sourcePort: ENDS.ue.portC,
  destination: ENDS.pcscf.address,
  destinationPort: ENDS.pcscf.portS,
};
const CORE = { source: '192.0.2.1', sourcePort: 2152, destination: '192.0.2.2', destinationPort: 2152 };

/** `frame outcome` of the frames as they come out; `+` when ESP was replaced, `*` for a duplicate. */
function shown({ record, esp, replacement }: OutputFrame): string {
  const notes = esp.map(({ outcome, duplicate }) => outcome + (duplicate ? '*' : ''));
  return [record.frame + (replacement === null ? '' : '+'), ...notes].join(' ');
}

function run(
  frames: readonly Uint8Array[],
  capacity = 1_000_000,
  afterwards?: (record: CaptureRecord) => void,
) {
  const given: string[] = [];
  const lengths: number[] = [];
  const steps: number[] = [];
  const queue: FrameQueue = new FrameQueue({
    limits: { ...LIMITS, queuedFrameBytes: capacity, heldReturns: 16 },
    reopen: packet => analyser.database.reopen(packet),
    deliver: frame => {
      given.push(shown(frame));
      lengths.push(frame.originalLength);
      expect(frame.data.length).toBe(frame.originalLength);
    },
  });
  const analyser = new Analyser({
    engine,
    challenges: new ChallengeStore(10),
    given: { usims: [], keys: [] },
    limits: LIMITS,
    checkGrammar: false,
    listeners: [queue],
  });
  for (const record of records(frames)) {
    analyser.push(record);
    steps.push(given.length);
    afterwards?.(record);
  }
  analyser.end();
  return { given, steps, lengths, queue, statistics: analyser.database.statistics };
}

test('frames go out at once, opened, as long as none waits', () => {
  const { given, steps, queue } = run([story.request, story.mw, story.gm, story.answer, first]);
  expect(given).toEqual(['1', '2', '3', '4+ decoded', '5+ decoded']);
  expect(steps).toEqual([1, 2, 3, 4, 5]);
  expect([queue.bytes, queue.released]).toEqual([0, 0]);
});

test('ESP that is early waits for its key, all others wait behind it, and the order stays', () => {
  const frames = [story.request, story.answer, first, story.gm, second, story.mw, third];
  // Their memory is used again: what waits must be a copy.
  const reused = frames.map(frame => frame.slice());
  const { given, steps, queue } = run(reused, 1_000_000, record => record.data.fill(0));
  expect(given).toEqual(['1', '2+ decoded', '3+ decoded', '4', '5+ decoded', '6', '7+ decoded']);
  expect(steps).toEqual([1, 1, 1, 1, 1, 6, 7]);
  expect([queue.bytes, queue.released]).toEqual([0, 0]);
});

test('what never gets a key goes out as it was at the end, with the reason', () => {
  const { given, lengths } = run([story.answer, story.request, story.gm, first]);
  expect(given).toEqual(['1 no-key', '2', '3', '4 no-key']);
  expect(lengths).toEqual([story.answer, story.request, story.gm, first].map(({ length }) => length));
  expect(run([first, second]).given).toEqual(['1 unknown-spi', '2 unknown-spi']);
});

test('at the bound the oldest goes out closed and is counted', () => {
  const { given, queue } = run([story.answer, first, second, story.request, story.gm, story.mw], 3000);
  expect(queue.released).toBeGreaterThan(0);
  for (const [i, one] of given.slice(0, queue.released).entries())
    expect(one).toMatch(new RegExp(`^${i + 1} (unknown-spi|no-key)$`));
  expect(given.length).toBe(6);
  expect(queue.bytes).toBe(0);
});

test('further observations of a packet are opened too, and nothing is counted twice', () => {
  const bare = first.subarray(14);
  const inGtp = ethernet(ip(CORE, 17, udp(CORE, gtpu(bare))));
  const clear = [story.request, story.mw, story.gm];
  const { given, lengths, statistics } = run([...clear, story.answer, inGtp, first, first]);
  expect(given.slice(4)).toEqual(['5+ decoded', '6+ decoded*', '7+ decoded*']);
  expect(lengths[4]).toBe((lengths[5] as number) + 20 + 8 + 8);
  expect(statistics).toMatchObject({ packets: 4, duplicates: 2, decrypted: 2, icvGood: 2 });
});

test('further observations of a packet without a key wait as the first does', () => {
  const { given, statistics } = run([story.request, first, first, story.gm, first, story.mw]);
  expect(given).toEqual(['1', '2+ decoded', '3+ decoded*', '4', '5+ decoded*', '6']);
  expect(statistics).toMatchObject({ packets: 3, duplicates: 2, decrypted: 1, noKey: 0, unknownSpi: 0 });
});

test('ESP in ESP: the innermost counts, in a duplicate as well', () => {
  const payload = udp(UPLINK, latin1('OPTIONS sip:a SIP/2.0\r\n\r\n'));
  const spi = ENDS.pcscf.spiS;
  const inner = espPacket(SUITE, KEY, { spi, sequence: 8, payload });
  const tunnelled = ip(UPLINK, 50, inner);
  const outer = espPacket(SUITE, KEY, { spi, sequence: 9, payload: tunnelled, nextHeader: 4 });
  const frame = ethernet(ip(UPLINK, 50, outer));
  const clear = [story.request, story.mw, story.gm, story.answer];
  const { given, lengths } = run([...clear, frame, frame]);
  expect(given.slice(4)).toEqual(['5+ decoded decoded', '6+ decoded* decoded*']);
  expect(lengths.slice(4)).toEqual([14 + 20 + payload.length, 14 + 20 + payload.length]);
});

test('a dummy packet stays as it is', () => {
  const dummy = espPacket(SUITE, KEY, {
    spi: ENDS.pcscf.spiS,
    sequence: 9,
    payload: new Uint8Array(30),
    nextHeader: 59,
  });
  const clear = [story.request, story.mw, story.gm, story.answer];
  expect(run([...clear, ethernet(ip(UPLINK, 50, dummy))]).given.at(-1)).toBe('5 dummy');
});
