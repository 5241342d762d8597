import type { OutputFrame } from '../../../src/analysis/events/output-frame.ts';
import { FrameAnonymiser } from '../../../src/output/anonymise/frames/frame-anonymiser.ts';
import { Digests } from '../../../src/output/anonymise/messages/digests.ts';
import type { Replacing } from '../../../src/output/anonymise/messages/sip-headers.ts';
import { Mapping } from '../../../src/output/anonymise/names/mapping.ts';
import { latin1, record } from './packets.ts';

/** What replaces names in tests. */
export function replacing(): Replacing {
  const mapping = new Mapping(Buffer.from('one secret'));
  return { mapping, digests: new Digests(mapping) };
}

/** A frame as it comes from the analysis, with nothing decrypted in it. */
export function outputFrame(data: Uint8Array, frame = 1, linkType = 101): OutputFrame {
  const whole = record(data, frame, { linkType });
  return { record: whole, data, originalLength: data.length, esp: [], replacement: null };
}

/** Frames of raw IP, anonymised; and how many were left out. */
export function anonymised(packets: readonly Uint8Array[]): { frames: Uint8Array[]; leftOut: number } {
  const frames: Uint8Array[] = [];
  const anonymiser = new FrameAnonymiser(replacing(), ({ data }) => frames.push(data));
  for (const [i, packet] of packets.entries()) anonymiser.frame(outputFrame(packet, i + 1));
  anonymiser.end();
  return { frames, leftOut: anonymiser.leftOut };
}

/** A short SIP message that names Alice. */
export const ALICE = latin1(
  [
    'MESSAGE sip:alice@example.org SIP/2.0',
    'Via: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bKabc',
    'From: "Alice" <sip:alice@example.org>;tag=a1',
    'Call-ID: alice@10.0.0.1',
    'CSeq: 1 MESSAGE',
    'Content-Length: 10',
    '',
    'I am alice',
  ].join('\r\n'),
);
