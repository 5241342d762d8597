import { analyse } from '../../../src/analysis/analyse.ts';
import type { CaptureInput } from '../../../src/analysis/input/capture-bytes.ts';
import { CORE_FIELDS } from '../../../src/output/fields/core/core-fields.ts';
import { type Field, fieldText } from '../../../src/output/fields/field.ts';
import { pcapFile } from '../captures/pcap-file.ts';
import { CONTEXT } from './field-values.ts';
import type { Script } from './script.ts';

/** Values of the fields that a message has, by their names. */
export type CoreValues = Readonly<Record<string, readonly string[]>>;

/** The frames of a script as a pcap. */
export function captureOf(script: Script): Uint8Array {
  const frames = script.records().map(({ seconds, nanoseconds, data }) => ({
    seconds,
    nanoseconds,
    data: data.slice(),
  }));
  return pcapFile(frames, { linkType: 1, nanosecond: true });
}

/** What each message of a capture that is no SIP has of all fields, with its frame. */
export async function coreValuesOf(input: CaptureInput): Promise<{ frame: number; values: CoreValues }[]> {
  const found: { frame: number; values: CoreValues }[] = [];
  await analyse([input], {
    on: {
      core: event => {
        const values: Record<string, string[]> = {};
        const texts = (field: Field) => field.readCore(event, CONTEXT).map(value => fieldText(field, value));
        for (const field of CORE_FIELDS) {
          const all = texts(field);
          if (all.length > 0) values[field.name] = all;
        }
        found.push({ frame: event.origin.frame, values });
      },
    },
  });
  return found;
}

/** The same of the frames of a script. */
export async function coreValues(script: Script): Promise<CoreValues[]> {
  async function* stream() {
    yield captureOf(script);
  }
  return (await coreValuesOf({ name: 'script.pcap', stream: stream() })).map(({ values }) => values);
}
