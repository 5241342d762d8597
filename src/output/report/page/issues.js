import { element } from './elements.js';
import { numberText } from './format.js';
import { frameLinks } from './frame-links.js';
import { growingList } from './growing-list.js';

/** @import { Capture } from './capture.js' */
/** @import { IssueFacts } from '../report-data.ts' */

/**
 * Damaged, contradictory or unsupported parts of the capture.
 *
 * @param {Capture} capture
 * @param {Element} parent
 * @param {(index: number) => void} open
 */
export function showIssues(capture, parent, open) {
  const { issues, issueCounts } = capture.facts;
  const counts = Object.entries(issueCounts);
  if (issues.length === 0 && counts.length === 0) {
    parent.append(element('p', {}, 'None.'));
    return;
  }
  const total = counts.map(([code, number]) => `${numberText(number)} ${code}`).join(', ');
  const body = element('tbody');
  const heads = ['Where', 'What', 'Layer', 'Code'];
  const table = element(
    'table',
    {},
    element('caption', {}, `By code: ${total}. The table lists the first issues of each code.`),
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        heads.map(head => element('th', { scope: 'col' }, head)),
      ),
    ),
    body,
  );
  const scroller = element(
    'div',
    { class: 'scroller', role: 'region', tabindex: '0', 'aria-label': 'Table of issues' },
    table,
  );
  parent.append(scroller);
  growingList(body, issues, issue => issueRow(capture, issue, open), PORTION);
}

const PORTION = 200;

/**
 * @param {Capture} capture
 * @param {IssueFacts} issue
 * @param {(index: number) => void} open
 */
function issueRow(capture, { code, layer, damage, file, frame, message }, open) {
  const where = frame === null || file === null ? null : frameLinks(capture, [[file, frame]], open);
  return element(
    'tr',
    {},
    element('td', {}, where ?? (file === null ? 'command line' : (capture.facts.files[file] ?? '?'))),
    element('td', {}, damage ? element('span', { class: 'badge error' }, 'damage') : null, ' ', message),
    element('td', {}, layer),
    element('td', {}, element('code', {}, code)),
  );
}
