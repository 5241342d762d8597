import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

/** What counts; the code that is counted adds to it. */
const counter = globalThis as { imsEspWork?: number };

/** Runs something and says what it took: function calls and rounds of loops, the same on every machine. */
export async function workOf(run: () => unknown): Promise<number> {
  counter.imsEspWork = 0;
  await run();
  return counter.imsEspWork;
}

/** Writes a copy of all modules of a folder that counts its work. */
export function writeCounted(source: string, target: string): void {
  rmSync(target, { recursive: true, force: true });
  for (const name of readdirSync(source, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.ts')) continue;
    mkdirSync(dirname(join(target, name)), { recursive: true });
    writeFileSync(join(target, name), countedCode(readFileSync(join(source, name), 'utf8')));
  }
}

/** The text of a module with a count at the beginning of every function and every round of a loop. */
export function countedCode(text: string): string {
  const insertions: [at: number, what: string][] = [];
  const module = ts.createSourceFile('', text, ts.ScriptTarget.Latest, true);
  const visit = (node: ts.Node): void => {
    const body = bodyOf(node);
    if (body !== null) insertions.push(...countOf(body, module));
    ts.forEachChild(node, visit);
  };
  visit(module);
  let counted = text;
  // From the end on, so that places stay; of two at one place the inner one was found last.
  for (const [at, what] of insertions.sort(([one], [other]) => other - one))
    counted = counted.slice(0, at) + what + counted.slice(at);
  return counted;
}

function bodyOf(node: ts.Node): ts.Node | null {
  if (ts.isIterationStatement(node, false)) return node.statement;
  if (!ts.isFunctionLike(node)) return null;
  return (node as ts.FunctionLikeDeclaration).body ?? null;
}

const COUNT = 'globalThis.imsEspWork++';

function countOf(body: ts.Node, module: ts.SourceFile): [at: number, what: string][] {
  const start = body.getStart(module);
  if (ts.isBlock(body)) return [[start + 1, `${COUNT};`]];
  const [before, after] = ts.isExpression(body) ? [`(${COUNT}, `, ')'] : [`{ ${COUNT}; `, ' }'];
  return [
    [start, before],
    [body.getEnd(), after],
  ];
}
