import { element } from './elements.js';
import { frameLinks } from './frame-links.js';

/** @import { Capture } from './capture.js' */
/** @import { FindingFacts } from '../report-data.ts' */

/**
 * Findings with their evidence, the fix and how to confirm them.
 *
 * @param {Capture} capture
 * @param {readonly FindingFacts[]} findings
 * @param {(index: number) => void} open
 */
export function findingList(capture, findings, open) {
  return element(
    'ul',
    { class: 'findings' },
    findings.map(finding => findingItem(capture, finding, open)),
  );
}

/**
 * @param {Capture} capture
 * @param {FindingFacts} finding
 * @param {(index: number) => void} open
 */
function findingItem(capture, finding, open) {
  const { rule, severity, confidence, title, detail, advice, settle, frames } = finding;
  return element(
    'li',
    { class: `finding ${severity}` },
    element(
      'p',
      { class: 'finding-title' },
      element('span', { class: `badge ${severity}` }, severity),
      ' ',
      element('strong', {}, title),
      ' ',
      element('span', { class: 'quiet' }, `${confidence}, ${rule}`),
    ),
    element('p', {}, detail, ' ', frameLinks(capture, frames, open)),
    element('p', {}, element('strong', {}, 'Fix: '), advice),
    settle === null ? null : element('p', {}, element('strong', {}, 'To confirm: '), settle),
  );
}
