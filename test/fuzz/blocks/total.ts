import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { ROOT } from '../../support/programs/root.ts';
import { withBlockCounters } from './block-counters.ts';
import type { Figures } from './reached.ts';

/** Blocks and functions of src/, by its folders; the empty name is all of it. */
export function totalFigures(): Map<string, Figures> {
  const totals = new Map<string, Figures>();
  const folder = join(ROOT, 'src');
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    if (!name.endsWith('.ts') || name.endsWith('.d.ts') || name.includes('report/page/')) continue;
    const { outputText } = ts.transpileModule(readFileSync(join(folder, name), 'utf8'), {
      compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
    });
    const { blocks, functions } = withBlockCounters(outputText, name);
    for (const key of [name.slice(0, name.indexOf('/') + 1), '']) {
      const own = totals.get(key) ?? { blocks: 0, functions: 0 };
      totals.set(key, { blocks: own.blocks + blocks, functions: own.functions + functions.length });
    }
  }
  return totals;
}
