import type { KeyFile } from '../../../src/model/key-file.ts';

/** The entries of a file of keys that must be right. */
export function understood<Entry>({ entries, issues }: KeyFile<Entry>): readonly Entry[] {
  const wrong = issues.find(({ kind }) => kind === 'wrong');
  if (wrong !== undefined) throw new Error(`${wrong.place}: ${wrong.reason}`);
  return entries;
}
