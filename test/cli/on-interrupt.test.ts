import { afterEach, expect, test, vi } from 'vitest';
import { onInterrupt } from '../../src/cli/on-interrupt.ts';

afterEach(() => vi.restoreAllMocks());

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s: cleans up, then ends as it would have', signal => {
  const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
  const before = process.listenerCount(signal);
  const cleanUp = vi.fn();
  onInterrupt(cleanUp);
  process.emit(signal);
  expect(cleanUp).toHaveBeenCalledOnce();
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
