import { execFileSync } from 'node:child_process';
import { afterEach, expect, test, vi } from 'vitest';
import { onFirstInterrupt, onInterrupt, uninterrupted } from '../../../src/cli/terminal/on-interrupt.ts';

afterEach(() => vi.restoreAllMocks());

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s: cleans up, then ends as it would have', signal => {
  const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
  const before = process.listenerCount(signal);
  const cleanUp = vi.fn();
  onInterrupt(cleanUp);
  process.emit(signal);
  expect(cleanUp).toHaveBeenCalledExactlyOnceWith(signal);
  expect(kill).toHaveBeenCalledWith(process.pid, signal);
  expect(process.listenerCount(signal)).toBe(before);
});

test('when all went well nobody listens any more', () => {
  const before = process.listenerCount('SIGINT');
  const stop = onInterrupt(() => {});
  expect(process.listenerCount('SIGINT')).toBe(before + 1);
  stop();
  expect(process.listenerCount('SIGINT')).toBe(before);
});

test.skipIf(process.platform === 'win32')('a signal within an action is obeyed after it', async () => {
  const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
  const before = process.listenerCount('SIGTERM');
  let isDone = false;
  await uninterrupted(() => {
    execFileSync('kill', ['-TERM', `${process.pid}`]);
    expect(kill).not.toHaveBeenCalled();
    isDone = true;
  });
  expect(isDone).toBe(true);
  expect(kill).toHaveBeenCalledExactlyOnceWith(process.pid, 'SIGTERM');
  expect(process.listenerCount('SIGTERM')).toBe(before);
});

test('an action that fails leaves no listener', async () => {
  const before = process.listenerCount('SIGTERM');
  await expect(
    uninterrupted(() => {
      throw new Error('full');
    }),
  ).rejects.toThrow('full');
  expect(process.listenerCount('SIGTERM')).toBe(before);
});

test('the first SIGINT or SIGTERM does something else, the second ends the process as usual', () => {
  const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
  const before = process.listenerCount('SIGINT');
  const [first, cleanUp] = [vi.fn(), vi.fn()];
  const stop = [onInterrupt(cleanUp), onFirstInterrupt(first)];
  process.emit('SIGTERM');
  expect([first, cleanUp, kill].map(({ mock }) => mock.calls.length)).toEqual([1, 0, 0]);
  process.emit('SIGINT');
  expect([first, cleanUp, kill].map(({ mock }) => mock.calls.length)).toEqual([1, 1, 1]);
  for (const one of stop) one();
  expect(process.listenerCount('SIGINT')).toBe(before);
});

test('a terminal that is closed ends the process at once', () => {
  const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
  const first = vi.fn();
  const stop = onFirstInterrupt(first);
  process.emit('SIGHUP');
  expect([first.mock.calls.length, kill.mock.calls.length]).toEqual([0, 1]);
  stop();
});

test('one action runs for all that clean up', () => {
  const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
  const calls: string[] = [];
  for (const name of ['one', 'two']) onInterrupt(() => calls.push(name));
  process.emit('SIGINT');
  expect(calls).toEqual(['one', 'two']);
  expect(kill).toHaveBeenCalledOnce();
});
