import type { CoreEvent } from '../../analysis/events/core-event.ts';
import type { PlainEvent } from '../../analysis/events/plain-event.ts';
import type { SipEvent } from '../../analysis/events/sip-event.ts';
import { toHex } from '../../bytes/hex.ts';
import { fromLatin1, latin1 } from '../../bytes/latin1.ts';
import type { OctetWriter } from '../../bytes/octet-writer.ts';
import { printable } from '../../bytes/printable.ts';
import { momentOf, timeText } from '../../bytes/time.ts';
import { utf8FromLatin1 } from '../../bytes/utf8.ts';
import type { Moment } from '../../model/capture.ts';

/**
 * The kind of a field's values; `presence` fields have no value, they exist or not. Those of `octets` are texts of one
 * character per octet, and are printed as hex digits.
 */
export type FieldKind = 'text' | 'number' | 'boolean' | 'time' | 'ipv4' | 'ipv6' | 'octets' | 'presence';

/** Text and addresses are strings, numbers and booleans (1, 0) numbers, times nanoseconds. */
export type FieldValue = string | number | bigint;

/** Facts that some fields need besides the message. */
export interface FieldContext {
  /** Names of the inputs. */
  readonly files: readonly string[];
  /** Time of the first frame, from which `frame.time_relative` counts. */
  start: Moment;
}

/** One named property of a message, for `-T fields` and for the display filter. */
export interface Field {
  readonly name: string;
  readonly kind: FieldKind;
  /** What it is, for a field that is not named after a header or parameter; otherwise null. */
  readonly description: string | null;
  /** Its values in the order of the SIP message; empty if the message has none. */
  readonly read: (event: SipEvent, context: FieldContext) => readonly FieldValue[];
  /** Its values in another message than SIP. */
  readonly readCore: (event: CoreEvent, context: FieldContext) => readonly FieldValue[];
  /** Largest possible value of a number. */
  readonly maximum: number;
  /** Printed as 0x and that many digits; 0: decimal. */
  readonly hexDigits: number;
  /** `whole`: each value is CK or IK. */
  readonly keys: 'whole' | null;
  /** Writes the values of a plain packet as `read` and `fieldText` would give them, without a string; null: it cannot. */
  readonly write: WriteField | null;
}

/** @param aggregator goes between several values. */
export type WriteField = (
  row: PlainEvent,
  to: OctetWriter,
  aggregator: string,
  context: FieldContext,
) => void;

/** The field with a quick way to write its values. */
export function quickField(field: Field, write: WriteField): Field {
  return { ...field, write };
}

/** Writes ASCII without control characters; the delete character is escaped. */
export function writeAscii(to: OctetWriter, bytes: Uint8Array, start: number, end: number): void {
  for (let i = start; i < end; i++)
    if (bytes[i] === DELETE) {
      to.text(printable(latin1(bytes, start, end)));
      return;
    }
  to.copy(bytes, start, end);
}

const DELETE = 0x7f;

type Read<Value, Event = SipEvent> = (event: Event, context: FieldContext) => readonly Value[];

/** What SIP and other messages have in common: the packet. */
type PacketEvent = Omit<CoreEvent, 'core'>;

/** A text field; `read` may return latin1, one character per byte, which is decoded as UTF-8. */
export function textField(name: string, read: Read<string>, keys: Field['keys'] = null): Field {
  return field(name, 'text', (event, context) => read(event, context).map(utf8FromLatin1), { keys });
}

/** A field of whole numbers; `bits` limits their size. */
export function numberField(name: string, bits: 16 | 32, read: Read<number>): Field {
  return field(name, 'number', read, { maximum: 2 ** bits - 1 });
}

/** A field of the packet, whatever message is in it; `hexDigits` as in `Field`. */
export function packetField(
  name: string,
  kind: FieldKind,
  read: Read<FieldValue, PacketEvent>,
  { bits = 0, hexDigits = 0 }: { readonly bits?: number; readonly hexDigits?: number } = {},
): Field {
  return field(name, kind, read, { readCore: read, maximum: 2 ** bits - 1, hexDigits });
}

/** A field of messages that are no SIP. */
export function coreField(
  name: string,
  kind: FieldKind,
  description: string,
  readCore: Field['readCore'],
  more: Partial<Pick<Field, 'maximum' | 'hexDigits'>> = {},
): Field {
  return field(name, kind, nothing, { description, readCore, ...more });
}

function nothing(): readonly never[] {
  return [];
}

/** A field of any other kind, or a text field that does not come from a packet. */
export function otherField(name: string, kind: Exclude<FieldKind, 'number'>, read: Read<FieldValue>): Field {
  return field(name, kind, read, {});
}

/** A list of the value, or an empty list for null. */
export function optional<Value>(value: Value | null | undefined): readonly Value[] {
  return value === null || value === undefined ? [] : [value];
}

/** A value as tshark prints it; controls are escaped, so that it stays on one line. */
export function fieldText({ kind, hexDigits }: Field, value: FieldValue): string {
  if (kind === 'time') return nanosecondsText(value as bigint);
  if (kind === 'octets') return toHex(fromLatin1(value as string));
  if (hexDigits > 0) return `0x${(value as number).toString(16).padStart(hexDigits, '0')}`;
  const text = String(value);
  return SAFE.test(text) ? text : printable(text.replace(/[\t\n\r]/g, character => ESCAPES[character] ?? ''));
}

const ESCAPES: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** Matches most values, which need no escaping. */
const SAFE = /^[ -~]*$/;

function nanosecondsText(value: bigint): string {
  const size = value < 0n ? -value : value;
  const text = timeText(momentOf(size));
  return value < 0n ? `-${text}` : text;
}

function field(
  name: string,
  kind: FieldKind,
  read: Read<FieldValue>,
  more: Partial<Omit<Field, 'name' | 'kind' | 'read'>>,
): Field {
  const rest = { description: null, readCore: nothing, maximum: 0, hexDigits: 0, keys: null, write: null };
  return { name, kind, read, ...rest, ...more };
}
