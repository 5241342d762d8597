import { expect, test } from 'vitest';
import type { CxEvent } from '../../../../src/analysis/events/cx-event.ts';
import { cxFingerprint, cxLabel, isCx, ladderCx } from '../../../../src/output/ladder/cx/cx.ts';
import { said, saidOnCx } from '../../../support/events/ladder.ts';

test('labels name the command, the result and what it means', () => {
  const label = (name: string, more: Parameters<typeof saidOnCx>[3] = {}) =>
    cxLabel(saidOnCx('s', 'h', name, more));
  expect(['UAR', 'LIR', 'SAR', 'MAR'].map(name => label(name))).toEqual(['UAR', 'LIR', 'SAR', 'MAR']);
  expect(label('MAR', { auts: new Uint8Array(14) })).toBe('MAR (AUTS)');
  expect(label('MAA')).toBe('MAA 2001');
  expect(label('UAA', { result: 5001, experimental: true })).toBe('UAA 5001 (user unknown)');
  expect(label('UAA', { result: 5012 })).toBe('UAA 5012 (unable to comply)');
  expect(label('UAA', { result: 2001, experimental: true })).toBe('UAA 2001 (first registration)');
  expect(label('SAA', { result: null })).toBe('SAA without a result');
});

test('a retransmission is known by what it says and between whom', () => {
  const request = saidOnCx('s', 'h', 'MAR');
  expect(cxFingerprint(saidOnCx('s', 'h', 'MAR'))).toBe(cxFingerprint(request));
  for (const other of [
    saidOnCx('s', 'h', 'SAR'),
    saidOnCx('s', 'h', 'MAR', { endToEnd: 2 }),
    saidOnCx('s:1', 'h', 'MAR'),
    saidOnCx('s', 'h', 'MAA'),
  ])
    expect(cxFingerprint(other)).not.toBe(cxFingerprint(request));
});

test('Cx and SIP are told apart', () => {
  expect(isCx(saidOnCx('s', 'h', 'MAR'))).toBe(true);
  expect(isCx(said('a', 'b', 'REGISTER'))).toBe(false);
});

test('what is kept of an event is bounded', () => {
  const { command, request, result, experimental, endToEnd, auts } = saidOnCx('s', 'h', 'UAR');
  const long = 'x'.repeat(100_000);
  const exchange = {
    command,
    request,
    result,
    experimental,
    endToEnd,
    auts,
    userName: long,
    publicIdentity: 'a',
  };
  const flow = { source: '10.0.0.1', sourcePort: 1, destination: '10.0.0.2', destinationPort: 3868 };
  const origin = { file: 0, frame: 40, frames: null, seconds: 1, nanoseconds: 2, protection: null };
  const frames = Array.from({ length: 1000 }, (_, i) => i);
  const kept = ladderCx({ exchange, transport: 'tcp', flow, frames, origin } as unknown as CxEvent);
  expect(kept).toMatchObject({
    ...flow,
    userName: null,
    publicIdentity: 'a',
    frame: 40,
    seconds: 1,
    callId: null,
  });
  expect(kept.frames).toHaveLength(16);
  expect(kept.frames.at(-1)).toBe(999);
});
