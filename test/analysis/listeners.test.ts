import { expect, test } from 'vitest';
import type { PlainEvent } from '../../src/analysis/events/plain-event.ts';
import { type AnalysisListener, Listeners } from '../../src/analysis/listeners.ts';

/** Everything that there is to hear. */
const MEMBERS: readonly (keyof AnalysisListener)[] = [
  'frame',
  'frameDone',
  'tcpSegment',
  'udpDatagram',
  'espPacket',
  'plain',
  'keyed',
  'sip',
  'duplicate',
  'cxExchange',
  'diameter',
  'pdn',
  'mobility',
  'core',
  'ike',
  'icmp',
  'icmpMessage',
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

test('a plain packet is told as any other to those that do not listen for it', () => {
  const heard: unknown[][] = [];
  const record = { frame: 1 };
  const packet = { start: 2 };
  const result = { spi: 3 };
  const event = { cut: false };
  const plain = { record, packet, result, event } as unknown as PlainEvent;
  const hear =
    (name: string) =>
    (...values: unknown[]) =>
      heard.push([name, ...values]);
  const all = new Listeners([
    { plain: hear('plain'), sip: hear('never') },
    {
      sip: hear('sip'),
      frameDone: hear('frameDone'),
      frame: hear('frame'),
      espPacket: hear('espPacket'),
    },
    { end: hear('never') },
  ]);
  all.plain(plain);
  expect(heard).toEqual([
    ['plain', plain],
    ['frame', record],
    ['espPacket', packet, result, false],
    ['sip', event],
    ['frameDone'],
  ]);
});
