import { printable } from '../../../bytes/printable.ts';

/**
 * A text as XML content or attribute value. Controls and lone surrogates are escaped, because XML 1.0 does not allow
 * them.
 */
export function xmlText(text: string): string {
  return printable(text)
    .replace(NOT_XML, '\ufffd')
    .replace(/[&<>"']/g, character => ENTITIES[character] as string);
}

/** Two code points that are not characters (XML 1.0 §2.2). */
const NOT_XML = /[\ufffe\uffff]/g;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
