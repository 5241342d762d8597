import { canonicalAddress } from '../../bytes/address.ts';

/** The names that a user gives to addresses. */
export class HostNames {
  /** By canonical address. */
  readonly all: ReadonlyMap<string, string>;

  constructor(all: ReadonlyMap<string, string> = new Map()) {
    this.all = all;
  }

  /** The name of an address in canonical form, or the address itself. */
  of(address: string): string {
    return this.all.get(address) ?? address;
  }

  /** A text with the name before each address that has one: `pcscf (10.4.128.21:5060)`. */
  inText(text: string): string {
    if (this.all.size === 0) return text;
    return text.replace(TOKEN, (token, offset: number) => {
      const rest = /[.:]{0,3}$/.exec(token)?.[0] ?? '';
      const end = token.slice(0, token.length - rest.length);
      const name = this.#nameOf(end);
      const isPart = PART.test(text[offset - 1] ?? '') || PART.test(text[offset + token.length] ?? '');
      return name === null || isPart ? token : `${name} (${end})${rest}`;
    });
  }

  #nameOf(text: string): string | null {
    const [, host] = /^(\[.{2,45}\]|[\d.]{7,15}):\d{1,5}$/.exec(text) ?? [];
    const address = canonicalAddress(host ?? text);
    return address === null ? null : (this.all.get(address) ?? null);
  }
}

/** What an address can be, with its port: IPv4, or IPv6 in brackets or without. */
const TOKEN = /[0-9A-Fa-f.:[\]]{2,60}/g;

/** What stands beside an address that is a part of something else, such as a Call-ID or a name. */
const PART = /[\w@-]/;
