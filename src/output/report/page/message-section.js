import { byId } from './elements.js';
import { FilterForm } from './filter-form.js';
import { meets } from './filters.js';
import { countText, numberText } from './format.js';
import { Identities } from './identities.js';
import { MessageList } from './message-list.js';
import { searchTexts } from './text-search.js';

/** @import { Capture } from './capture.js' */

/** The list of messages with its search and filters. */
export class MessageSection {
  #capture;
  #identities;
  #form;
  #list;
  #status = byId('message-status', HTMLElement);
  /** Number of the running search; an older search stops. */
  #run = 0;

  /**
   * @param {Capture} capture
   * @param {{ open(index: number): void, follow(index: number): void }} actions
   */
  constructor(capture, actions) {
    this.#capture = capture;
    this.#identities = new Identities(capture.registrations);
    this.#form = new FilterForm(byId('filters', HTMLFormElement), () => void this.#update());
    this.#form.offer(capture, this.#identities);
    this.#list = new MessageList(capture, byId('message-grid', HTMLElement), actions);
    void this.#update();
  }

  get list() {
    return this.#list;
  }

  focusSearch() {
    this.#form.focusSearch();
  }

  /**
   * Shows only one call.
   *
   * @param {string} callId
   */
  onlyCall(callId) {
    this.#form.onlyCall(callId);
  }

  async #update() {
    const run = ++this.#run;
    const { messages } = this.#capture;
    const { criteria, search } = this.#form;
    const filtered = messages
      .filter(message => meets(message, criteria, one => this.#identities.of(one)))
      .map(({ index }) => index);
    const found =
      search === ''
        ? filtered
        : await searchTexts(this.#capture, filtered, search, done => {
            if (run === this.#run) this.#progress(done);
            return run === this.#run;
          });
    if (found === null || run !== this.#run) return;
    this.#list.show(found);
    const all = countText(messages.length, 'message');
    this.#status.textContent =
      found.length === messages.length ? all : `${numberText(found.length)} of ${all}`;
  }

  /** @param {number} done */
  #progress(done) {
    this.#status.textContent = `searching… ${Math.floor(done * 100)} %`;
  }
}
