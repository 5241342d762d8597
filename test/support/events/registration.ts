import { toHex } from '../../../src/bytes/hex.ts';
import type { CaptureRecord } from '../../../src/model/capture.ts';
import type { KeyMaterial, Suite } from '../../../src/model/security-association.ts';
import { espPacket } from '../captures/esp-packets.ts';
import { ethernet, type Flow, ip, join, latin1, record, udp } from '../captures/packets.ts';
import { ENDS, KEY, SUITE } from '../captures/sa-set.ts';

const SCSCF = '10.20.0.2';
const MW = '10.20.0.1';

/** Headers of all messages. */
const COMMON = [
  'Via: SIP/2.0/UDP 10.0.0.1',
  'From: <sip:alice@ims>;tag=1',
  'To: <sip:alice@ims>',
  'Content-Length: 0',
];

/** What may differ from a registration that goes well. */
export interface Story {
  readonly suite?: Suite;
  /** The ealg that the headers say, when it is not that of the packets. */
  readonly saidEalg?: string;
  /** Keys that the UE uses; those of the 401 by default. */
  readonly ueKey?: Pick<KeyMaterial, 'ck' | 'ik'>;
  /** Messages that the UE sends after it is registered. */
  readonly messages?: number;
}

/** The frames of a registration over UDP: clear REGISTER, 401 on Mw and Gm, protected REGISTER, 200, MESSAGEs. */
export function registration(story: Story = {}): Record<
  'request' | 'mw' | 'gm' | 'answer' | 'ok',
  Uint8Array
> & {
  readonly messages: Uint8Array[];
} {
  const suite = story.suite ?? SUITE;
  const ealg = story.saidEalg ?? suite.ealg;
  const { ue, pcscf } = ENDS;
  const mechanism = (end: typeof ue | typeof pcscf) =>
    `ipsec-3gpp;alg=${suite.alg};ealg=${ealg};spi-c=${end.spiC};spi-s=${end.spiS};port-c=${end.portC};port-s=${end.portS}`;
  const gm = flow(ue.address, 5060, pcscf.address, 5060);
  const challenge = 'Digest realm="ims", nonce="N1", algorithm=AKAv1-MD5';
  const protectedBy = (sequence: number, text: string) =>
    esp(
      suite,
      story.ueKey ?? KEY,
      sequence,
      flow(ue.address, ue.portC, pcscf.address, pcscf.portS),
      pcscf.spiS,
      text,
    );
  return {
    request: clear(gm, sip('REGISTER sip:ims SIP/2.0', 1, `Security-Client: ${mechanism(ue)}`)),
    mw: clear(
      flow(SCSCF, 5060, MW, 5060),
      sip(
        'SIP/2.0 401 Unauthorized',
        1,
        `WWW-Authenticate: ${challenge}, ck="${toHex(KEY.ck)}", ik="${toHex(KEY.ik)}"`,
      ),
    ),
    gm: clear(
      flow(pcscf.address, 5060, ue.address, 5060),
      sip(
        'SIP/2.0 401 Unauthorized',
        1,
        `WWW-Authenticate: ${challenge}`,
        `Security-Server: ${mechanism(pcscf)}`,
      ),
    ),
    answer: protectedBy(
      1,
      sip(
        'REGISTER sip:ims SIP/2.0',
        2,
        'Authorization: Digest username="alice@ims", nonce="N1", response="0"',
        `Security-Verify: ${mechanism(pcscf)}`,
      ),
    ),
    ok: esp(
      suite,
      KEY,
      1,
      flow(pcscf.address, pcscf.portC, ue.address, ue.portS),
      ue.spiS,
      sip('SIP/2.0 200 OK', 2, 'Expires: 600'),
    ),
    messages: Array.from({ length: story.messages ?? 0 }, (_, i) =>
      protectedBy(
        2 + i,
        ['MESSAGE sip:bob@ims SIP/2.0', ...COMMON, `Call-ID: m${i}`, 'CSeq: 1 MESSAGE', '', ''].join('\r\n'),
      ),
    ),
  };
}

/** Frames numbered from 1, ten milliseconds apart. */
export function records(frames: readonly Uint8Array[]): CaptureRecord[] {
  return frames.map((frame, index) => record(frame, index + 1, { time: index * 10_000_000 }));
}

function flow(source: string, sourcePort: number, destination: string, destinationPort: number): Flow {
  return { source, sourcePort, destination, destinationPort };
}

function sip(startLine: string, cseq: number, ...headers: string[]): string {
  return [startLine, ...COMMON, 'Call-ID: a@ue', `CSeq: ${cseq} REGISTER`, ...headers, '', ''].join('\r\n');
}

function clear(ends: Flow, text: string): Uint8Array {
  return ethernet(ip(ends, 17, udp(ends, latin1(text))));
}

function esp(
  suite: Suite,
  key: Pick<KeyMaterial, 'ck' | 'ik'>,
  sequence: number,
  inner: Flow,
  spi: number,
  text: string,
): Uint8Array {
  const payload = join(udp(inner, latin1(text)));
  return ethernet(ip(inner, 50, espPacket(suite, key, { spi, sequence, payload })));
}
