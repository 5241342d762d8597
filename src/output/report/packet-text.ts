import { utf8FromLatin1 } from '../../bytes/utf8.ts';
import { withHiddenKeys } from '../text/hidden-keys.ts';

/**
 * What a packet says, one character a byte, as a report shows it: read as UTF-8, or as latin1 where it is none, and
 * without keys unless they are to be shown.
 */
export function packetText(text: string, showKeys: boolean): string {
  const shown = showKeys ? text : withHiddenKeys(text);
  const decoded = utf8FromLatin1(shown);
  return decoded.includes('\ufffd') ? shown : decoded;
}
