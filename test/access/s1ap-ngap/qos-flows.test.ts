import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { flowsToAdd, flowsToSetUp } from '../../../src/access/s1ap-ngap/qos-flows.ts';
import { modifyTransfer, setUpTransfer, type WrittenFlow } from '../../support/access/qos-flow-lists.ts';

const SIGNALLING: WrittenFlow = { id: 1, fiveQi: 5, priority: 1, vulnerability: true };
const VOICE: WrittenFlow = {
  id: 2,
  fiveQi: 1,
  priority: 2,
  capability: true,
  rates: [128_000, 64_000, 49_000, 41_000],
};

const signalling = { id: 1, qci: 5, arp: { priority: 1, capability: false, vulnerability: true } };
const voice = {
  id: 2,
  qci: 1,
  arp: { priority: 2, capability: true, vulnerability: false },
  maximum: { downKbps: 128, upKbps: 64 },
  guaranteed: { downKbps: 49, upKbps: 41 },
};

describe('QoS flows of NGAP', () => {
  test('all of a session, with ARP and rates', () => {
    expect(flowsToSetUp(setUpTransfer(SIGNALLING, VOICE))).toMatchObject([
      { ...signalling, guaranteed: null, maximum: null },
      voice,
    ]);
  });

  test('those that a change adds', () => {
    expect(flowsToAdd(modifyTransfer(VOICE))).toMatchObject([voice]);
    expect(flowsToSetUp(modifyTransfer(VOICE))).toEqual([]);
  });

  test('behind own characteristics, an E-RAB and a 5QI without a number', () => {
    const own = { ...VOICE, characteristics: true, bearer: 7 };
    const dynamic = { id: 3, fiveQi: null, priority: 15 };
    expect(flowsToSetUp(setUpTransfer(own, dynamic, SIGNALLING))).toMatchObject([
      voice,
      { id: 3, qci: null, arp: { priority: 15 } },
      signalling,
    ]);
  });

  test('rates of more than four octets', () => {
    const fast = { ...VOICE, rates: [10_000_000_000, 4_000_000_000_000, 0, 255_000] as const };
    expect(flowsToSetUp(setUpTransfer(fast))).toMatchObject([
      {
        maximum: { downKbps: 10_000_000, upKbps: 4_000_000_000 },
        guaranteed: { downKbps: 0, upKbps: 255 },
      },
    ]);
  });

  test('those before the cut', () => {
    const whole = setUpTransfer(SIGNALLING, VOICE);
    // The list is shorter than its count.
    whole[6] = (whole[6] ?? 0) - 4;
    expect(flowsToSetUp(whole.subarray(0, -4))).toMatchObject([signalling]);
  });

  test('octets that were changed anywhere are read to an end', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(60), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        fc.nat(60),
        (changes, end) => {
          const bytes = setUpTransfer(SIGNALLING, { ...VOICE, characteristics: true }, VOICE).slice(0, end);
          for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
          expect(flowsToSetUp(bytes).length).toBeLessThanOrEqual(64);
          flowsToAdd(bytes);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
