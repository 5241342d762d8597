import { isWishedImpi, type LadderWishes } from '../selection.ts';
import type { LadderCx } from './cx.ts';

/**
 * Keeps the messages of Cx that ladders may show, up to a bound. Those of other private identities than the wished
 * ones are not kept, nor are answers without one to requests that are not; whose the others are shows at the end.
 */
export class CxSelection {
  /** Messages for which there was no room. */
  leftOut = 0;
  readonly messages: LadderCx[] = [];
  readonly #impis: readonly string[];
  readonly #capacity: number;
  /** Command and End-to-End Identifier of the requests that were kept: the same in the answer (RFC 6733 §3). */
  readonly #requests = new Set<string>();

  constructor({ impis, capacity }: Pick<LadderWishes, 'impis' | 'capacity'>) {
    this.#impis = impis;
    this.#capacity = capacity;
  }

  add(one: LadderCx): void {
    if (!this.#isWished(one)) return;
    if (this.messages.length >= this.#capacity) {
      this.leftOut++;
      return;
    }
    this.messages.push(one);
    if (one.request) this.#requests.add(transactionOf(one));
  }

  #isWished(one: LadderCx): boolean {
    if (this.#impis.length === 0) return true;
    if (one.userName !== null) return isWishedImpi(one.userName, this.#impis);
    return one.request || this.#requests.has(transactionOf(one));
  }
}

function transactionOf({ command, endToEnd }: LadderCx): string {
  return `${command} ${endToEnd}`;
}
