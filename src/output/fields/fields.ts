import { AUTH_FIELDS } from './auth-fields.ts';
import { CORE_FIELDS } from './core/core-fields.ts';
import type { Field } from './field.ts';
import { HEADER_FIELDS } from './header-fields.ts';
import { MESSAGE_FIELDS } from './message-fields.ts';
import { PACKET_FIELDS } from './packet-fields.ts';

/** The field with this name, tshark's or our own under `ims.`; null if there is none. */
export function fieldNamed(name: string): Field | null {
  return FIELDS.get(name) ?? FIELDS.get(name.replace(LATER_NAS, '$1_$2.')) ?? null;
}

/** Wireshark 4.2 has renamed the fields of NAS after its protocols. */
const LATER_NAS = /^(nas)-(eps|5gs)\./;

/** Is it a field of messages that are no SIP? SCTP carries nearly nothing else. */
export function isCoreField({ name }: Field): boolean {
  return CORE_NAMES.has(name) || name.startsWith('sctp.');
}

/** The names of all fields, sorted. */
export function fieldNames(): string[] {
  return [...FIELDS.keys()].sort();
}

const FIELDS: ReadonlyMap<string, Field> = new Map(
  [...PACKET_FIELDS, ...MESSAGE_FIELDS, ...HEADER_FIELDS, ...AUTH_FIELDS, ...CORE_FIELDS].map(field => [
    field.name,
    field,
  ]),
);

const CORE_NAMES: ReadonlySet<string> = new Set(CORE_FIELDS.map(({ name }) => name));
