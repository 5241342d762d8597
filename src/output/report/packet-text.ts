import { utf8FromLatin1 } from '../../bytes/utf8.ts';

/** Text of a packet, one character per byte, for a report: decoded as UTF-8, or as latin1 if it is not valid UTF-8. */
export function packetText(text: string): string {
  const decoded = utf8FromLatin1(text);
  return decoded.includes('\ufffd') ? text : decoded;
}
