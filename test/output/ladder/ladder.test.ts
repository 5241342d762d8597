import { expect, test } from 'vitest';
import { buildLadders, buildOneLadder, type Ladder } from '../../../src/output/ladder/ladder.ts';
import type { LadderMessage } from '../../../src/output/ladder/message.ts';
import { finding, ladderContext, ladderOfCaptures, said } from '../../support/events/ladder.ts';
import { fixture } from '../../support/programs/lab.ts';

function only(messages: readonly LadderMessage[]): Ladder {
  const { ladders } = buildLadders(messages, ladderContext());
  expect(ladders).toHaveLength(1);
  return ladders[0] as Ladder;
}

test('an arrow has ends, times, label and number of its message', () => {
  const { arrows, hosts } = only([
    said('10.0.0.2', '10.0.0.1', 'REGISTER', { frame: 3, message: 7, nanoseconds: 5_000_000 }),
    said('10.0.0.1', '10.0.0.2', '401 Unauthorized', { nanoseconds: 9_000_000 }),
  ]);
  expect(hosts.map(({ name }) => name)).toEqual(['UE', '10.0.0.1']);
  expect(arrows).toMatchObject([
    {
      message: 7,
      frame: '3',
      from: 0,
      to: 1,
      time: '0.005000',
      delta: null,
      label: 'REGISTER',
      kind: 'request',
    },
    { from: 1, to: 0, time: '0.009000', delta: '+0.004000', label: '401 Unauthorized', kind: 'challenge' },
  ]);
  expect(arrows[0]).toMatchObject({ source: '10.0.0.2:5060', destination: '10.0.0.1:5060' });
});

test('what a response means', () => {
  const kinds = ['100 x', '200 x', '302 x', '407 x', '494 x', '603 x'].map(line =>
    only([said('a', 'b', line)]),
  );
  expect(kinds.map(({ arrows }) => arrows[0]?.kind)).toEqual([
    'provisional',
    'success',
    'failure',
    'challenge',
    'failure',
    'failure',
  ]);
});

test('where a dialog has several methods, responses name theirs', () => {
  const { arrows } = only([
    said('a', 'b', 'INVITE', { sdp: true }),
    said('b', 'a', '200 OK', { cseqMethod: 'INVITE' }),
    said('a', 'b', 'BYE'),
    said('b', 'a', '200 ', { cseqMethod: 'BYE' }),
  ]);
  expect(arrows.map(({ label }) => label)).toEqual(['INVITE (SDP)', '200 OK (INVITE)', 'BYE', '200 (BYE)']);
});

test('equal bytes between equal ends are a repetition, in another file as well', () => {
  const again = { fingerprint: 'same' };
  const messages = [
    said('a', 'b', 'REGISTER', { ...again, frame: 1 }),
    said('a', 'b', 'REGISTER', { ...again, frame: 4 }),
    said('a', 'b', 'REGISTER', { ...again, frame: 2, file: 1 }),
    said('a', 'b', 'REGISTER', { frame: 8 }),
  ];
  const { ladders } = buildLadders(messages, ladderContext({ files: ['gm.pcap', 'mw.pcap'] }));
  expect(ladders[0]?.arrows.map(({ frame, repeats }) => [frame, repeats])).toEqual([
    ['gm:1', null],
    ['gm:4', 'gm:1'],
    ['mw:2', 'gm:1'],
    ['gm:8', null],
  ]);
});

test('titles say what a dialog is', () => {
  expect(only([said('a', 'b', 'INVITE', { from: 'sip:a', to: null })]).title).toBe('INVITE sip:a → ?');
  expect(only([said('a', 'b', '200 OK')]).title).toBe('REGISTER without its request');
  expect(only([said('a', 'b', '200 OK', { cseqMethod: null })]).title).toBe(
    'Responses without their request',
  );
});

test('a ladder for each Call-ID, or one for all', () => {
  const messages = [
    said('a', 'b', 'OPTIONS', { callId: '1' }),
    said('a', 'c', 'OPTIONS', { callId: '2' }),
    said('b', 'a', '200 OK', { callId: '1' }),
  ];
  const each = buildLadders(messages, ladderContext());
  expect(each.ladders.map(({ callId, arrows }) => [callId, arrows.length])).toEqual([
    ['1', 2],
    ['2', 1],
  ]);
  const { ladders } = buildOneLadder(messages, ladderContext());
  expect(ladders).toMatchObject([{ title: '3 messages of 2 dialogs', callId: null }]);
  expect(ladders[0]?.arrows.map(({ message }) => message)).toEqual(messages.map(({ message }) => message));
  expect(buildOneLadder([], ladderContext()).ladders).toEqual([]);
});

test('findings stand at their message, at the head, or outside', () => {
  const findings = [
    finding([1]),
    finding([0], { callId: 'a@ue', frames: [{ file: 0, frame: 0 }] }),
    finding([77]),
  ];
  const { ladders, findings: rest } = buildLadders(
    [said('a', 'b', 'REGISTER', { frame: 1 })],
    ladderContext({ findings }),
  );
  expect(ladders[0]?.arrows[0]?.findings).toEqual([findings[0]]);
  expect(ladders[0]?.arrows[0]?.shows).toEqual([findings[0]]);
  expect(ladders[0]?.findings).toEqual([findings[1]]);
  expect(rest).toEqual([findings[2]]);
});

test('the registration of a real capture', async () => {
  const { messages, context } = await ladderOfCaptures(fixture('a04-v4-udp-aes-cbc-hmac-sha-1-96.sll2.pcap'));
  const { ladders } = buildLadders(messages, context);
  expect(ladders.reduce((sum, { arrows }) => sum + arrows.length, 0)).toBe(42);
  const [registration] = ladders;
  expect(registration?.title).toMatch(/^Registration \(registered\) of sip:001010000000001@/);
  expect(
    registration?.arrows.map(({ frame, from, to, label, protection }) => [
      frame,
      from,
      to,
      label,
      protection?.sa,
    ]),
  ).toEqual([
    ['2', 0, 1, 'REGISTER', undefined],
    ['3', 1, 2, 'REGISTER', undefined],
    ['4', 2, 1, '401 Unauthorized - Challenging the UE', undefined],
    ['5', 1, 0, '401 Unauthorized - Challenging the UE', undefined],
    ['7', 0, 1, 'REGISTER', 'uc->ps'],
    ['8', 1, 2, 'REGISTER', undefined],
    ['9', 2, 1, '200 OK', undefined],
    ['10', 1, 0, '200 OK', 'pc->us'],
  ]);
});
