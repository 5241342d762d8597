import { groupedBy } from '../../bytes/tables/grouped-by.ts';
import { framesOf } from '../journal/notes.ts';
import type { Hit } from './rule.ts';

/**
 * What a rule found about several phones, each kind once: the first one in words, and how many others there are. A
 * capture of a core may have thousands.
 */
export function together(hits: readonly Hit[]): Hit[] {
  const kinds = groupedBy(hits, ({ severity, confidence, title }) => `${severity} ${confidence} ${title}`);
  return [...kinds.values()].map(all => {
    const [first] = all as [Hit, ...Hit[]];
    if (all.length === 1) return first;
    const others = all.length === 2 ? 'one other' : `${all.length - 1} others`;
    const frames = all.map(({ frames: [one] }) => one).filter(one => one !== undefined);
    return {
      ...first,
      detail: `${first.detail} The same is true of ${others}.`,
      frames: framesOf([...first.frames, ...frames.slice(1, 12)], 24),
    };
  });
}
