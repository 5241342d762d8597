import { isWishedImpi, type LadderWishes } from '../selection.ts';
import type { LadderCx } from './cx.ts';

/**
 * Keeps the Cx messages for the ladders, up to a bound. Drops messages of unwanted private identities, and answers
 * without an identity whose request was dropped. The owner of the others is found at the end.
 */
export class CxSelection {
  /** Messages dropped because the selection was full. */
  leftOut = 0;
  readonly messages: LadderCx[] = [];
  readonly #impis: readonly string[];
  readonly #capacity: number;
  /** Command and End-to-End Identifier of the kept requests; the answer has the same (RFC 6733 §3). */
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
