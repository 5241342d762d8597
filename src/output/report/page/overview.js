import { baseName } from './capture.js';
import { button, byId, element } from './elements.js';
import { findingList } from './findings.js';
import { countText, durationText, numberText, utcText } from './format.js';
import { growingList } from './growing-list.js';
import { nameOf, outcomeBadge } from './registrations.js';

/** @import { Capture } from './capture.js' */
/** @import { RegistrationFacts, ReportFacts } from '../report-data.ts' */

/**
 * Names the capture, above all sections.
 *
 * @param {Capture} capture
 */
export function showHeading({ facts: { files, start, duration } }) {
  const name = files.length === 1 ? baseName(files[0] ?? '') : countText(files.length, 'capture');
  byId('heading', HTMLElement).append(
    element('h1', {}, name),
    element('p', { class: 'quiet' }, `from ${utcText(start, 0)}, ${durationText(duration)}`),
    files.length > 1 ? element('p', { class: 'quiet' }, files.join(', ')) : '',
  );
}

/**
 * The counts, the outcome of each registration, and the findings about the whole capture.
 *
 * @param {Capture} capture
 * @param {{ open(index: number): void, ladder(callId: string): void }} actions
 */
export function showOverview(capture, { open, ladder }) {
  const { counts, findings, advice, summary } = capture.facts;
  const notes = notesOf(capture).map(note => element('p', { class: 'notice' }, note));
  for (const note of notes) byId('overview-notes', HTMLElement).append(note);
  for (const count of counts) byId('overview-counts', HTMLElement).append(countItem(count));
  showOutcomes(capture, byId('overview-outcomes', HTMLElement), ladder);
  const found = byId('overview-findings', HTMLElement);
  if (findings.length > 0) found.append(findingList(capture, findings, open));
  for (const text of advice) found.append(element('p', {}, text));
  found.append(
    element(
      'details',
      {},
      element('summary', {}, 'Summary in words'),
      element(
        'ul',
        {},
        summary.map(line => element('li', {}, line)),
      ),
    ),
  );
}

/** @param {ReportFacts['counts'][number]} count */
function countItem([label, count, tone]) {
  return element(
    'div',
    { class: `count ${tone}` },
    element('dt', {}, label),
    element('dd', {}, numberText(count)),
  );
}

/** @param {Capture} capture */
function notesOf({ facts: { leftOut, showsKeys } }) {
  const notes = [];
  if (showsKeys) notes.push('This report shows keys: whoever has it can decrypt the capture.');
  if (leftOut.messages > 0)
    notes.push(
      `${countText(leftOut.messages, 'message')} at the end of the capture did not fit into this report.`,
    );
  if (leftOut.registrations > 0)
    notes.push(`${countText(leftOut.registrations, 'registration')} did not fit into this report.`);
  if (leftOut.arrows > 0)
    notes.push(`${countText(leftOut.arrows, 'message')} at the end of the list have no ladder.`);
  if (leftOut.core > 0)
    notes.push(`${countText(leftOut.core, 'message')} of the core did not fit into this report.`);
  if (leftOut.subscribers > 0)
    notes.push(`${countText(leftOut.subscribers, 'fact')} about subscribers did not fit into this report.`);
  if (leftOut.sas > 0) notes.push(`${countText(leftOut.sas, 'SA')} did not fit into this report.`);
  return notes;
}

/**
 * @param {Capture} capture
 * @param {Element} parent
 * @param {(callId: string) => void} ladder
 */
function showOutcomes({ registrations, facts }, parent, ladder) {
  const total = Object.entries(facts.outcomes).filter(([, number]) => number > 0);
  const sum = total.map(([outcome, number]) => `${numberText(number)} ${outcome}`).join(', ');
  if (total.length === 0) {
    parent.append(element('p', {}, 'The capture has no registration.'));
    return;
  }
  const body = element('tbody');
  const heads = ['Outcome', 'Public identity', 'UE', 'P-CSCF', 'REGISTERs', ''];
  const table = element(
    'table',
    {},
    element('caption', {}, `Registrations: ${sum}`),
    element('thead', {}, element('tr', {}, heads.map(columnHead))),
    body,
  );
  const scroller = element(
    'div',
    { class: 'scroller', role: 'region', tabindex: '0', 'aria-label': 'Table of registrations' },
    table,
  );
  parent.append(scroller);
  growingList(body, registrations, one => outcomeRow(one, ladder), PORTION);
}

const PORTION = 100;

/**
 * The head of a column; one without a name holds buttons.
 *
 * @param {string} text
 */
function columnHead(text) {
  return text === '' ? element('td') : element('th', { scope: 'col' }, text);
}

/**
 * @param {RegistrationFacts} registration
 * @param {(callId: string) => void} ladder
 */
function outcomeRow(registration, ladder) {
  const { outcome, ue, pcscf, attempts, callId, verdict } = registration;
  const name = nameOf(registration);
  return element(
    'tr',
    {},
    element('td', {}, outcomeBadge(outcome)),
    element(
      'th',
      { scope: 'row' },
      name,
      verdict === null ? null : element('div', { class: 'quiet' }, verdict),
    ),
    element('td', {}, ue ?? '?'),
    element('td', {}, pcscf ?? '?'),
    element('td', { class: 'number' }, attempts.length),
    element(
      'td',
      {},
      button('Ladder', () => ladder(callId), { 'aria-label': `Ladder of ${name}` }),
    ),
  );
}
