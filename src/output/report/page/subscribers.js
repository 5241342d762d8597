import { element } from './elements.js';
import { frameLinks } from './frame-links.js';

/** @import { Capture } from './capture.js' */
/** @import { SubscriberFacts } from '../report-data.ts' */

/**
 * What the capture shows of one subscriber at a time, each fact with the frames that show it.
 *
 * @param {Capture} capture
 * @param {Element} parent
 * @param {HTMLSelectElement} select
 * @param {(index: number) => void} open
 */
export function showSubscribers(capture, parent, select, open) {
  const { subscribers } = capture;
  for (const [place, { title }] of subscribers.entries())
    select.append(element('option', { value: `${place}` }, title.slice(0, OPTION_LENGTH)));
  const show = () => {
    const subscriber = subscribers[Number(select.value)];
    if (subscriber !== undefined) parent.replaceChildren(tableOf(capture, subscriber, open));
  };
  select.addEventListener('change', show);
  if (subscribers.length === 0)
    parent.append(element('p', {}, 'The capture has no REGISTER and no PDN connection.'));
  show();
}

const OPTION_LENGTH = 120;

/**
 * @param {Capture} capture
 * @param {SubscriberFacts} subscriber
 * @param {(index: number) => void} open
 */
function tableOf(capture, { title, rows }, open) {
  const body = rows.map(([label, text, frames]) =>
    element(
      'tr',
      {},
      element('th', { scope: 'row' }, label),
      element('td', {}, text),
      element('td', {}, frames.length === 0 ? null : frameLinks(capture, frames, open)),
    ),
  );
  const heads = ['What', 'Value', 'Shown by'].map(text => element('th', { scope: 'col' }, text));
  const table = element(
    'table',
    { class: 'subscriber' },
    element('caption', {}, title),
    element('thead', {}, element('tr', {}, heads)),
    element('tbody', {}, body),
  );
  return element(
    'div',
    { class: 'scroller', role: 'region', tabindex: '0', 'aria-label': `What is known of ${title}` },
    table,
  );
}
