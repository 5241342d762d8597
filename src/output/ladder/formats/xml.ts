import { printable } from '../../../bytes/printable.ts';

/** A text as content or as the value of an attribute; controls and halves of pairs become escapes, as XML 1.0 has no place for them. */
export function xmlText(text: string): string {
  return printable(text)
    .replace(NOT_XML, '\ufffd')
    .replace(/[&<>"']/g, character => ENTITIES[character] as string);
}

/** The two that are no characters (XML 1.0 §2.2). */
const NOT_XML = /[\ufffe\uffff]/g;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
