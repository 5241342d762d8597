import { element } from './elements.js';
import { COLUMN_COUNT, headRow, messageRow } from './message-row.js';
import { rowWindow, scrollTopFor } from './row-window.js';

/** @import { Capture, Message } from './capture.js' */

/**
 * The messages as a grid of which only the rows in view exist. The grid itself has the focus; it names the row that is
 * active (aria-activedescendant), so rows may come and go.
 */
export class MessageList {
  #capture;
  #grid = element('div', {
    class: 'grid',
    role: 'grid',
    tabindex: '0',
    'aria-label': 'SIP messages',
    'aria-colcount': `${COLUMN_COUNT}`,
  });
  #rows = element('div', { class: 'rows', role: 'rowgroup' });
  #open;
  #follow;
  /** @type {readonly number[]} */
  #shown = [];
  /** Place of the active row among those shown, -1 for none. */
  #active = -1;
  /** @type {Map<number, HTMLElement>} */
  #drawn = new Map();
  #isDrawing = false;

  /**
   * @param {Capture} capture
   * @param {Element} parent
   * @param {{ open(index: number): void, follow(index: number): void }} actions a message is to be opened; another
   * one has become active
   */
  constructor(capture, parent, { open, follow }) {
    this.#capture = capture;
    this.#open = open;
    this.#follow = follow;
    this.#grid.append(element('div', { role: 'rowgroup', class: 'head-group' }, headRow()), this.#rows);
    this.#grid.addEventListener('scroll', () => this.#drawSoon());
    this.#grid.addEventListener('keydown', event => this.#key(event));
    this.#rows.addEventListener('click', event => this.#click(event));
    parent.append(this.#grid);
    new ResizeObserver(() => this.#redraw()).observe(this.#grid);
  }

  /**
   * Shows these messages; the active message stays active if it is among them.
   *
   * @param {readonly number[]} indices ascending
   */
  show(indices) {
    const active = this.#shown[this.#active];
    this.#shown = indices;
    this.#active = active === undefined ? -1 : indices.indexOf(active);
    this.#grid.setAttribute('aria-rowcount', `${indices.length + 1}`);
    if (this.#active < 0) this.#grid.scrollTop = 0;
    this.#redraw();
    if (this.#active >= 0) this.#reveal();
  }

  /**
   * Activates and returns the message `step` places from the active one; null at the ends.
   *
   * @param {number} step
   */
  move(step) {
    const place = this.#active < 0 ? (step > 0 ? 0 : -1) : this.#active + step;
    const index = this.#shown[place];
    if (index === undefined) return null;
    this.#activate(place);
    return index;
  }

  /**
   * Activates a message if it is shown.
   *
   * @param {number} index
   */
  activate(index) {
    const place = this.#shown.indexOf(index);
    if (place >= 0) this.#activate(place);
  }

  /** Position of the active message among those shown: `3 of 17`. */
  get position() {
    return `${this.#active + 1} of ${this.#shown.length}`;
  }

  focus() {
    this.#grid.focus({ preventScroll: true });
  }

  /** @param {number} place */
  #activate(place) {
    const before = this.#drawn.get(this.#active);
    before?.removeAttribute('aria-selected');
    this.#active = place;
    this.#reveal();
  }

  #reveal() {
    this.#grid.scrollTop = scrollTopFor(this.#active, this.#view());
    this.#draw();
    const row = this.#drawn.get(this.#active);
    if (row === undefined) return;
    row.setAttribute('aria-selected', 'true');
    this.#grid.setAttribute('aria-activedescendant', row.id);
  }

  #view() {
    const { scrollTop, clientHeight } = this.#grid;
    return {
      scrollTop,
      height: clientHeight - this.#rows.offsetTop,
      rowHeight: Number.parseFloat(getComputedStyle(this.#grid).getPropertyValue('--row-height')),
      count: this.#shown.length,
    };
  }

  /** Draws all rows again, after a change of the messages or of the row height. */
  #redraw() {
    for (const row of this.#drawn.values()) row.remove();
    this.#drawn.clear();
    this.#grid.removeAttribute('aria-activedescendant');
    this.#rows.style.height = `${this.#shown.length * this.#view().rowHeight}px`;
    this.#draw();
  }

  #drawSoon() {
    if (this.#isDrawing) return;
    this.#isDrawing = true;
    requestAnimationFrame(() => {
      this.#isDrawing = false;
      this.#draw();
    });
  }

  #draw() {
    const view = this.#view();
    const { first, end } = rowWindow(view);
    for (const [place, row] of this.#drawn) {
      if (place >= first && place < end) continue;
      if (place === this.#active) this.#grid.removeAttribute('aria-activedescendant');
      row.remove();
      this.#drawn.delete(place);
    }
    for (let place = first; place < end; place++)
      if (!this.#drawn.has(place)) this.#add(place, view.rowHeight);
  }

  /**
   * @param {number} place
   * @param {number} height
   */
  #add(place, height) {
    const message = /** @type {Message} */ (this.#capture.messages[this.#shown[place] ?? 0]);
    const row = messageRow(message, place, this.#capture);
    row.style.transform = `translateY(${place * height}px)`;
    this.#drawn.set(place, row);
    // In order, for screen readers.
    const next = [...this.#drawn.keys()].filter(other => other > place).sort((a, b) => a - b)[0];
    this.#rows.insertBefore(row, (next === undefined ? null : this.#drawn.get(next)) ?? null);
    if (place !== this.#active) return;
    row.setAttribute('aria-selected', 'true');
    this.#grid.setAttribute('aria-activedescendant', row.id);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const page = Math.max(1, Math.floor(this.#view().height / this.#view().rowHeight) - 1);
    const last = this.#shown.length - 1;
    /** @type {Readonly<Record<string, number>>} */
    const places = {
      ArrowDown: this.#active + 1,
      ArrowUp: this.#active - 1,
      PageDown: this.#active + page,
      PageUp: this.#active - page,
      Home: 0,
      End: last,
    };
    const place = places[event.key];
    if (event.key === 'Enter' || event.key === ' ') this.#openActive();
    else if (place === undefined) return;
    else if (last >= 0) {
      this.#activate(Math.min(Math.max(0, place), last));
      this.#follow(/** @type {number} */ (this.#shown[this.#active]));
    }
    event.preventDefault();
  }

  #openActive() {
    const index = this.#shown[this.#active];
    if (index !== undefined) this.#open(index);
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const row = event.target instanceof Element ? event.target.closest('[role=row]') : null;
    for (const [place, drawn] of this.#drawn) {
      if (drawn !== row) continue;
      this.#activate(place);
      this.#openActive();
      return;
    }
  }
}
