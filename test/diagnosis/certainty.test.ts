import { expect, test } from 'vitest';
import { asSureAsSeen, cutFrames } from '../../src/diagnosis/certainty.ts';
import type { Finding } from '../../src/model/diagnosis.ts';
import { SipMessage } from '../../src/sip/message.ts';
import { latin1 } from '../support/captures/packets.ts';
import { diagnosed, mechanism, PCSCF, Script } from '../support/events/script.ts';
import { sipNote } from '../support/events/sip-note.ts';

const FINDING: Finding = {
  rule: 'R06',
  severity: 'error',
  confidence: 'certain',
  title: 'title',
  detail: 'detail',
  frames: [{ file: 0, frame: 4 }],
  advice: 'advice',
  settle: null,
  callId: 'a@ue',
};
const NOTHING = { dropped: 0, cut: new Set<string>() };

test('what rests on a message that was cut is likely, and says how to see all of it', () => {
  const cut = { dropped: 0, cut: new Set(['0:4']) };
  expect(asSureAsSeen(FINDING, cut)).toMatchObject({
    confidence: 'likely',
    settle: expect.stringContaining('-s 0'),
  });
  expect(asSureAsSeen({ ...FINDING, frames: [{ file: 1, frame: 4 }] }, cut).confidence).toBe('certain');
});

test('so is what a table that was full might change', () => {
  expect(asSureAsSeen(FINDING, { ...NOTHING, dropped: 1 })).toMatchObject({
    confidence: 'likely',
    settle: expect.stringContaining('--max-memory'),
  });
});

test('notes, and what is not certain anyway, stay as they are', () => {
  const unseen = { dropped: 1, cut: new Set(['0:4']) };
  for (const finding of [
    { ...FINDING, severity: 'note' },
    { ...FINDING, confidence: 'possible' },
  ] as const)
    expect(asSureAsSeen(finding, unseen)).toBe(finding);
  expect(asSureAsSeen(FINDING, NOTHING)).toBe(FINDING);
});

test('the frames of messages whose header was cut', () => {
  const bytes = latin1('REGISTER sip:ims SIP/2.0\r\nCall-ID: a\r\n');
  const whole = sipNote(['REGISTER sip:ims SIP/2.0']);
  const cut = { ...whole, frame: 7, message: new SipMessage(bytes, bytes.length, 'header-section-cut') };
  expect([...cutFrames([whole, cut])]).toEqual(['0:7']);
});

test('a whole 401 proves its rule', async () => {
  const headers = { 'Security-Server': mechanism(PCSCF, { alg: 'hmac-md5-96', ealg: 'des-ede3-cbc' }) };
  const { registrations } = await diagnosed(new Script().register().challengeMw().challenge({ headers }));
  expect(registrations[0]?.findings.find(({ rule }) => rule === 'R08')?.confidence).toBe('certain');
});
