import { execFileSync } from 'node:child_process';
import { afterEach, expect, test, vi } from 'vitest';
import { onInterrupt, uninterrupted } from '../../../src/cli/terminal/on-interrupt.ts';

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
