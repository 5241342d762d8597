import type { SipEvent } from '../../../src/analysis/events/sip-event.ts';
import { type Field, type FieldContext, fieldText } from '../../../src/output/fields/field.ts';
import { fieldNamed } from '../../../src/output/fields/fields.ts';

/** Two inputs, one with a name that is not ASCII, and a first frame 1.5 s before the one that `sipEvent` makes. */
export const CONTEXT: FieldContext = {
  files: ['ä→.pcap', 'b.pcap'],
  start: { seconds: 1_699_999_998, nanoseconds: 623_000_000 },
};

/** The values of a field as they are printed. */
export function fieldValues(name: string, event: SipEvent): string[] {
  const field = fieldNamed(name) as Field;
  return field.read(event, CONTEXT).map(value => fieldText(field, value));
}
