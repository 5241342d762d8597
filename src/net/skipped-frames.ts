import type { CaptureRecord, FrameReference } from '../model/capture.ts';
import type { IssueLayer } from '../model/issue.ts';
import { type NetworkStart, NO_NETWORK } from './link/network-start.ts';
import type { DamageReport } from './packet/damage-report.ts';
import type { NetStatistics } from './statistics.ts';

/** Kinds of frames that are told apart: PKTAP names its link types with 32 bits. */
const MAX_REPORTED = 1000;

/** Counts frames that are cut or without IP, and reports each kind once. */
export class SkippedFrames {
  readonly #statistics: NetStatistics;
  readonly #issues: DamageReport;
  /** Link types, and codes of issues. */
  readonly #reported = new Set<number | string>();
  readonly #reportedSnaplen = new Set<number>();

  constructor(statistics: NetStatistics, issues: DamageReport) {
    this.#statistics = statistics;
    this.#issues = issues;
  }

  /** The snap length cut this frame. */
  cut(record: CaptureRecord): void {
    this.#statistics.truncatedFrames++;
    if (this.#reportedSnaplen.has(record.file)) return;
    this.#reportedSnaplen.add(record.file);
    const message = `expected a frame of ${record.originalLength} bytes, found ${record.data.length}: the snap length cut it (first such frame)`;
    this.#issues.damage('snaplen', 'link', record, null, message);
  }

  /** This frame has no IP, for the reason in `network`. */
  withoutIp(record: CaptureRecord, network: NetworkStart): void {
    const statistics = this.#statistics;
    switch (network.etherType) {
      case NO_NETWORK.TOO_SHORT:
        if (record.originalLength <= record.data.length) this.#shortLink(record);
        return;
      case NO_NETWORK.UNKNOWN_LINK:
        statistics.unknownLinkType++;
        this.#linkType(record, network.linkType);
        return;
      case NO_NETWORK.WLAN_PROTECTED:
        statistics.wlanProtected++;
        this.once('wlan-protected', 'link', record, 'encrypted 802.11 frames are counted and skipped');
        return;
      case NO_NETWORK.WLAN_UNREAD:
        statistics.wlanUnread++;
        this.once(
          'wlan-unread',
          'link',
          record,
          'A-MSDUs and fragments of 802.11 frames are counted and skipped',
        );
        return;
      default:
        statistics.notIp++;
    }
  }

  /** Reports an issue once per decoder. */
  once(code: string, layer: IssueLayer, where: FrameReference, message: string): void {
    if (this.#reported.has(code)) return;
    this.#reported.add(code);
    this.#issues.damage(code, layer, where, null, `${message} (first such frame)`);
  }

  #shortLink(record: CaptureRecord): void {
    this.#statistics.malformed++;
    const message = `expected a whole link header, found a frame of ${record.data.length} bytes`;
    this.#issues.damage('link-header', 'link', record, 0, message);
  }

  #linkType(record: CaptureRecord, linkType: number): void {
    if (this.#reported.has(linkType) || this.#reported.size >= MAX_REPORTED) return;
    this.#reported.add(linkType);
    const message = `link type ${linkType} is not supported; its frames are skipped`;
    this.#issues.damage('link-type', 'link', record, null, message);
  }
}
