const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs `cleanUp` when the process is asked to end, which it then does as if nobody had listened.
 *
 * @returns stops listening.
 */
export function onInterrupt(cleanUp: () => void): () => void {
  const listeners = SIGNALS.map(signal => {
    const listener = () => {
      stop();
      cleanUp();
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
