import { groupedBy } from '../../bytes/tables/grouped-by.ts';
import type { StepMark, TimelineStep } from '../../model/diagnosis.ts';
import type { RegistrationCase } from '../cases/case.ts';
import { notesBetween } from '../cases/time-window.ts';
import { cxFailures, cxResultName } from '../evidence/cx-results.ts';
import {
  isRefused,
  lossText,
  type PolicyExchange,
  policyExchanges,
  policyResultText,
} from '../evidence/policy/policy-exchanges.ts';
import type { PolicyNote } from '../journal/access-notes.ts';
import type { CxNote } from '../journal/notes.ts';
import { stepOf } from './steps.ts';

/** Steps of each interface shown of one registration at most: four of Cx and two of Rx belong to it, others to calls. */
const SHOWN = 24;

/** What the CSCFs asked the HSS (Cx), the P-CSCF the policy core (Rx), and the policy core the gateway (Gx). */
export function diameterSteps(subject: RegistrationCase): TimelineStep[] {
  const { phone, begin, anew, connection, previous } = subject;
  const isNew = connection !== null && (previous === null || previous.connection !== connection);
  const notes = notesBetween(phone?.policy ?? [], isNew ? connection : begin, anew);
  return [...cxSteps(subject), ...policyExchanges(notes).slice(0, SHOWN).map(policyStep)];
}

function cxSteps(subject: RegistrationCase): TimelineStep[] {
  const failures = new Set(cxFailures(subject));
  const groups = groupedBy(subject.cx, ({ command, endToEnd }) => `${command} ${endToEnd}`);
  return [...groups.values()].slice(0, SHOWN).map(notes => {
    const [first] = notes as [CxNote, ...CxNote[]];
    const answer = notes.find(note => !note.request) ?? null;
    const asked = notes.some(note => note.request) ? `${first.command}R, ` : '';
    const name = answer === null ? null : cxResultName(answer);
    const result = `${first.command}A ${answer?.result ?? 'without a result'}${name === null ? '' : ` ${name}`}`;
    const mark = answer === null ? 'odd' : failures.has(answer) ? 'bad' : 'plain';
    return stepOf('diameter', mark, first, notes, `Cx: ${asked}${answer === null ? 'no answer' : result}`);
  });
}

function policyStep(exchange: PolicyExchange): TimelineStep {
  const { application, request, answer } = exchange;
  const notes = [request, answer].filter(note => note !== null);
  const [first] = notes as [PolicyNote];
  const asked = request === null ? '' : `${request.command}${askedText(request)}, `;
  const result = answer === null ? 'no answer' : `${answer.command} ${policyResultText(answer)}`;
  return stepOf('diameter', markOf(exchange), first, notes, `${application}: ${asked}${result}`);
}

/** What a request is about: its addresses, APN, rules or reason. */
function askedText(request: PolicyNote): string {
  const { addresses, apn, rules, command, hasMedia, qci } = request;
  const loss = lossText(request);
  const parts = [
    addresses.length === 0 ? '' : `for ${addresses.join(', ')}`,
    apn === null ? '' : `APN ${apn}`,
    qci === null ? '' : `QCI ${qci}`,
    rules.length === 0 ? '' : `rule ${rules.join(', ')}`,
    command === 'AAR' ? (hasMedia ? 'media' : 'signalling') : '',
    loss === null ? '' : loss.slice(command.length).replace(/[()]/g, '').trim(),
  ].filter(part => part !== '');
  return parts.length === 0 ? '' : ` (${parts.join('; ')})`;
}

function markOf(exchange: PolicyExchange): StepMark {
  if (isRefused(exchange)) return 'bad';
  const { request, answer } = exchange;
  return answer === null || (request !== null && lossText(request) !== null) ? 'odd' : 'plain';
}
