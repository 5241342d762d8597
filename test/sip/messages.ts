import { fromLatin1 } from '../../src/bytes/latin1.ts';
import type { Origin } from '../../src/model/origin.ts';
import { parseSipDatagram } from '../../src/sip/datagram.ts';
import type { SipMessage } from '../../src/sip/message.ts';

/** Bytes of lines joined by CR LF; the last line gets none. */
export function lines(...text: string[]): Uint8Array {
  return fromLatin1(text.join('\r\n'));
}

/** A whole message of a start line, header lines and a body, without any other header. */
export function message(startLine: string, headers: readonly string[], body = ''): Uint8Array {
  return lines(startLine, ...headers, '', body);
}

/** A message with all mandatory headers and the right Content-Length. */
export function wholeMessage(startLine: string, body = '', callId = 'call-1@ue'): Uint8Array {
  const method = startLine.startsWith('SIP/') ? 'REGISTER' : startLine.slice(0, startLine.indexOf(' '));
  const headers = [
    'Via: SIP/2.0/TCP 10.0.0.1:5064;branch=z9hG4bK1',
    'From: <sip:001010000000001@ims.example>;tag=f1',
    'To: <sip:001010000000001@ims.example>',
    `Call-ID: ${callId}`,
    `CSeq: 2 ${method}`,
    `Content-Length: ${body.length}`,
  ];
  return message(startLine, headers, body);
}

/** The message in a datagram; throws when there is none. */
export function parsed(bytes: Uint8Array): SipMessage {
  const found = parseSipDatagram(bytes, 0, bytes.length);
  if (found === null) throw new Error('no SIP message');
  return found;
}

/** A message with the given header lines. */
export function withHeaders(...headers: string[]): SipMessage {
  return parsed(message('OPTIONS sip:ims.example SIP/2.0', headers));
}

/** An origin in file 0 at a frame. */
export function originAt(frame: number, frames: readonly number[] | null = null): Origin {
  return { file: 0, frame, frames, seconds: frame, nanoseconds: 0, protection: null };
}
