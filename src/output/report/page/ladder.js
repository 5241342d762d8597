import { button, element } from './elements.js';
import { findingList } from './findings.js';
import { countText } from './format.js';
import { ladderPicture } from './ladder-picture.js';

/** @import { Capture } from './capture.js' */
/** @import { LadderFacts } from '../report-data.ts' */

/** Shows the ladder of one dialog at a time. */
export class LadderView {
  #capture;
  #parent;
  #select;
  #open;
  #narrow = matchMedia('(max-width: 60rem)');
  #shown = -1;
  /** The ladders by message. */
  /** @type {Map<number, number>} */
  #byMessage = new Map();

  /**
   * @param {Capture} capture
   * @param {Element} parent
   * @param {HTMLSelectElement} select
   * @param {(index: number) => void} open
   */
  constructor(capture, parent, select, open) {
    this.#capture = capture;
    this.#parent = parent;
    this.#select = select;
    this.#open = open;
    for (const [place, { arrows }] of capture.ladders.entries())
      for (const [message] of arrows) {
        const index = capture.indexOf(message);
        if (index !== null && !this.#byMessage.has(index)) this.#byMessage.set(index, place);
      }
    for (const [place, ladder] of capture.ladders.slice(0, LISTED).entries()) this.#offer(ladder, place);
    select.addEventListener('change', () => this.#show(Number(select.value)));
    this.#narrow.addEventListener('change', () => this.#show(this.#shown));
    if (capture.ladders.length === 0) parent.append(element('p', {}, 'The capture has no SIP message.'));
    this.#show(0);
  }

  /**
   * Shows the ladder with a message.
   *
   * @param {number | undefined} message
   */
  showWith(message) {
    const place = message === undefined ? undefined : this.#byMessage.get(message);
    if (place !== undefined) this.#show(place);
    else
      this.#parent.replaceChildren(
        element(
          'p',
          {},
          'This message is in no ladder: it belongs to no registration or call, or the capture has too many.',
        ),
      );
  }

  /** @param {number} place */
  #show(place) {
    const ladder = this.#capture.ladders[place];
    if (ladder === undefined) return;
    this.#shown = place;
    if (this.#select.namedItem(`ladder-${place}`) === null) this.#offer(ladder, place);
    this.#select.value = `${place}`;
    const { callId, findings } = ladder;
    const about = callId === '' ? 'without a Call-ID' : `Call-ID ${callId}`;
    this.#parent.replaceChildren(
      element(
        'p',
        { class: 'quiet' },
        `${countText(ladder.arrows.length, 'message')}, ${about}. Arrow keys go from message to message.`,
      ),
    );
    if (findings.length > 0) this.#parent.append(findingList(this.#capture, findings, this.#open));
    this.#draw(ladder, 0);
  }

  /**
   * @param {LadderFacts} ladder
   * @param {number} place
   */
  #offer({ title, callId }, place) {
    const text = `${title} ${callId}`.slice(0, OPTION_LENGTH);
    this.#select.append(element('option', { value: `${place}`, id: `ladder-${place}` }, text));
  }

  /**
   * @param {LadderFacts} ladder
   * @param {number} start
   */
  #draw(ladder, start) {
    const { arrows } = ladder;
    const picture = ladderPicture(
      this.#capture,
      { ...ladder, arrows: arrows.slice(start, start + ARROWS) },
      this.#narrow.matches,
    );
    picture.addEventListener('click', event => this.#choose(event));
    picture.addEventListener('keydown', event => this.#key(event, picture));
    this.#parent.append(element('div', { class: 'scroller' }, picture));
    const left = arrows.length - start - ARROWS;
    if (left <= 0) return;
    const more = button(`Show more (${left} left)`, () => {
      more.remove();
      this.#draw(ladder, start + ARROWS);
    });
    this.#parent.append(more);
  }

  /** @param {Event} event */
  #choose(event) {
    const arrow = event.target instanceof Element ? event.target.closest('[data-message]') : null;
    if (arrow === null) return;
    event.preventDefault();
    this.#open(Number(arrow.getAttribute('data-message')));
  }

  /**
   * The tab key reaches one arrow; the arrow keys move from there to the others.
   *
   * @param {KeyboardEvent} event
   * @param {SVGElement} picture
   */
  #key(event, picture) {
    if (event.key === 'Enter' || event.key === ' ') this.#choose(event);
    const arrows = [...picture.querySelectorAll('[data-message]')].filter(one => one instanceof SVGElement);
    const at = arrows.indexOf(/** @type {SVGElement} */ (event.target));
    /** @type {Readonly<Record<string, number>>} */
    const places = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: arrows.length - 1 };
    const next = arrows[places[event.key] ?? -1];
    if (next === undefined || at < 0) return;
    arrows[at]?.setAttribute('tabindex', '-1');
    next.setAttribute('tabindex', '0');
    next.focus();
    event.preventDefault();
  }
}

/** Most ladders in the list; others are opened from their messages. */
const LISTED = 500;
const OPTION_LENGTH = 120;
/** Most arrows of one picture. */
const ARROWS = 300;
