import { AUTH_FIELDS } from './auth-fields.ts';
import type { Field } from './field.ts';
import { HEADER_FIELDS } from './header-fields.ts';
import { MESSAGE_FIELDS } from './message-fields.ts';
import { PACKET_FIELDS } from './packet-fields.ts';

/** The field with this name, tshark's or our own under `ims.`; null if there is none. */
export function fieldNamed(name: string): Field | null {
  return FIELDS.get(name) ?? null;
}

/** The names of all fields, sorted. */
export function fieldNames(): string[] {
  return [...FIELDS.keys()].sort();
}

const FIELDS: ReadonlyMap<string, Field> = new Map(
  [...PACKET_FIELDS, ...MESSAGE_FIELDS, ...HEADER_FIELDS, ...AUTH_FIELDS].map(field => [field.name, field]),
);
