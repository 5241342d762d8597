const LISTENERS = (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map(
  signal => [signal, () => heard(signal)] as const,
);

type CleanUp = (signal: NodeJS.Signals) => void;

/** What is done before a signal ends the process, the oldest first. */
const cleanUps = new Set<CleanUp>();

/** What the first SIGINT or SIGTERM does instead of ending the process; null if it has come, or ends it as usual. */
let instead: (() => void) | null = null;

/**
 * Runs `cleanUp` when a signal asks the process to end; then the process ends as usual.
 *
 * @returns a function that stops listening.
 */
export function onInterrupt(cleanUp: CleanUp): () => void {
  cleanUps.add(cleanUp);
  listen();
  return () => {
    cleanUps.delete(cleanUp);
    listen();
  };
}

/**
 * Runs `action` at the first SIGINT or SIGTERM, which then does not end the process. The second one does.
 *
 * @returns a function that stops listening.
 */
export function onFirstInterrupt(action: () => void): () => void {
  instead = action;
  listen();
  return () => {
    if (instead === action) instead = null;
    listen();
  };
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

/** Listens as long as somebody wants to hear of it. */
function listen(): void {
  for (const [signal, listener] of LISTENERS) {
    process.off(signal, listener);
    if (cleanUps.size > 0 || instead !== null) process.on(signal, listener);
  }
}

function heard(signal: NodeJS.Signals): void {
  const action = signal === 'SIGHUP' ? null : instead;
  instead = null;
  if (action !== null) {
    listen();
    action();
    return;
  }
  const all = [...cleanUps];
  cleanUps.clear();
  listen();
  for (const cleanUp of all) cleanUp(signal);
  process.kill(process.pid, signal);
}
