import { analyse } from '../../../../src/analysis/analyse.ts';
import { coreFacts } from '../../../../src/output/report/core/core-facts.ts';
import type { CoreFacts } from '../../../../src/output/report/core/core-said.ts';
import { captureOf } from '../../../support/events/core-values.ts';
import type { Script } from '../../../support/events/script.ts';

/** What a report says of the messages of a script that are not SIP. */
export async function coreFactsOf(script: Script, showKeys = false): Promise<CoreFacts[]> {
  const found: CoreFacts[] = [];
  async function* stream() {
    yield captureOf(script);
  }
  await analyse([{ name: 'script.pcap', stream: stream() }], {
    on: {
      core: event => {
        const facts = coreFacts(event, showKeys);
        if (facts !== null) found.push(facts);
      },
    },
  });
  return found;
}

/** The rows of the first message with this name, by their labels; several of one label are joined. */
export function rowsOf(all: readonly CoreFacts[], name: string): Record<string, string> {
  const found = all.find(({ names }) => names.includes(name));
  const rows: Record<string, string> = {};
  for (const [label, text] of found?.rows ?? [])
    rows[label] = rows[label] === undefined ? text : `${rows[label]} | ${text}`;
  return rows;
}
