import { canonicalAddress } from '../../bytes/address.ts';
import { printable } from '../../bytes/printable.ts';

/** The names of a file such as /etc/hosts, by canonical address, and its damaged lines. */
interface NamesFile {
  readonly names: ReadonlyMap<string, string>;
  /** Number of the first damaged line, counted from 1, and what stands there; null without one. */
  readonly wrong: { readonly line: number; readonly found: string } | null;
  /** How many there are. */
  readonly wrongLines: number;
}

/**
 * Reads lines of an address, its name and perhaps other names, which are not used; `#` begins a comment. A second line
 * for an address is not used either, as in hosts(5).
 */
export function parseNames(text: string): NamesFile {
  const names = new Map<string, string>();
  let wrong: NamesFile['wrong'] = null;
  let wrongLines = 0;
  let line = 0;
  for (const whole of text.replace(/^\ufeff/, '').split(/\r?\n/)) {
    line++;
    const [first, name] = (whole.split('#', 1)[0] as string).split(/[ \t]+/).filter(word => word !== '');
    if (first === undefined) continue;
    const address = addressOf(first);
    if (address === null || name === undefined) {
      wrongLines++;
      wrong ??= { line, found: whole.trim().slice(0, SHOWN) };
    } else if (!names.has(address)) names.set(address, printable(name));
  }
  return { names, wrong, wrongLines };
}

/** Characters of a damaged line that are shown. */
const SHOWN = 60;

/** Without the zone of a link-local address (RFC 4007 §11), which packets do not have. */
function addressOf(text: string): string | null {
  return canonicalAddress(text.split('%', 1)[0] as string);
}
