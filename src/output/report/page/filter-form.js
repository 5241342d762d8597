import { element } from './elements.js';
import { choices } from './filters.js';

/** @import { Criteria } from './filters.js' */
/** @import { Capture } from './capture.js' */
/** @import { Identities } from './identities.js' */

/** The form above the messages. */
export class FilterForm {
  #form;
  #search;

  /**
   * @param {HTMLFormElement} form
   * @param {() => void} changed called when the filter changes
   */
  constructor(form, changed) {
    this.#form = form;
    this.#search = /** @type {HTMLInputElement} */ (form.elements.namedItem('search'));
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    form.addEventListener('input', () => {
      clearTimeout(timer);
      timer = setTimeout(changed, PAUSE);
    });
    form.addEventListener('submit', event => event.preventDefault());
    form.addEventListener('reset', () => setTimeout(changed, 0));
  }

  /**
   * Fills the lists with the values of the capture.
   *
   * @param {Capture} capture
   * @param {Identities} identities
   */
  offer({ messages }, identities) {
    const { methods, statuses } = choices(messages);
    this.#options('method', methods);
    this.#options('status', statuses);
    const list = this.#form.querySelector('datalist');
    for (const impi of identities.all.slice(0, LISTED)) list?.append(element('option', { value: impi }));
  }

  /** @returns {Criteria} */
  get criteria() {
    return {
      method: this.#value('method'),
      status: this.#value('status'),
      callId: this.#value('call-id').trim(),
      identity: this.#value('identity').trim(),
      protection: this.#value('protection'),
      icv: this.#value('icv'),
    };
  }

  /** The words to search for in the messages. */
  get search() {
    return this.#search.value;
  }

  focusSearch() {
    this.#search.focus();
    this.#search.select();
  }

  /**
   * Filters for one call.
   *
   * @param {string} callId
   */
  onlyCall(callId) {
    this.#form.reset();
    /** @type {HTMLInputElement} */ (this.#form.elements.namedItem('call-id')).value = callId;
  }

  /**
   * @param {string} name
   * @param {readonly string[]} values
   */
  #options(name, values) {
    const select = /** @type {HTMLSelectElement} */ (this.#form.elements.namedItem(name));
    for (const value of values.slice(0, LISTED)) select.append(element('option', { value }, value));
  }

  /** @param {string} name */
  #value(name) {
    return /** @type {HTMLInputElement | HTMLSelectElement} */ (this.#form.elements.namedItem(name)).value;
  }
}

/** Milliseconds after the last key before the list is updated. */
const PAUSE = 120;
/** Values offered of one kind: a list with more can hardly be looked through. */
const LISTED = 300;
