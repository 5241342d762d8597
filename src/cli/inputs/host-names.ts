import { canonicalAddress, endpointText } from '../../bytes/address.ts';
import { CommandError, EXIT } from '../terminal/terminal.ts';

/**
 * The names of `--name`, by canonical address or `address:port`.
 *
 * @param given `ADDRESS=NAME`, `ADDRESS:PORT=NAME`; IPv6 with a port in brackets.
 */
export function hostNames(given: readonly string[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const text of given) {
    const equal = text.indexOf('=');
    const end = equal < 0 ? null : endOf(text.slice(0, equal));
    const name = text.slice(equal + 1).trim();
    if (end === null || name === '')
      throw new CommandError(`--name: expected ADDRESS=NAME, found '${text}'`, EXIT.USAGE);
    names.set(end, name);
  }
  return names;
}

function endOf(text: string): string | null {
  const whole = canonicalAddress(text);
  if (whole !== null) return whole;
  const [, host, port] = /^(.+):(\d{1,5})$/.exec(text) ?? [];
  const address = host === undefined ? null : canonicalAddress(host);
  return address === null ? null : endpointText(address, Number(port));
}
