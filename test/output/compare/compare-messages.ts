import type { Side } from '../../../src/output/compare/comparison.ts';
import type { KeptMessage } from '../../../src/output/compare/dialog-messages.ts';
import { SipMessage } from '../../../src/sip/message.ts';

/** A message with these lines; an empty line and a body may follow. */
export function message(startLine: string, headers: readonly string[], body = ''): SipMessage {
  const head = [startLine, 'Call-ID: a@b', ...headers, '', ''].join('\r\n');
  return new SipMessage(Buffer.from(head + body, 'latin1'), head.length);
}

/** The same as it is kept; from the phone 10.0.0.2 unless said otherwise. */
export function kept(
  of: SipMessage,
  { frame = 1, seconds = 0, source = '10.0.0.2', destination = '10.0.0.1', sa = null as string | null } = {},
): KeptMessage {
  return { frame, seconds, nanoseconds: 0, source, destination, transport: 'udp', sa, message: of };
}

/** A call with these start lines, a second after each other. */
export function call(status: number | null, ...startLines: string[]): Side {
  const messages = startLines.map((line, i) =>
    kept(message(line, ['CSeq: 1 INVITE']), { frame: i + 1, seconds: i }),
  );
  return {
    files: ['x.pcap'],
    registration: null,
    dialog: { callId: 'a@b', method: 'INVITE', status, messages },
  };
}
