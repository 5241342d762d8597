const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs `cleanUp` when a signal asks the process to end; then the process ends as usual.
 *
 * @returns a function that stops listening.
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

/** Runs a synchronous action. A signal that arrives meanwhile takes effect after it. */
export async function uninterrupted(action: () => void): Promise<void> {
  const stop = onInterrupt(() => {});
  try {
    action();
    // Signals arrive between two turns of the event loop: the first may still belong to the current turn.
    for (let turn = 0; turn < 2; turn++) await new Promise(resolve => setImmediate(resolve));
  } finally {
    stop();
  }
}
