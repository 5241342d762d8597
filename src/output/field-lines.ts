import type { SipEvent } from '../analysis/sip-event.ts';
import { printable } from '../bytes/printable.ts';
import type { FieldValue } from './fields.ts';

/** How `-T fields` lays out a line, with tshark's `-E` options. */
export interface FieldLayout {
  /** Print the names of the fields first. */
  readonly header: boolean;
  /** Between fields; a tab unless said otherwise. */
  readonly separator: string;
  /** Around each value: `"`, `'` or nothing. */
  readonly quote: '"' | "'" | '';
}

/** tshark's defaults. */
export const DEFAULT_LAYOUT: FieldLayout = { header: false, separator: '\t', quote: '' };

/**
 * Applies one `-E` option (`header=y`, `separator=,`, `separator=/t`, `separator=/s`, `quote=d`, `quote=s`,
 * `quote=n`); null if it is none of these.
 */
export function withLayoutOption(layout: FieldLayout, option: string): FieldLayout | null {
  const equals = option.indexOf('=');
  const value = option.slice(equals + 1);
  switch (option.slice(0, equals)) {
    case 'header':
      return value === 'y' || value === 'n' ? { ...layout, header: value === 'y' } : null;
    case 'separator': {
      const separator = { '/t': '\t', '/s': ' ' }[value] ?? value;
      return separator.length === 1 ? { ...layout, separator } : null;
    }
    case 'quote': {
      const quote = { d: '"', s: "'", n: '' }[value] as FieldLayout['quote'] | undefined;
      return quote === undefined ? null : { ...layout, quote };
    }
    default:
      return null;
  }
}

/** Writes one line a message with the values of the fields asked for. */
export class FieldLines {
  readonly #names: readonly string[];
  readonly #values: readonly FieldValue[];
  readonly #layout: FieldLayout;

  constructor(names: readonly string[], values: readonly FieldValue[], layout: FieldLayout) {
    this.#names = names;
    this.#values = values;
    this.#layout = layout;
  }

  /** The names of the fields if the layout asks for them, otherwise nothing. */
  head(): string {
    return this.#layout.header ? `${this.#names.join(this.#layout.separator)}\n` : '';
  }

  sip(event: SipEvent): string {
    const { separator, quote } = this.#layout;
    let line = '';
    for (let i = 0; i < this.#values.length; i++) {
      const value = (this.#values[i] as FieldValue)(event);
      line += `${i === 0 ? '' : separator}${quote}${SAFE.test(value) ? value : printable(value)}${quote}`;
    }
    return `${line}\n`;
  }
}

/** What most values are made of: they need no escaping. */
const SAFE = /^[ -~]*$/;
