import { isFailure } from '../../../diameter/names.ts';
import type { PolicyNote } from '../../journal/access-notes.ts';

/** A request of Rx or Gx and its answer; at least one of them. */
export interface PolicyExchange {
  readonly application: PolicyNote['application'];
  /** Without the `R` or `A` at its end: `AA`, `RA`, `CC`. */
  readonly command: string;
  readonly request: PolicyNote | null;
  readonly answer: PolicyNote | null;
}

/** The exchanges of messages in order; a request that a Diameter agent passes on counts once. */
export function policyExchanges(notes: readonly PolicyNote[]): PolicyExchange[] {
  const found = new Map<string, { -readonly [Key in keyof PolicyExchange]: PolicyExchange[Key] }>();
  for (const note of notes) {
    const command = note.command.slice(0, -1);
    const key = `${note.application} ${command} ${note.endToEnd} ${note.session}`;
    const known = found.get(key);
    const one = known ?? { application: note.application, command, request: null, answer: null };
    if (note.request) one.request ??= note;
    else one.answer ??= note;
    if (known === undefined) found.set(key, one);
  }
  return [...found.values()];
}

/** Was it answered by a refusal? */
export function isRefused({ answer }: PolicyExchange): boolean {
  return answer !== null && isFailure(answer.result);
}

/** `5065 IP-CAN_SESSION_NOT_AVAILABLE`. */
export function policyResultText({ result, resultName }: PolicyNote): string {
  return `${result ?? 'no result'}${resultName === null ? '' : ` ${resultName}`}`;
}

/** What an event of Rx or a cause says that ends a session (TS 29.214 §5.3.13, §5.3.1); null for others. */
export function lossText({ application, command, request, events, cause }: PolicyNote): string | null {
  if (!request || application !== 'Rx') return null;
  if (command === 'ASR')
    return `ASR${cause === null ? '' : ` (Abort-Cause ${cause}${nameIn(ABORT_CAUSES, cause)})`}`;
  if (command !== 'RAR') return null;
  const event = events.find(one => LOSSES.has(one));
  return event === undefined ? null : `RAR (${LOSSES.get(event)})`;
}

const LOSSES: ReadonlyMap<number, string> = new Map([
  [2, 'INDICATION_OF_LOSS_OF_BEARER'],
  [4, 'INDICATION_OF_RELEASE_OF_BEARER'],
]);

const ABORT_CAUSES: ReadonlyMap<number, string> = new Map([
  [0, 'BEARER_RELEASED'],
  [1, 'INSUFFICIENT_SERVER_RESOURCES'],
  [2, 'INSUFFICIENT_BEARER_RESOURCES'],
  [3, 'PS_TO_CS_HANDOVER'],
  [4, 'SPONSORED_DATA_CONNECTIVITY_DISALLOWED'],
]);

function nameIn(names: ReadonlyMap<number, string>, number: number): string {
  const name = names.get(number);
  return name === undefined ? '' : ` ${name}`;
}
