import type { CoreEvent, CoreMessage } from '../../analysis/events/core-event.ts';
import type { SipEvent } from '../../analysis/events/sip-event.ts';
import { latin1 } from '../../bytes/latin1.ts';
import type { Field, FieldContext } from '../fields/field.ts';
import { fieldNamed, fieldNames, isCoreField } from '../fields/fields.ts';
import { suggestion } from '../fields/nearest-name.ts';
import { FilterError } from './error.ts';
import type { FilterCall, FilterOperand } from './syntax.ts';
import type { FilterToken } from './tokens.ts';
import { type Comparable, type ComparableKind, comparable } from './values.ts';

/** A message that a filter can test. */
export type TestedEvent = SipEvent | CoreEvent;

/** A part of a message that a filter can test. */
export interface Source {
  /** `bytes`: the message as on the wire, one character per byte; `presence`: it exists or not. */
  readonly kind: ComparableKind | 'bytes' | 'presence';
  /** As in the filter, for messages to the user. */
  readonly name: string;
  readonly maximum: number;
  readonly read: (event: TestedEvent, context: FieldContext) => readonly Comparable[];
  /** Is it a function? Its result always exists, so testing for it is a mistake. */
  readonly computed: boolean;
  /** Is it of messages that are no SIP? */
  readonly isCore: boolean;
}

/** Protocols by name: does the message use it? */
const PROTOCOLS: ReadonlyMap<string, (event: TestedEvent) => boolean> = new Map<
  string,
  (event: TestedEvent) => boolean
>([
  ['frame', () => true],
  ['sip', event => !isCore(event)],
  ['ip', event => !event.flow.source.includes(':')],
  ['ipv6', event => event.flow.source.includes(':')],
  ['udp', event => event.transport === 'udp'],
  ['tcp', event => event.transport === 'tcp'],
  ['esp', event => event.origin.protection !== null],
]);

/** Protocols of messages that are no SIP. */
const CORE_PROTOCOLS: ReadonlyMap<string, (event: TestedEvent) => boolean> = new Map<
  string,
  (event: TestedEvent) => boolean
>([
  ...(['s1ap', 'ngap', 'gtpv2', 'gtp', 'dns', 'dhcp', 'dhcpv6', 'isakmp', 'diameter'] as const).map(
    (name): [string, (event: TestedEvent) => boolean] => [
      name,
      event => isCore(event) && event.core.protocol === name,
    ],
  ),
  ['nas-eps', event => isCore(event) && hasNas(event.core, 's1ap')],
  ['nas-5gs', event => isCore(event) && hasNas(event.core, 'ngap')],
  ['sctp', event => event.transport === 'sctp'],
]);

function isCore(event: TestedEvent): event is CoreEvent {
  return 'core' in event;
}

function hasNas(core: CoreMessage, protocol: 's1ap' | 'ngap'): boolean {
  return core.protocol === protocol && core.nas.length > 0;
}

/**
 * The meaning of an operand on the left of a comparison, or alone.
 *
 * @throws FilterError if it is a value or an unknown name.
 */
export function sourceOf(operand: FilterOperand): Source {
  if (operand.kind === 'call') return callSource(operand);
  const source = operand.kind === 'word' ? namedSource(operand) : null;
  if (source !== null) return source;
  if (operand.kind === 'string' || /^[-.\d:]/.test(operand.text))
    throw new FilterError('expected a field or a function, found a value', operand.start, operand.end);
  throw unknownField(operand);
}

/** The field or protocol with this name; null if there is none. */
export function namedSource({ text }: FilterToken): Source | null {
  const field = fieldNamed(text);
  if (field !== null) return fieldSource(field);
  const test = PROTOCOLS.get(text) ?? CORE_PROTOCOLS.get(text);
  if (test === undefined) return null;
  const shared = { name: text, maximum: 0, computed: false, isCore: CORE_PROTOCOLS.has(text) };
  if (text === 'sip')
    return {
      ...shared,
      kind: 'bytes',
      read: event => (isCore(event) ? [] : [latin1(event.message.bytes)]),
    };
  return { ...shared, kind: 'presence', read: event => (test(event) ? [1] : []) };
}

/** Does a word look like the name of a field, such as `sip.Foo`? */
export function looksLikeField({ text }: FilterToken): boolean {
  const dot = text.indexOf('.');
  const protocol = text.slice(0, Math.max(dot, 0));
  const isProtocol = PROTOCOLS.has(protocol) || CORE_PROTOCOLS.has(protocol) || protocol === 'ims';
  return isProtocol && /^\.[A-Za-z]/.test(text.slice(dot));
}

export function unknownField({ text, start, end }: FilterToken): FilterError {
  const hint = suggestion(text, [...fieldNames(), ...PROTOCOLS.keys(), ...CORE_PROTOCOLS.keys()]);
  return new FilterError(`no field is named '${text}'${hint}`, start, end);
}

function fieldSource(field: Field): Source {
  const { kind, name, maximum } = field;
  const plain = kind !== 'ipv4' && kind !== 'ipv6';
  const read = (event: TestedEvent, context: FieldContext) =>
    isCore(event) ? field.readCore(event, context) : field.read(event, context);
  return {
    kind,
    name,
    maximum,
    computed: false,
    isCore: isCoreField(field),
    read: plain ? read : (event, context) => read(event, context).map(value => comparable(kind, value)),
  };
}

/** A function on the values of its argument. */
interface FilterFunction {
  /** Allowed kinds of its argument; null: all. */
  readonly takes: readonly Source['kind'][] | null;
  readonly kind: 'text' | 'number';
  readonly apply: (values: readonly Comparable[], kind: Source['kind']) => readonly Comparable[];
}

const FUNCTIONS: ReadonlyMap<string, FilterFunction> = new Map<string, FilterFunction>([
  [
    'upper',
    { takes: ['text'], kind: 'text', apply: values => values.map(value => `${value}`.toUpperCase()) },
  ],
  [
    'lower',
    { takes: ['text'], kind: 'text', apply: values => values.map(value => `${value}`.toLowerCase()) },
  ],
  [
    'len',
    {
      takes: ['text', 'bytes', 'octets'],
      kind: 'number',
      apply: (values, kind) =>
        values.map(value => Buffer.byteLength(value as string, kind === 'text' ? 'utf8' : 'latin1')),
    },
  ],
  ['count', { takes: null, kind: 'number', apply: ({ length }) => (length === 0 ? [] : [length]) }],
]);

function callSource({ name, argument }: FilterCall): Source {
  const called = FUNCTIONS.get(name.text);
  if (called === undefined) {
    const names = [...FUNCTIONS.keys()];
    const hint = suggestion(name.text, names) || `; there are ${names.join(', ')}`;
    throw new FilterError(`no function is named '${name.text}'${hint}`, name.start, name.end);
  }
  const source = sourceOf(argument);
  if (called.takes !== null && !called.takes.includes(source.kind))
    throw new FilterError(
      `${name.text}(): expected text, found ${source.name}`,
      argument.start,
      argument.end,
    );
  return {
    kind: called.kind,
    name: `${name.text}()`,
    maximum: 0xffffffff,
    computed: true,
    isCore: source.isCore,
    read: (event, context) => called.apply(source.read(event, context), source.kind),
  };
}
