import { element } from './elements.js';
import { numberText } from './format.js';
import { growingList } from './growing-list.js';
import { saChart } from './sa-chart.js';

/** @import { Capture } from './capture.js' */
/** @import { ReportFacts, SaFacts } from '../report-data.ts' */

/** @typedef {[head: string, kind: 'text' | 'number', cell: (sa: SaFacts) => string]} Column */

/** @type {readonly Column[]} */
const COLUMNS = [
  ['SPI', 'text', sa => sa.spi],
  ['Source', 'text', sa => sa.source],
  ['Destination', 'text', sa => sa.destination],
  ['Integrity', 'text', sa => sa.alg ?? '?'],
  ['Encryption', 'text', sa => sa.ealg ?? '?'],
  ['State', 'text', sa => (sa.recovered ? `${sa.state} (recovered)` : sa.state)],
  ['Key from', 'text', sa => sa.keySource],
  ['Packets', 'number', sa => numberText(sa.packets)],
  ['ICV good', 'number', sa => numberText(sa.good)],
  ['ICV bad', 'number', sa => numberText(sa.bad)],
  ['Unchecked', 'number', sa => numberText(sa.unchecked)],
  ['Duplicates', 'number', sa => numberText(sa.duplicates)],
  ['Gaps', 'number', sa => numberText(sa.gaps)],
  ['Frames', 'text', sa => (sa.frames === null ? '–' : `${sa.frames[0]}–${sa.frames[1]}`)],
];

/** @type {readonly Column[]} */
const KEY_COLUMNS = [
  ['Encryption key', 'text', sa => sa.encryptionKey ?? ''],
  ['Authentication key', 'text', sa => sa.authenticationKey ?? ''],
];

/**
 * The SAs with their counts and their packets over time.
 *
 * @param {Capture} capture
 * @param {Element} parent
 */
export function showSas({ sas, facts }, parent) {
  if (sas.length === 0) {
    parent.append(
      element('p', {}, 'No SAs: the capture has no 401 with Security-Server and no Security-Verify.'),
    );
    return;
  }
  const columns = facts.showsKeys ? [...COLUMNS, ...KEY_COLUMNS] : COLUMNS;
  const body = element('tbody');
  const heads = ['SA', 'Packets over time', ...columns.map(([head]) => head)];
  const table = element(
    'table',
    {},
    element('caption', { class: 'visually-hidden' }, 'Security associations'),
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
    { class: 'scroller', role: 'region', tabindex: '0', 'aria-label': 'Table of security associations' },
    table,
  );
  parent.append(scroller);
  growingList(body, sas, sa => saRow(sa, columns, facts), PORTION);
}

const PORTION = 100;

/**
 * @param {SaFacts} sa
 * @param {readonly Column[]} columns
 * @param {ReportFacts} facts
 */
function saRow(sa, columns, { chartInterval, duration }) {
  const generation = sa.generation > 1 ? `, generation ${sa.generation}` : '';
  return element(
    'tr',
    sa.bad > 0 ? { class: 'failure' } : {},
    element(
      'th',
      { scope: 'row' },
      element('span', { class: 'sa-name' }, sa.name),
      ' ',
      element('span', { class: 'quiet' }, `set ${sa.set}${generation}`),
    ),
    element('td', {}, saChart(sa, chartInterval, duration)),
    columns.map(([head, kind, cell]) =>
      element('td', { class: `${kind}${head === 'ICV bad' && sa.bad > 0 ? ' bad' : ''}` }, cell(sa)),
    ),
  );
}
