import { utf8FromLatin1 } from '../../bytes/utf8.ts';
import { withHiddenKeys } from '../text/hidden-keys.ts';

/**
 * Text of a packet, one character per byte, for a report: decoded as UTF-8, or as latin1 if it is not valid UTF-8;
 * without keys unless they are shown.
 */
export function packetText(text: string, showKeys: boolean): string {
  const shown = showKeys ? text : withHiddenKeys(text);
  const decoded = utf8FromLatin1(shown);
  return decoded.includes('\ufffd') ? shown : decoded;
}
