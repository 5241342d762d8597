import { expect, test } from 'vitest';
import type { Issue } from '../../src/model/issue.ts';
import { NO_NETWORK } from '../../src/net/link/network-start.ts';
import { DamageReport } from '../../src/net/packet/damage-report.ts';
import { SkippedFrames } from '../../src/net/skipped-frames.ts';
import { emptyNetStatistics } from '../../src/net/statistics.ts';
import { record } from '../support/captures/packets.ts';
import { decoder } from './support.ts';

function skippedFrames() {
  const issues: Issue[] = [];
  const statistics = emptyNetStatistics(decoder().net.statistics.fragments);
  const skipped = new SkippedFrames(statistics, new DamageReport(issue => issues.push(issue)));
  const without = (etherType: number, frame: number, options: Parameters<typeof record>[2] = {}) =>
    skipped.withoutIp(record(new Uint8Array(9), frame, options), {
      etherType,
      offset: 0,
      linkType: 147,
      vnTags: 0,
    });
  const codes = () => issues.map(({ code, frame }) => [code, frame]);
  return { statistics, skipped, without, codes };
}

test('each kind is counted each time and said once', () => {
  const { statistics, without, codes } = skippedFrames();
  const { UNKNOWN_LINK, WLAN_PROTECTED, WLAN_UNREAD } = NO_NETWORK;
  [UNKNOWN_LINK, WLAN_PROTECTED, WLAN_UNREAD].forEach((kind, i) => {
    without(kind, 2 * i);
    without(kind, 2 * i + 1);
  });
  expect(statistics).toMatchObject({ unknownLinkType: 2, wlanProtected: 2, wlanUnread: 2 });
  expect(codes()).toEqual([
    ['link-type', 0],
    ['wlan-protected', 2],
    ['wlan-unread', 4],
  ]);
});

test('other protocols are counted without a word', () => {
  const { statistics, without, codes } = skippedFrames();
  without(0x0806, 1);
  without(NO_NETWORK.NOT_IP, 2);
  expect(statistics.notIp).toBe(2);
  expect(codes()).toEqual([]);
});

test('a short frame is damage each time, unless the snap length cut it', () => {
  const { statistics, without, codes } = skippedFrames();
  without(NO_NETWORK.TOO_SHORT, 1);
  without(NO_NETWORK.TOO_SHORT, 2, { originalLength: 60 });
  without(NO_NETWORK.TOO_SHORT, 3);
  expect(statistics.malformed).toBe(2);
  expect(codes()).toEqual([
    ['link-header', 1],
    ['link-header', 3],
  ]);
});

test('a cut is counted each time and said once for each file', () => {
  const { statistics, skipped, codes } = skippedFrames();
  for (const [frame, file] of [
    [1, 0],
    [2, 0],
    [1, 1],
  ] as const)
    skipped.cut(record(new Uint8Array(9), frame, { originalLength: 60, file }));
  expect(statistics.truncatedFrames).toBe(3);
  expect(codes()).toEqual([
    ['snaplen', 1],
    ['snaplen', 1],
  ]);
});
