import { readFileSync } from 'node:fs';

/** The text of a file of the page; it is beside this one. The bundled program has the texts inside. */
export function pageFile(name: string): string {
  return readFileSync(new URL(`page/${name}`, import.meta.url), 'utf8');
}
