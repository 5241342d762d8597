import { expect, test } from 'vitest';
import {
  countText,
  durationText,
  endOf,
  endpointText,
  markText,
  secondsText,
  spiText,
  titleText,
  utcText,
} from '../../../../src/output/report/page/format.js';

test('times', () => {
  expect([0, 1_234_567_890, -5_000, 3_600e9].map(secondsText)).toEqual([
    '0.000000',
    '1.234567',
    '-0.000005',
    '3600.000000',
  ]);
  const start = { seconds: 1_700_000_000, nanoseconds: 999_999_999 };
  expect([utcText(start, 0), utcText(start, 1), utcText(start, -1e9)]).toEqual([
    '2023-11-14T22:13:20.999999999Z',
    '2023-11-14T22:13:21.000000000Z',
    '2023-11-14T22:13:19.999999999Z',
  ]);
  expect(utcText({ seconds: 1e15, nanoseconds: 5 }, 0)).toBe('1000000000000000.000000005');
  expect([5e5, 47e6, 3.25e9, 600e9, 9e12].map(durationText)).toEqual([
    '0.5 ms',
    '47 ms',
    '3.3 s',
    '10 min',
    '2.5 h',
  ]);
});

test('addresses and SPIs', () => {
  expect([endpointText('10.0.0.1', 5060), endpointText('2001:db8::1', 5062)]).toEqual([
    '10.0.0.1:5060',
    '[2001:db8::1]:5062',
  ]);
  expect(spiText(0xfff0)).toBe('0x0000fff0');
});

test('SA and ICV', () => {
  const esp = { spi: 0x1a2b, sequence: 1, set: 1, sa: 'uc->ps', icv: 'bad' };
  expect([markText({ esp: null }), markText({ esp })]).toEqual(['unprotected', 'uc->ps BAD']);
  expect(markText({ esp: { ...esp, sa: 'unknown', icv: 'good' } })).toBe('0x00001a2b good');
});

test('the end of a text', () => {
  expect([endOf('gm:7', 5), endOf('gm-long:7', 5)]).toEqual(['gm:7', '…ng:7']);
});

test('titles and counts', () => {
  expect(titleText({ method: 'INVITE', status: 0, reason: '' })).toBe('INVITE');
  expect(titleText({ method: 'INVITE', status: 180, reason: 'Ringing' })).toBe('180 Ringing (INVITE)');
  expect([countText(1, 'frame'), countText(51_000, 'frame')]).toEqual(['1 frame', '51,000 frames']);
});
