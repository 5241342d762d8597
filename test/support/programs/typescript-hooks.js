import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { binaryModule } from '../../../assembly/compile.js';

const OPTIONS = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true };

/** In the sources there is only its declaration. */
const ASSEMBLY = 'assembly:binary';

/** @type {import('node:module').ResolveHook} */
export function resolve(specifier, context, nextResolve) {
  if (specifier !== './binary.js') return nextResolve(specifier, context);
  return { url: ASSEMBLY, format: 'module', shortCircuit: true };
}

/** Removes the types of a module; nothing is checked. @type {import('node:module').LoadHook} */
export async function load(url, context, nextLoad) {
  if (url === ASSEMBLY) return { format: 'module', source: await binaryModule(), shortCircuit: true };
  if (!url.startsWith('file:') || !url.endsWith('.ts')) return nextLoad(url, context);
  const text = await readFile(fileURLToPath(url), 'utf8');
  const { outputText } = ts.transpileModule(text, { compilerOptions: OPTIONS });
  return { format: 'module', source: outputText, shortCircuit: true };
}
