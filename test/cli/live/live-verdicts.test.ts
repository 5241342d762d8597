import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LiveVerdicts, noteVerdicts } from '../../../src/cli/live/live-verdicts.ts';
import type { Terminal } from '../../../src/cli/terminal/terminal.ts';
import type { Diagnosis, RegistrationDiagnosis } from '../../../src/model/diagnosis.ts';
import { KeyGate } from '../../../src/output/keys/key-gate.ts';

let stderr: PassThrough;
let terminal: Terminal;
let printed: string[][];
let verdicts: LiveVerdicts;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  stderr = new PassThrough();
  terminal = { stdin: new PassThrough(), stdout: new PassThrough(), stderr };
  printed = [];
  verdicts = new LiveVerdicts(terminal, reached => printed.push(reached.map(one => one.verdict)));
});
afterEach(() => vi.useRealTimers());

function one(
  callId: string,
  outcome: RegistrationDiagnosis['outcome'],
  verdict: string,
): RegistrationDiagnosis {
  return { registration: { callId, impi: callId }, outcome, verdict, steps: [], findings: [] } as never;
}

const soFar =
  (...registrations: RegistrationDiagnosis[]) =>
  (): Diagnosis => ({ registrations, findings: [], advice: [] });

test('a verdict is passed on when no frame has come for a while, and again only when it has changed', () => {
  verdicts.heard(soFar(one('a', 'registered', 'for 60 s'), one('b', 'incomplete', 'open')));
  vi.advanceTimersByTime(200);
  expect(printed).toEqual([]);
  vi.advanceTimersByTime(100);
  expect(printed).toEqual([['for 60 s']]);
  verdicts.heard(soFar(one('a', 'registered', 'for 60 s'), one('b', 'failed', 'refused')));
  vi.advanceTimersByTime(300);
  expect(printed).toEqual([['for 60 s'], ['refused']]);
  verdicts.heard(soFar(one('a', 'registered', 'for 60 s'), one('b', 'failed', 'refused')));
  vi.advanceTimersByTime(300);
  expect(printed).toHaveLength(2);
});

test('frames that keep coming do not put it off for ever', () => {
  for (let at = 0; at < 5200; at += 100) {
    verdicts.heard(soFar(one('a', 'registered', 'for 60 s')));
    vi.advanceTimersByTime(100);
  }
  expect(printed).toEqual([['for 60 s']]);
});

test('nothing comes after the end, which knows what was passed on', () => {
  const [known, later] = [one('a', 'registered', 'for 60 s'), one('b', 'incomplete', 'open')];
  verdicts.heard(soFar(known));
  vi.advanceTimersByTime(300);
  verdicts.heard(soFar(known, later));
  verdicts.end();
  vi.advanceTimersByTime(10_000);
  expect(printed).toHaveLength(1);
  expect(verdicts.changed([known, later])).toEqual([later]);
});

test('a diagnosis that fails is one line, and the next one comes', () => {
  verdicts.heard(() => {
    throw new Error('too deep');
  });
  vi.advanceTimersByTime(300);
  expect(`${stderr.read()}`).toBe('ims-esp: expected the verdicts so far, found too deep\n');
  verdicts.heard(soFar(one('a', 'registered', 'for 60 s')));
  vi.advanceTimersByTime(300);
  expect(printed).toHaveLength(1);
});

test('notes: a line each without keys, and a count of those beyond the first', () => {
  const gate = new KeyGate();
  const ck = new Uint8Array(16).map((_, i) => 0x51 + 7 * i);
  gate.learn([{ ck, ik: ck.toReversed() }]);
  const leak = one('a', 'failed', `refused: ${Buffer.from(ck).toString('hex')}`);
  noteVerdicts(
    [leak, ...Array.from({ length: 24 }, (_, i) => one(`${i}`, 'registered', 'x'))],
    terminal,
    gate,
  );
  const lines = `${stderr.read()}`.trimEnd().split('\n');
  expect(lines).toHaveLength(21);
  expect(lines[0]).toMatch(/^ims-esp: a: failed: refused: /);
  expect(lines[0]).not.toContain(Buffer.from(ck).toString('hex'));
  expect(lines.at(-1)).toBe('ims-esp: and 5 more registrations');
});
