import { expect, test } from 'vitest';
import { type AnalysisListener, Listeners } from '../../src/analysis/listeners.ts';

/** Everything that there is to hear. */
const MEMBERS: readonly (keyof AnalysisListener)[] = [
  'frame',
  'frameDone',
  'tcpSegment',
  'espPacket',
  'keyed',
  'sip',
  'duplicate',
  'cxExchange',
  'icmp',
  'incomplete',
  'learnt',
  'issue',
  'end',
];

test.each(MEMBERS)('%s reaches all that listen to it, in their order', member => {
  const heard: unknown[][] = [];
  const listener = (name: string) => ({ [member]: (...values: unknown[]) => heard.push([name, ...values]) });
  const all = new Listeners([listener('first'), {}, listener('second')]);
  const tell = all[member].bind(all) as (...values: unknown[]) => void;
  const values = [{}, {}, {}].slice(0, all[member].length);
  tell(...values);
  expect(heard).toEqual([
    ['first', ...values],
    ['second', ...values],
  ]);
});

test('nothing else is there to hear', () => {
  const members = Object.getOwnPropertyNames(Listeners.prototype).filter(name => name !== 'constructor');
  expect(members.sort()).toEqual([...MEMBERS].sort());
});
