const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs `cleanUp` when the process is asked to end, which it then does as if nobody had listened.
 *
 * @returns stops listening.
 */
export function onInterrupt(cleanUp: (signal: NodeJS.Signals) => void): () => void {
  const listeners = SIGNALS.map(signal => {
    const listener = () => {
      stop();
      cleanUp(signal);
      process.kill(process.pid, signal);
    };
    process.on(signal, listener);
    return { signal, listener };
  });
  const stop = () => {
    for (const { signal, listener } of listeners) process.off(signal, listener);
  };
  return stop;
}

/** Runs an action that does not wait for anything. A signal that comes meanwhile is obeyed after it. */
export async function uninterrupted(action: () => void): Promise<void> {
  const stop = onInterrupt(() => {});
  try {
    action();
    // Signals are heard between two turns of the event loop: the first may belong to the turn that is under way.
    for (let turn = 0; turn < 2; turn++) await new Promise(resolve => setImmediate(resolve));
  } finally {
    stop();
  }
}
