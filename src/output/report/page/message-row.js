import { element } from './elements.js';
import { endOf, endpointText, markText, secondsText, titleText } from './format.js';

/** @import { Capture, Message } from './capture.js' */

/** The columns of the list of messages: class, head, content. */
/** @type {readonly [kind: string, head: string, content: (message: Message, capture: Capture) => Node | string][]} */
const COLUMNS = [
  ['frame', 'Frame', ({ file, frame }, capture) => endOf(capture.frameText([file, frame]), 12)],
  ['time', 'Seconds', ({ time }) => secondsText(time)],
  ['ends', 'From and to', endsText],
  ['mark', 'SA, ICV', message => element('span', { class: message.esp?.icv ?? 'clear' }, markText(message))],
  ['title', 'Message', messageTitle],
  ['call-id', 'Call-ID', ({ callId }) => callId],
];

export const COLUMN_COUNT = COLUMNS.length;

/** The row with the names of the columns. */
export function headRow() {
  const heads = COLUMNS.map(([kind, head]) => element('span', { role: 'columnheader', class: kind }, head));
  return element('div', { role: 'row', class: 'row head', 'aria-rowindex': '1' }, heads);
}

/**
 * The row of a message.
 *
 * @param {Message} message
 * @param {number} place in the list, from 0
 * @param {Capture} capture
 */
export function messageRow(message, place, capture) {
  const cells = COLUMNS.map(([kind, , content]) =>
    element('span', { role: 'gridcell', class: kind }, content(message, capture)),
  );
  const failure = isFailure(message.status) ? ' failure' : '';
  return element(
    'div',
    { role: 'row', class: `row${failure}`, id: `row-${place}`, 'aria-rowindex': `${place + 2}` },
    cells,
  );
}

/**
 * A challenge is not a failure.
 *
 * @param {number} status
 */
function isFailure(status) {
  return status >= 400 && status !== 401 && status !== 407;
}

/** @param {Message} message */
function endsText({ source, sourcePort, destination, destinationPort }) {
  return `${endpointText(source, sourcePort)} → ${endpointText(destination, destinationPort)}`;
}

/** @param {Message} message */
function messageTitle(message) {
  return `${titleText(message)}${message.cut ? ' [cut]' : ''}${message.otherReading ? ' [other TCP bytes]' : ''}`;
}
