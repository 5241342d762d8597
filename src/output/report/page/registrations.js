import { button, element } from './elements.js';
import { findingList } from './findings.js';
import { countText, secondsText } from './format.js';
import { frameLinks } from './frame-links.js';
import { growingList } from './growing-list.js';

/** @import { Capture } from './capture.js' */
/** @import { AttemptFacts, RegistrationFacts, StepFacts } from '../report-data.ts' */

/** @typedef {{ open(index: number): void, ladder(callId: string): void, filter(callId: string): void }} RegistrationActions */

/**
 * A card for each registration: outcome, verdict, findings, timeline.
 *
 * @param {Capture} capture
 * @param {Element} parent
 * @param {RegistrationActions} actions
 */
export function showRegistrations(capture, parent, actions) {
  const { registrations } = capture;
  if (registrations.length === 0) parent.append(element('p', {}, 'The capture has no registration.'));
  else growingList(parent, registrations, one => card(capture, one, actions), PORTION);
}

/**
 * The outcome in its own colour.
 *
 * @param {string} outcome
 */
export function outcomeBadge(outcome) {
  return element('span', { class: `badge ${outcome}` }, outcome);
}

/**
 * The name of a registration.
 *
 * @param {RegistrationFacts} registration
 */
export function nameOf({ impu, impi, callId }) {
  return impu ?? impi ?? callId;
}

const PORTION = 40;

/**
 * @param {Capture} capture
 * @param {RegistrationFacts} registration
 * @param {RegistrationActions} actions
 */
function card(capture, registration, actions) {
  const { callId, impi, ue, pcscf, outcome, verdict, findings } = registration;
  const { open, ladder, filter } = actions;
  const ends = `${ue ?? '?'} to P-CSCF ${pcscf ?? '?'}`;
  return element(
    'article',
    { class: 'card' },
    element('h3', {}, outcomeBadge(outcome), ' ', nameOf(registration)),
    verdict === null ? null : element('p', { class: 'verdict' }, verdict),
    element('p', { class: 'quiet' }, `UE ${ends}, IMPI ${impi ?? 'unknown'}, Call-ID ${callId}`),
    findings.length === 0 ? null : findingList(capture, findings, open),
    timeline(capture, registration, open),
    element(
      'div',
      { class: 'toolbar' },
      button('Ladder', () => ladder(callId)),
      button('Messages', () => filter(callId)),
    ),
  );
}

/**
 * The timeline; its steps are created when it is opened.
 *
 * @param {Capture} capture
 * @param {RegistrationFacts} registration
 * @param {(index: number) => void} open
 */
function timeline(capture, { steps, attempts }, open) {
  const isDiagnosed = steps.length > 0;
  const number = isDiagnosed ? countText(steps.length, 'step') : countText(attempts.length, 'REGISTER');
  const details = element('details', {}, element('summary', {}, `Timeline: ${number}`));
  details.addEventListener(
    'toggle',
    () => {
      const items = isDiagnosed
        ? steps.map(step => stepItem(capture, step, open))
        : attempts.map(attempt => attemptItem(capture, attempt, open));
      details.append(element('ol', { class: 'timeline' }, items));
    },
    { once: true },
  );
  return details;
}

/** Symbol and name of each mark. */
const MARKS = { good: ['✓', 'good'], bad: ['✗', 'bad'], odd: ['!', 'odd'], plain: ['·', ''] };

/**
 * @param {Capture} capture
 * @param {StepFacts} step
 * @param {(index: number) => void} open
 */
function stepItem(capture, { mark, time, text, frames }, open) {
  const [sign = '', name = ''] = MARKS[mark];
  return element(
    'li',
    { class: `step ${mark}` },
    element('span', { class: 'sign', 'aria-hidden': 'true' }, sign),
    element('span', { class: 'time' }, secondsText(time)),
    element(
      'span',
      { class: 'what' },
      name === '' ? null : hidden(`${name}: `),
      `${text} `,
      frames.length === 0 ? null : frameLinks(capture, frames, open),
    ),
  );
}

/**
 * @param {Capture} capture
 * @param {AttemptFacts} attempt
 * @param {(index: number) => void} open
 */
function attemptItem(capture, { cseq, outcome, status, set, frames }, open) {
  const way = set === null ? 'unprotected' : `protected by SA set ${set}`;
  const answer = status === null ? 'no answer' : `answered with ${status}`;
  const first = frames[0] === undefined ? null : capture.messageIn(frames[0]);
  const time = first === null ? '' : secondsText(capture.messages[first]?.time ?? 0);
  const mark = outcome === 'failed' ? 'bad' : outcome === 'registered' ? 'good' : 'plain';
  return element(
    'li',
    { class: `step ${mark}` },
    element('span', { class: 'sign', 'aria-hidden': 'true' }, MARKS[mark][0] ?? ''),
    element('span', { class: 'time' }, time),
    element(
      'span',
      { class: 'what' },
      `REGISTER ${cseq} ${way}, ${answer}: ${outcome} `,
      frameLinks(capture, frames, open),
    ),
  );
}

/** @param {string} text */
function hidden(text) {
  return element('span', { class: 'visually-hidden' }, text);
}
