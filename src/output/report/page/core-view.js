import { button, element } from './elements.js';
import { countText, endpointText, secondsText, utcText } from './format.js';

/** @import { Capture } from './capture.js' */
/** @import { CoreMessageFacts } from '../report-data.ts' */

/**
 * How a message that is not SIP is called.
 *
 * @param {CoreMessageFacts} message
 */
export function coreTitle({ protocol, names }) {
  return `${protocol}: ${names.join(', ')}`;
}

/** What the messages are to one that they belong to. */
const RELATIONS = { request: 'Answered by', answer: 'Answers', other: 'Belongs to' };

/**
 * Where and when it was, and what it says; then the messages that it belongs to.
 *
 * @param {Capture} capture
 * @param {CoreMessageFacts} message
 * @param {(index: number) => void} open
 */
export function coreFacts(capture, message, open) {
  const { file, frame, frames, time, transport, rows, others } = message;
  const list = element('dl', { class: 'message-facts' });
  /** @param {string} term @param {string | readonly Node[]} text */
  const add = (term, text) => list.append(element('dt', {}, term), element('dd', {}, text));
  const parts = frames.length > 1 ? ` (${countText(frames.length, 'frame')}: ${frames.join(' ')})` : '';
  add('Frame', `${capture.frameText([file, frame])}${parts}`);
  add('Time', `${secondsText(time)} s, ${utcText(capture.facts.start, time)}`);
  add('From', `${endpointText(message.source, message.sourcePort)} (${transport})`);
  add('To', endpointText(message.destination, message.destinationPort));
  const said = element('dl', { class: 'message-facts core-facts' });
  for (const [label, text] of rows) said.append(element('dt', {}, label), element('dd', {}, text));
  if (others.length > 0) add(RELATIONS[message.kind ?? 'other'], links(capture, others, open));
  return [list, element('h3', {}, 'What it says'), said];
}

/**
 * @param {Capture} capture
 * @param {readonly number[]} places
 * @param {(index: number) => void} open
 */
function links(capture, places, open) {
  return places.flatMap((place, i) => {
    const other = capture.core[place];
    if (other === undefined) return [];
    const text = `${other.names.join(', ')} in frame ${capture.frameText([other.file, other.frame])}`;
    const link = button(text, () => open(capture.messages.length + place), { class: 'link' });
    return i === 0 ? [link] : [document.createTextNode(', '), link];
  });
}
