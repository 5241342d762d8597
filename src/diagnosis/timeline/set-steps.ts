import { spiText } from '../../bytes/hex.ts';
import { missingSequences } from '../../ipsec/sa-counts.ts';
import type { StepMark, TimelineStep } from '../../model/diagnosis.ts';
import type { SaSetState, SecurityAssociation } from '../../model/security-association.ts';
import type { RegistrationCase, SetFacts } from '../cases/case.ts';
import { isNotJudged } from '../evidence/silence/closed-esp.ts';
import { type Connection, connectionsAmong } from '../evidence/silence/connections.ts';
import type { SaActivity } from '../journal/esp-activity.ts';
import type { TcpNote } from '../journal/notes.ts';
import { stepOf } from './steps.ts';

/** The steps of one SA set: its states, the ESP of each SA, and the TCP connections inside. */
export function setSteps(subject: RegistrationCase, facts: SetFacts): TimelineStep[] {
  return [
    ...stateSteps(facts),
    ...(facts.activity?.sas ?? []).map(espStep),
    ...connectionsAmong(subject.capture.tcpInSet(facts.set)).map(connectionStep),
  ];
}

const STATES: Readonly<Record<SaSetState, string>> = {
  temporary: 'waits for the answer to its challenge',
  established: 'is established',
  old: 'is old: a newer set replaces it',
  expired: 'has expired',
};

/** Without the first state: the step of the agreement shows it. */
function stateSteps({ set }: SetFacts): TimelineStep[] {
  return set.history.slice(1).map(change => {
    const mark: StepMark = change.state === 'established' ? 'good' : 'plain';
    return stepOf('state', mark, change, [], `SA set ${set.id} ${STATES[change.state]}`);
  });
}

function espStep({ sa, first, packets, bad, closed, frames, badFrames }: SaActivity): TimelineStep {
  const counts = [
    `${packets} ${packets === 1 ? 'packet' : 'packets'}`,
    countText(sa.icvGood, 'ICV good'),
    countText(sa.icvBad, 'ICV BAD'),
    countText(sa.unchecked - closed, 'not checked'),
    countText(sa.implausible, 'with implausible plaintext'),
    countText(closed, isNotJudged(sa.set) ? 'not judged (algorithm)' : 'not decrypted (no key)'),
    countText(missingSequences(sa), 'missing'),
    countText(sa.duplicates, 'seen again'),
  ].filter(text => text !== '');
  const mark: StepMark = bad > 0 || sa.implausible > 0 ? 'bad' : sa.icvGood === packets ? 'good' : 'odd';
  const text = `ESP ${sa.name} of set ${sa.set.id}, SPI ${spiText(sa.spi)} (${sa.spi}): ${counts.join(', ')}${lastText(sa)}`;
  return stepOf('esp', mark, first, bad > 0 ? badFrames : frames.slice(0, 1), text);
}

function lastText({ firstFrame, lastFrame }: SecurityAssociation): string {
  return lastFrame === null || lastFrame === firstFrame ? '' : `, until frame ${lastFrame}`;
}

function countText(count: number, what: string): string {
  return count <= 0 ? '' : `${count} ${what}`;
}

/** One step per connection: is the SYN answered? */
function connectionStep({ syns, sent, answer }: Connection): TimelineStep {
  const [first] = syns as [TcpNote, ...TcpNote[]];
  const times = sent > 1 ? ` sent ${sent} times` : '';
  const text = `TCP ${first.sourcePort} to ${first.destinationPort} inside ESP: SYN${times}`;
  if (answer?.kind === 'syn-ack')
    return stepOf('tcp', sent > 1 ? 'odd' : 'good', first, [first, answer], `${text}, connected`);
  if (answer === null) return stepOf('tcp', 'bad', first, syns, `${text}, no answer`);
  return stepOf('tcp', 'bad', first, [...syns, answer], `${text}, refused (RST)`);
}
