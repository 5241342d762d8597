import type { LoadHook } from 'node:module';
import { withBlockCounters } from './block-counters.ts';

const SOURCE = new URL('../../../src/', import.meta.url).href;

/** Modules of src/ count the blocks that they run. */
export const load: LoadHook = async (url, context, nextLoad) => {
  const loaded = await nextLoad(url, context);
  if (!url.startsWith(SOURCE) || loaded.format !== 'module') return loaded;
  const { text } = withBlockCounters(String(loaded.source), url.slice(SOURCE.length));
  return { ...loaded, source: text };
};
