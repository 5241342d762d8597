import type { CryptoEngine } from './engine.ts';

/** The engine to load; `auto` uses `node` if it works, otherwise `noble`. */
export type EngineChoice = 'auto' | 'node' | 'noble';

/**
 * Loads one engine, and only that one. Rejects if `node` is asked for by name, but `node:crypto` or one of its
 * algorithms is missing.
 */
export async function loadEngine(name: EngineChoice): Promise<CryptoEngine> {
  if (name === 'noble') return loadNoble();
  if (name === 'node') return loadNode();
  try {
    return await loadNode();
  } catch {
    return loadNoble();
  }
}

async function loadNode(): Promise<CryptoEngine> {
  const { createNodeEngine } = await import('./engine-node.ts');
  return createNodeEngine();
}

async function loadNoble(): Promise<CryptoEngine> {
  const { createNobleEngine } = await import('./engine-noble.ts');
  return createNobleEngine();
}
