import { posix } from 'node:path';

/**
 * Joins modules into one script without imports: each becomes a function that returns its exports, ordered so that each
 * follows the modules that it imports.
 *
 * Supports what the modules of the page use: named imports of other modules, and `export` before a function, a class or
 * a constant. Throws for anything else, and for circular imports.
 *
 * @param entry path of the main module.
 * @param read returns the text of a module.
 */
export function linkModules(entry: string, read: (path: string) => string): string {
  const places = new Map<string, number>();
  const open = new Set<string>();
  const pieces: string[] = [];
  const link = (path: string): number => {
    const known = places.get(path);
    if (known !== undefined) return known;
    if (open.has(path)) throw new Error(`${path} imports itself over others`);
    open.add(path);
    const text = moduleFunction(read(path), path, specifier =>
      link(posix.join(posix.dirname(path), specifier)),
    );
    const place = places.size;
    places.set(path, place);
    pieces.push(`const module${place} = ${text};\n`);
    return place;
  };
  link(entry);
  return `'use strict';\n${pieces.join('')}`;
}

const IMPORT = /^import \{([^}]*)\} from '(\.[^']+)';$/gm;
const EXPORT = /^export ((?:async )?function\*?|class|const) (\w+)/gm;
const UNKNOWN = /^(?:import|export)\b.*$/m;

function moduleFunction(text: string, path: string, placeOf: (specifier: string) => number): string {
  const names: string[] = [];
  const body = text
    .replace(IMPORT, (_all, imported: string, specifier: string) => {
      const list = imported.split(',').map(name => name.trim().replace(/^(\w+) as (\w+)$/, '$1: $2'));
      return `const { ${list.filter(name => name !== '').join(', ')} } = module${placeOf(specifier)};`;
    })
    .replace(EXPORT, (_all, kind: string, name: string) => {
      names.push(name);
      return `${kind} ${name}`;
    });
  const unknown = UNKNOWN.exec(body);
  if (unknown !== null) throw new Error(`${path}: no named import or export: ${unknown[0]}`);
  return `(() => { // ${path}\n${body}return { ${names.join(', ')} };\n})()`;
}
