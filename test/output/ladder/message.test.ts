import { expect, test } from 'vitest';
import { ladderMessage } from '../../../src/output/ladder/message.ts';
import { sipEvent } from '../../support/events/sip-event.ts';

const REGISTER = [
  'REGISTER sip:ims SIP/2.0',
  'Via: SIP/2.0/UDP 10.0.0.2:5070;branch=z9hG4bKtop, SIP/2.0/UDP ue;branch=z9hG4bKbelow',
  'From: <sip:a@ims>;tag=1',
  'To: <sip:b@ims>',
  'Call-ID: a@ue',
  'CSeq: 2 REGISTER',
  'Authorization: Digest username="imsi@ims", nonce="n"',
];

test('a request: method, ends, parties, both branches and whose it is', () => {
  expect(ladderMessage(sipEvent(REGISTER), 3)).toMatchObject({
    message: 3,
    frame: 7,
    source: '10.0.0.2',
    destinationPort: 5060,
    method: 'REGISTER',
    status: null,
    cseqMethod: 'REGISTER',
    from: 'sip:a@ims',
    to: 'sip:b@ims',
    vias: 2,
    branch: 'z9hG4bKtop',
    previousBranch: 'z9hG4bKbelow',
    viaPort: 5070,
    nonce: null,
    impi: 'imsi@ims',
  });
});

test('a challenge: status, reason read as UTF-8, nonce; the branch below the top is not what its sender added to', () => {
  const lines = [
    'SIP/2.0 401 N\u00c3\u00a3o',
    ...REGISTER.slice(1, 6),
    'WWW-Authenticate: Digest nonce="abc"',
  ];
  expect(ladderMessage(sipEvent(lines), 0)).toMatchObject({
    method: null,
    status: 401,
    reason: 'Não',
    nonce: 'abc',
    impi: null,
    from: null,
    previousBranch: null,
  });
});

test('a session description is one only with a body', () => {
  const lines = ['INVITE sip:a SIP/2.0', 'Content-Type: application/sdp'];
  expect(ladderMessage(sipEvent(lines), 0).sdp).toBe(false);
  expect(ladderMessage(sipEvent([...lines, 'Content-Length: 7', '', 'v=0']), 0).sdp).toBe(true);
});

test('a message that says nothing of itself', () => {
  expect(ladderMessage(sipEvent(['OPTIONS sip:a SIP/2.0']), 0)).toMatchObject({
    callId: null,
    cseqMethod: null,
    branch: null,
    vias: 0,
    viaPort: 5060,
  });
});

test('the fingerprint is that of the bytes and the ends', () => {
  const of = (lines: string[], sourcePort = 5060) =>
    ladderMessage(sipEvent(lines, { sourcePort }), 0).fingerprint;
  expect(of(REGISTER)).toBe(of([...REGISTER]));
  expect(of(REGISTER)).not.toBe(of([...REGISTER, 'X: y']));
  expect(of(REGISTER)).not.toBe(of(REGISTER, 5061));
});

test('a summary is small, whatever the message holds', () => {
  const lines = [`SIP/2.0 200 ${'x'.repeat(400)}`, `Call-ID: ${'y'.repeat(10_000)}`];
  const frames = Array.from({ length: 1000 }, (_, i) => i + 1);
  const summary = ladderMessage(sipEvent(lines, { frames }), 0);
  expect(JSON.stringify(summary).length).toBeLessThan(1500);
  expect(summary.frames.at(-1)).toBe(1000);
  expect(summary.reason).toMatch(/^x{256}…$/);
});
