import type { CoreEvent } from '../../analysis/events/core-event.ts';
import type { PlainEvent } from '../../analysis/events/plain-event.ts';
import type { SipEvent } from '../../analysis/events/sip-event.ts';
import type { OctetWriter } from '../../bytes/octet-writer.ts';
import { type Field, type FieldContext, type FieldValue, fieldText } from './field.ts';

/** The layout of `-T fields`, with tshark's `-E` options. */
export interface FieldLayout {
  /** Start with the byte order mark of UTF-8. */
  readonly bom: boolean;
  /** Print the names of the fields first. */
  readonly header: boolean;
  /** Between fields; a tab by default. */
  readonly separator: string;
  /** Between several values of one field. */
  readonly aggregator: string;
  /** Which of several values: the first, the last, all. */
  readonly occurrence: 'f' | 'l' | 'a';
  /** Around the values of a field: `"`, `'` or nothing. */
  readonly quote: '"' | "'" | '';
}

/** tshark's defaults. */
export const DEFAULT_LAYOUT: FieldLayout = {
  bom: false,
  header: false,
  separator: '\t',
  aggregator: ',',
  occurrence: 'a',
  quote: '',
};

/** The `-E` options for messages. */
export const LAYOUT_OPTIONS =
  'bom=y|n, header=y|n, separator=/t|/s|C, aggregator=,|/s|C, occurrence=f|l|a or quote=d|s|n';

/** Applies one `-E` option, spelled as in tshark; null if it is not one of `LAYOUT_OPTIONS`. */
export function withLayoutOption(layout: FieldLayout, option: string): FieldLayout | null {
  const equals = option.indexOf('=');
  const name = option.slice(0, equals);
  const value = option.slice(equals + 1);
  switch (name) {
    case 'bom':
    case 'header':
      return value === 'y' || value === 'n' ? { ...layout, [name]: value === 'y' } : null;
    case 'separator':
    case 'aggregator': {
      const character = { '/t': '\t', '/s': ' ' }[value] ?? value;
      return character.length === 1 ? { ...layout, [name]: character } : null;
    }
    case 'occurrence':
      return value === 'f' || value === 'l' || value === 'a' ? { ...layout, occurrence: value } : null;
    case 'quote': {
      const quote = { d: '"', s: "'", n: '' }[value] as FieldLayout['quote'] | undefined;
      return quote === undefined ? null : { ...layout, quote };
    }
    default:
      return null;
  }
}

/** Writes one line per message with the values of the chosen fields. */
export class FieldLines {
  readonly #fields: readonly Field[];
  readonly #layout: FieldLayout;
  readonly #context: FieldContext;

  constructor(fields: readonly Field[], layout: FieldLayout, context: FieldContext) {
    this.#fields = fields;
    this.#layout = layout;
    this.#context = context;
  }

  /** The text before the first message. */
  head(): string {
    const { bom, header, separator } = this.#layout;
    const names = header ? `${this.#fields.map(({ name }) => name).join(separator)}\n` : '';
    return `${bom ? '\ufeff' : ''}${names}`;
  }

  sip(event: SipEvent): string {
    const { separator } = this.#layout;
    let line = '';
    for (let i = 0; i < this.#fields.length; i++)
      line += `${i === 0 ? '' : separator}${this.#column(this.#fields[i] as Field, event)}`;
    return `${line}\n`;
  }

  /** The line of another message; `hide` takes the keys out of a value. */
  core(event: CoreEvent, hide: (text: string) => string): string {
    const columns = this.#fields.map(field =>
      this.#text(field.readCore(event, this.#context), value => hide(fieldText(field, value))),
    );
    return `${columns.join(this.#layout.separator)}\n`;
  }

  /** Writes the line of a plain packet, the same as that of its message. */
  plain(row: PlainEvent, to: OctetWriter): void {
    const { separator, aggregator, occurrence, quote } = this.#layout;
    const isQuick = occurrence === 'a' && quote === '';
    for (let i = 0; i < this.#fields.length; i++) {
      const field = this.#fields[i] as Field;
      if (i > 0) writeOne(to, separator);
      if (isQuick && field.write !== null) field.write(row, to, aggregator, this.#context);
      else to.text(this.#column(field, row.event));
    }
    to.octet(LINE_FEED);
  }

  #column(field: Field, event: SipEvent): string {
    return this.#text(field.read(event, this.#context), value => fieldText(field, value));
  }

  /** As in tshark, an absent field has no quotes. */
  #text(values: readonly FieldValue[], written: (value: FieldValue) => string): string {
    const { aggregator, occurrence, quote } = this.#layout;
    if (values.length === 0) return '';
    const chosen = occurrence === 'a' ? values : occurrence === 'f' ? values.slice(0, 1) : values.slice(-1);
    return `${quote}${chosen.map(written).join(aggregator)}${quote}`;
  }
}

/** A text of one character, which is nearly always ASCII. */
function writeOne(to: OctetWriter, text: string): void {
  const code = text.charCodeAt(0);
  if (text.length === 1 && code < 0x80) to.octet(code);
  else to.text(text);
}

const LINE_FEED = 10;
