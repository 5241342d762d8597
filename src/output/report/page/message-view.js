import { coreFacts, coreTitle } from './core-view.js';
import { button, element } from './elements.js';
import { countText, endpointText, secondsText, spiText, titleText, utcText } from './format.js';
import { growingList } from './growing-list.js';
import { messageLines } from './message-lines.js';
import { visiblePieces } from './visible.js';

/** @import { Capture, Message } from './capture.js' */
/** @import { MessageLine, Piece } from './message-lines.js' */

/**
 * One message whole, in a dialog: beside the rest of the page where there is room, over it where there is not.
 */
export class MessageView {
  #capture;
  #dialog;
  #actions;
  #narrow = matchMedia('(max-width: 70rem)');

  /**
   * @param {Capture} capture
   * @param {HTMLDialogElement} dialog
   * @param {{ step(step: number): void, ladder(message: number): void, filter(callId: string): void }} actions
   */
  constructor(capture, dialog, actions) {
    this.#capture = capture;
    this.#dialog = dialog;
    this.#actions = actions;
    dialog.addEventListener('close', () => this.#closed());
    this.#narrow.addEventListener('change', () => {
      if (dialog.open) this.#present();
    });
  }

  get isOpen() {
    return this.#dialog.open;
  }

  /**
   * Shows a message.
   *
   * @param {number} index
   * @param {boolean} takeFocus
   */
  show(index, takeFocus) {
    const core = this.#capture.coreAt(index);
    const message = /** @type {Message} */ (this.#capture.messages[index]);
    const title = core === null ? titleText(message) : coreTitle(core);
    const heading = element('h2', { id: 'message-title', tabindex: '-1' }, title);
    const toolbar = core === null ? this.#toolbar(message) : this.#coreToolbar(index);
    const contents =
      core === null
        ? [this.#facts(message), textOf(this.#capture.text(index))]
        : coreFacts(this.#capture, core, other => this.show(other, true));
    const head = element('div', { class: 'message-head' }, heading, toolbar);
    this.#dialog.replaceChildren(head);
    for (const one of contents) this.#dialog.append(one);
    this.#dialog.scrollTop = 0;
    const focused = this.#dialog.open && this.#dialog.contains(document.activeElement);
    if (!this.#dialog.open) this.#present();
    if (takeFocus || focused || this.#narrow.matches) heading.focus();
  }

  close() {
    this.#dialog.close();
  }

  #present() {
    const { activeElement } = document;
    if (this.#dialog.open) this.#dialog.close();
    if (this.#narrow.matches) this.#dialog.showModal();
    else this.#dialog.show();
    document.documentElement.classList.add('with-message');
    // Opening the dialog moves the focus, which must stay unless the caller asks for it.
    if (!this.#narrow.matches && activeElement instanceof HTMLElement)
      activeElement.focus({ preventScroll: true });
  }

  #closed() {
    // By now a dialog that was closed for a change of its mode is open again.
    if (!this.#dialog.open) document.documentElement.classList.remove('with-message');
  }

  /** @param {number} index */
  #coreToolbar(index) {
    return element(
      'div',
      { class: 'toolbar' },
      button('Ladder', () => this.#actions.ladder(index)),
      button('Close', () => this.close(), { 'aria-keyshortcuts': 'Escape' }),
    );
  }

  /** @param {Message} message */
  #toolbar({ callId, index }) {
    const { step, ladder, filter } = this.#actions;
    return element(
      'div',
      { class: 'toolbar' },
      button('Previous', () => step(-1), { 'aria-keyshortcuts': 'k' }),
      button('Next', () => step(1), { 'aria-keyshortcuts': 'j' }),
      button('Ladder', () => ladder(index)),
      button('Same Call-ID', () => filter(callId)),
      button('Close', () => this.close(), { 'aria-keyshortcuts': 'Escape' }),
    );
  }

  /** @param {Message} message */
  #facts(message) {
    const { file, frame, frames, time, transport, source, sourcePort, destination, destinationPort } =
      message;
    const { facts } = this.#capture;
    const list = element('dl', { class: 'message-facts' });
    /** @param {string} term @param {string} text */
    const add = (term, text) => list.append(element('dt', {}, term), element('dd', {}, text));
    const others = frames.length > 1 ? ` (${countText(frames.length, 'frame')}: ${frames.join(' ')})` : '';
    add('Frame', `${this.#capture.frameText([file, frame])}${others}`);
    add('Time', `${secondsText(time)} s, ${utcText(facts.start, time)}`);
    add('From', `${endpointText(source, sourcePort)} (${transport})`);
    add('To', endpointText(destination, destinationPort));
    if (message.esp === null) add('Protection', 'unprotected');
    else {
      const { spi, sequence, sa, icv, set } = message.esp;
      const name = sa === 'unknown' ? '' : `, SA ${sa} of set ${set}`;
      add('Protection', `ESP SPI ${spiText(spi)}, sequence ${sequence}, ICV ${icv}${name}`);
    }
    if (message.cut) add('Cut', 'by the snap length: the rest was not captured');
    if (message.otherReading)
      add(
        'Other TCP bytes',
        'TCP carried others at the same sequence numbers first: see the issue tcp-overlap',
      );
    return list;
  }
}

/** @param {string} text */
function textOf(text) {
  const shown = element('pre', {
    class: 'message-text',
    tabindex: '0',
    role: 'group',
    'aria-label': 'Text of the message',
  });
  const whole = element('div', {}, shown);
  growingList(shown, messageLines(text), lineOf, PORTION);
  return whole;
}

/** Lines shown at a time: a body may have a million. */
const PORTION = 2000;

/** @param {MessageLine} line */
function lineOf({ part, pieces }) {
  return element('span', { class: `line ${part}` }, pieces.map(pieceOf), document.createTextNode('\n'));
}

/** @param {Piece} piece */
function pieceOf({ kind, text }) {
  const parts = text.split('\t').map(visibleNodes);
  const nodes = parts.flatMap((part, i) => (i === 0 ? part : [document.createTextNode('\t'), ...part]));
  return element('span', { class: kind }, nodes);
}

/** @param {string} text */
function visibleNodes(text) {
  return visiblePieces(text).map(({ text: piece, escaped }) =>
    escaped ? element('span', { class: 'escaped', title: 'an invisible character' }, piece) : piece,
  );
}
