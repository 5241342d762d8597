import { Capture } from './capture.js';
import { byId } from './elements.js';
import { titleText } from './format.js';
import { showIssues } from './issues.js';
import { listenToKeys } from './keyboard.js';
import { LadderView } from './ladder.js';
import { MessageSection } from './message-section.js';
import { MessageView } from './message-view.js';
import { showHeading, showOverview } from './overview.js';
import { showRegistrations } from './registrations.js';
import { showSas } from './sa-table.js';
import { Sections } from './sections.js';
import { showSubscribers } from './subscribers.js';
import { visible } from './visible.js';

const capture = new Capture(document);
const announcement = byId('announcement', HTMLElement);
const ladderSelect = byId('ladder-call', HTMLSelectElement);
/** @type {LadderView | null} */
let ladderView = null;

const view = new MessageView(capture, byId('message', HTMLDialogElement), {
  step,
  ladder: showLadder,
  filter: showCall,
});
const messages = new MessageSection(capture, { open, follow });
const sections = new Sections(document, {
  overview: () => showOverview(capture, { open, ladder: showLadderOf }),
  registrations: () =>
    showRegistrations(capture, byId('registration-cards', HTMLElement), {
      open,
      ladder: showLadderOf,
      filter: showCall,
    }),
  subscribers: () =>
    showSubscribers(
      capture,
      byId('subscriber-facts', HTMLElement),
      byId('subscriber', HTMLSelectElement),
      open,
    ),
  ladder: () => ladder(),
  sas: () => showSas(capture, byId('sa-table', HTMLElement)),
  issues: () => showIssues(capture, byId('issue-table', HTMLElement), open),
});
showHeading(capture);
listenToKeys(byId('single-keys', HTMLInputElement), { search, step, close });
document.documentElement.classList.add('ready');

function ladder() {
  ladderView ??= new LadderView(capture, byId('ladder-picture', HTMLElement), ladderSelect, open);
  return ladderView;
}

/** @param {number} index */
function open(index) {
  if (capture.coreAt(index) === null) messages.list.activate(index);
  view.show(index, true);
}

/** @param {number} index */
function follow(index) {
  if (view.isOpen) view.show(index, false);
}

/** @param {number} direction */
function step(direction) {
  const index = messages.list.move(direction);
  if (index === null) return;
  view.show(index, false);
  const message = capture.messages[index];
  if (message !== undefined)
    announcement.textContent = visible(`Message ${messages.list.position}: ${titleText(message)}`);
}

function search() {
  if (view.isOpen) view.close();
  sections.show('messages');
  messages.focusSearch();
}

function close() {
  if (!view.isOpen) return false;
  view.close();
  return true;
}

/** @param {string} callId */
function showLadderOf(callId) {
  showLadder(capture.calls.get(callId)?.[0]);
}

/** @param {number | undefined} message */
function showLadder(message) {
  if (view.isOpen) view.close();
  sections.show('ladder');
  ladder().showWith(message);
  ladderSelect.focus();
}

/** @param {string} callId */
function showCall(callId) {
  messages.onlyCall(callId);
  if (view.isOpen) view.close();
  sections.show('messages');
  messages.list.focus();
}
