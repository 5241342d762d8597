import type { SessionMessage } from '../../../access/facts.ts';
import { gtpv2Session } from '../../../access/gtp/gtpv2-session.ts';
import type { NasReading } from '../../../access/nas/reading.ts';
import type { CoreMessage, RadioMessage } from '../../../analysis/events/core-event.ts';
import { utf8FromLatin1 } from '../../../bytes/utf8.ts';
import { coreField, type Field, type FieldKind, type FieldValue } from '../field.ts';

/** Values of one message in its order; empty: it has none. */
export type ReadCore<Value> = (core: CoreMessage) => readonly Value[];

/** A number of that many bits; printed as hex if `hexDigits` is given. */
export function numberOf(
  name: string,
  bits: number,
  description: string,
  read: ReadCore<number>,
  hexDigits = 0,
): Field {
  return coreField(name, 'number', description, ({ core }) => read(core), {
    maximum: 2 ** bits - 1,
    hexDigits,
  });
}

/** Text in latin1, which is decoded as UTF-8. */
export function textOf(name: string, description: string, read: ReadCore<string>): Field {
  return coreField(name, 'text', description, ({ core }) => read(core).map(utf8FromLatin1));
}

/** Addresses, octets (one character each) or booleans. */
export function valuesOf(
  name: string,
  kind: Exclude<FieldKind, 'text' | 'number'>,
  description: string,
  read: ReadCore<FieldValue>,
): Field {
  return coreField(name, kind, description, ({ core }) => read(core));
}

/** The messages about connections in it, whatever carries them. */
export function sessionsIn(core: CoreMessage): SessionMessage[] {
  switch (core.protocol) {
    case 'gtpv2':
      return core.messages.flatMap(message => gtpv2Session(message)?.message ?? []);
    case 'gtp':
      return [core.session.message];
    case 's1ap':
    case 'ngap':
      return nasIn(core).flatMap(({ session }) => session ?? []);
    default:
      return [];
  }
}

/** All NAS messages of a message of S1AP or NGAP, also those inside others. */
export function nasIn(core: RadioMessage): NasReading[] {
  return core.nas.flatMap(one => (one.contained === null ? [one] : [one, one.contained]));
}

/** Addresses of one family. */
export function ofFamily(addresses: readonly string[], family: 'ipv4' | 'ipv6'): string[] {
  return addresses.filter(address => address.includes(':') === (family === 'ipv6'));
}
