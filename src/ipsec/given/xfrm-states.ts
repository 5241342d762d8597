import { parseAddress } from '../../bytes/address.ts';
import { fromHex, toHex } from '../../bytes/hex.ts';
import { secretOrNull } from '../../bytes/secret-bytes.ts';
import type { KeyFile, KeyFileIssue } from '../../model/key-file.ts';
import type { GivenSa } from '../../model/security-association.ts';
import { mayBeKey, unsupportedSa } from './esp-sa-file.ts';
import { cipherNamed, GMAC } from './given-algorithms.ts';
import { type KernelAlgorithm, kernelAead, kernelCipher, kernelIcv } from './kernel-algorithms.ts';

/**
 * Reads the SAs of Linux kernels from the output of `ip xfrm state`, also with `-s`, `-d` or `-c`, of `ip xfrm
 * monitor`, and from `ip xfrm state add` commands. Several outputs may follow each other; an SA that occurs twice, as
 * at both ends, counts once. Policies and text before the words (in a log, for example) are ignored. SAs of other
 * protocols than ESP and unsupported algorithms become issues.
 */
export function parseXfrmStates(text: string): KeyFile<GivenSa> {
  const reader = new StateReader();
  for (const [index, line] of text.split('\n').entries()) reader.line(index + 1, tokensOf(line));
  return reader.end();
}

/** The words of a line, without colours (ESC [ … m), shell quotes and backslashes that join lines. */
function tokensOf(line: string): string[] {
  const plain = line.replaceAll(COLOUR, '').replaceAll(/\\(?=\s|$)/g, ' ');
  return plain
    .trim()
    .split(/\s+/)
    .map(token => token.replaceAll(/^['"]|['"]$/g, '').replace(/^['"]$/, ''));
}

const COLOUR = /\u001b\[[0-9;]*m/g;

/** An algorithm in the text. */
interface Named {
  readonly line: number;
  readonly kernel: string;
  /** Null if the line has no hex. */
  readonly key: Uint8Array | null;
  readonly keyText: string;
  readonly bits: number | null;
}

/** One SA, as far as it was read. */
interface State {
  readonly line: number;
  readonly source: string;
  readonly destination: string;
  protocol: string | null;
  spi: number | null;
  icv: Named | null;
  cipher: Named | null;
  aead: Named | null;
  sequenceHigh: number | null;
  readonly ports: Record<'sport' | 'dport', number>;
  readonly udpPorts: Set<number>;
}

/** The part of an SA that is being read: some words have a different meaning in each. */
type Section = 'state' | 'selector' | 'encapsulation';

class StateReader {
  readonly #sas: GivenSa[] = [];
  readonly #issues: KeyFileIssue[] = [];
  readonly #seen = new Set<string>();
  #state: State | null = null;

  line(line: number, tokens: readonly string[]): void {
    let section: Section = 'state';
    for (let i = 0; i < tokens.length; i++) {
      const token = tokens[i] as string;
      if (token === 'sel') section = 'selector';
      else if (token === 'encap') {
        section = 'encapsulation';
        this.#encapsulation(tokens, i);
      } else if (token === 'src' && tokens[i + 2] === 'dst') this.#ends(line, tokens, i);
      else if (this.#state !== null) this.#word(this.#state, section, line, tokens, i);
    }
  }

  end(): KeyFile<GivenSa> {
    this.#finish();
    if (this.#sas.length + this.#issues.length === 0)
      this.#issues.push({
        place: '',
        kind: 'wrong',
        reason: 'expected the output of ip xfrm state, found no SA',
      });
    return { entries: this.#sas, issues: this.#issues };
  }

  /** Ends of a selector are ignored; those of a policy have prefix lengths, or belong to its template. */
  #ends(line: number, tokens: readonly string[], i: number): void {
    const before = tokens[i - 1];
    if (before === 'sel') return;
    this.#finish();
    const [source, destination] = [tokens[i + 1] ?? '', tokens[i + 3] ?? ''];
    if (before === 'tmpl' || parseAddress(source) === null || parseAddress(destination) === null) return;
    this.#state = {
      line,
      source,
      destination,
      protocol: null,
      spi: null,
      icv: null,
      cipher: null,
      aead: null,
      sequenceHigh: null,
      ports: { sport: 0, dport: 0 },
      udpPorts: new Set(),
    };
  }

  #word(state: State, section: Section, line: number, tokens: readonly string[], i: number): void {
    const value = tokens[i + 1] ?? '';
    switch (tokens[i]) {
      case 'proto':
        if (section === 'state' && /^[a-z0-9]{1,8}$/.test(value)) state.protocol ??= value;
        break;
      case 'spi':
        state.spi ??= numberOf(value.replace(/\(.*/, ''));
        break;
      case 'auth':
      case 'auth-trunc':
        state.icv ??= namedAt(line, tokens, i, tokens[i] === 'auth-trunc');
        break;
      case 'enc':
        state.cipher ??= namedAt(line, tokens, i, false);
        break;
      case 'aead':
        state.aead ??= namedAt(line, tokens, i, true);
        break;
      case 'esn':
        // `flag esn`, and the heading of the counters that follow.
        state.sequenceHigh ??= 0;
        break;
      case 'seq-hi':
      case 'oseq-hi':
        state.sequenceHigh = Math.max(state.sequenceHigh ?? 0, numberOf(value.replace(/,$/, '')) ?? 0);
        break;
      case 'sport':
      case 'dport':
        this.#port(state, section, tokens[i] as 'sport' | 'dport', numberOf(value) ?? 0);
    }
  }

  #port(state: State, section: Section, name: 'sport' | 'dport', port: number): void {
    if (port < 1 || port > 0xffff) return;
    if (section === 'selector') state.ports[name] = port;
    else if (section === 'encapsulation') state.udpPorts.add(port);
  }

  /** As a command gives it: type, two ports, an address. What is printed has names before the ports. */
  #encapsulation(tokens: readonly string[], i: number): void {
    if (this.#state === null || !(tokens[i + 1] ?? '').startsWith('espinudp')) return;
    for (const text of [tokens[i + 2], tokens[i + 3]]) {
      const port = numberOf(text ?? '');
      if (port !== null && port > 0 && port <= 0xffff) this.#state.udpPorts.add(port);
    }
  }

  #finish(): void {
    const state = this.#state;
    this.#state = null;
    // A policy has no SPI, and an SA that the kernel still waits for has SPI 0.
    if (state === null || (state.spi ?? 0) === 0 || state.protocol === null) return;
    if (state.protocol !== 'esp') {
      this.#issues.push(unsupportedSa(`line ${state.line}`, state.protocol.toUpperCase()));
      return;
    }
    const sa = givenSaOf(state);
    if ('reason' in sa) {
      this.#issues.push({ place: `line ${sa.line}`, kind: 'wrong', reason: sa.reason });
      return;
    }
    const identity = identityOf(sa, state);
    if (this.#seen.has(identity)) return;
    this.#seen.add(identity);
    this.#sas.push(sa);
    if (sa.unsupported !== null) this.#issues.push(unsupportedSa(`line ${state.line}`, sa.unsupported));
  }
}

/** The algorithm after a word; null if the line only happens to contain the word. */
function namedAt(line: number, tokens: readonly string[], i: number, withBits: boolean): Named | null {
  const kernel = tokens[i + 1] ?? '';
  const keyText = tokens[i + 2] ?? '';
  const needsNoKey = kernel === 'digest_null' || kernel.endsWith('cipher_null)') || kernel === 'cipher_null';
  const hasKey = /^0[xX]/.test(keyText);
  const isHidden = keyText.startsWith('<<');
  if (!hasKey && !isHidden && !needsNoKey && (keyText !== '' || !/[()]/.test(kernel))) return null;
  // `-s` puts the length of the key between it and that of the ICV: (160 bits) 96.
  const rest = tokens
    .slice(i + 3)
    .join(' ')
    .replace(/^\(\d+ bits\) ?/, '');
  const bits = withBits ? /^\d+/.exec(rest)?.[0] : undefined;
  return {
    line,
    kernel,
    key: hasKey ? secretOrNull(fromHex(keyText)) : isHidden ? null : NO_KEY,
    keyText: isHidden ? 'hidden' : keyText,
    bits: bits === undefined ? null : Number(bits),
  };
}

const NO_KEY = new Uint8Array(0);

/** A decimal or hex number of 32 bits, or null. */
function numberOf(text: string): number | null {
  if (!/^(\d{1,10}|0[xX][0-9a-fA-F]{1,8})$/.test(text)) return null;
  return Number(text) <= 0xffff_ffff ? Number(text) : null;
}

type Reason = { readonly line: number; readonly reason: string };

function givenSaOf(state: State): GivenSa | Reason {
  const source = parseAddress(state.source) as Uint8Array;
  const destination = parseAddress(state.destination) as Uint8Array;
  if (source.length !== destination.length)
    return { line: state.line, reason: 'src and dst: expected two addresses of one family' };
  const algorithms = state.aead === null ? separate(state) : combined(state.aead);
  if ('reason' in algorithms) return algorithms;
  const { sport, dport } = state.ports;
  return {
    family: source.length === 4 ? 4 : 6,
    source: exactly(source),
    destination: exactly(destination),
    spi: state.spi as number,
    spiMask: 0xffff_ffff,
    ...algorithms,
    sequenceHigh: state.sequenceHigh,
    ...(sport === 0 ? {} : { sourcePort: sport }),
    ...(dport === 0 ? {} : { destinationPort: dport }),
    ...(state.udpPorts.size === 0 ? {} : { udpPorts: [...state.udpPorts] }),
  };
}

function exactly(octets: Uint8Array): GivenSa['source'] {
  return { octets, mask: new Uint8Array(octets.length).fill(255) };
}

type Algorithms = Pick<
  GivenSa,
  'encryption' | 'authentication' | 'ealg' | 'alg' | 'encryptionKey' | 'authenticationKey' | 'unsupported'
>;

/** A separate cipher and integrity algorithm; either may be absent. */
function separate({ line, icv, cipher }: State): Algorithms | Reason {
  if (icv === null && cipher === null) return { line, reason: 'expected auth, enc or aead after this SA' };
  const icvRow = kernelIcv(icv?.kernel ?? 'digest_null', icv?.bits ?? null);
  const cipherRow = kernelCipher(cipher?.kernel ?? 'ecb(cipher_null)');
  if (icvRow === null) return unsupported(icv as Named);
  if (cipherRow === null) return unsupported(cipher as Named);
  const icvKey = keyOf(icv, icvRow);
  const cipherKey = keyOf(cipher, cipherRow);
  if (!(icvKey instanceof Uint8Array)) return icvKey;
  if (!(cipherKey instanceof Uint8Array)) return cipherKey;
  return {
    encryption: cipherRow.wireshark,
    authentication: icvRow.wireshark,
    ealg: cipherRow.name,
    alg: icvRow.name,
    encryptionKey: cipherKey,
    authenticationKey: icvKey,
    unsupported: null,
  };
}

/** AES-GCM, or AES-GMAC, which does not encrypt. */
function combined(named: Named): Algorithms | Reason {
  const row = kernelAead(named.kernel, named.bits ?? 128);
  if (row === null) return unsupported(named);
  const key = keyOf(named, row);
  if (!(key instanceof Uint8Array)) return key;
  const isGmac = row.wireshark === GMAC;
  return {
    encryption: isGmac ? 'NULL' : row.wireshark,
    authentication: isGmac ? GMAC : 'NULL',
    ealg: isGmac ? 'null' : row.name,
    alg: isGmac ? row.name : 'null',
    encryptionKey: isGmac ? NO_KEY : key,
    authenticationKey: isGmac ? key : NO_KEY,
    unsupported: null,
  };
}

function unsupported({ line, kernel, bits }: Named): Algorithms | Reason {
  if (mayBeKey(kernel)) return { line, reason: 'expected the name of an algorithm before the key' };
  const name = bits === null ? kernel : `${kernel} ${bits}`;
  return {
    encryption: name,
    authentication: name,
    ealg: kernel,
    alg: kernel,
    encryptionKey: NO_KEY,
    authenticationKey: NO_KEY,
    unsupported: name,
  };
}

/** The key of an algorithm, or why it is wrong; the reason never shows the key. */
function keyOf(named: Named | null, row: KernelAlgorithm): Uint8Array | Reason {
  if (named === null || row.wireshark === 'NULL') return NO_KEY;
  const wrong = (reason: string): Reason => ({ line: named.line, reason: `${named.kernel}: ${reason}` });
  if (named.keyText === 'hidden')
    return wrong('the key is hidden: run ip xfrm state as root, without nokeys');
  if (named.key === null) return wrong('expected a key of 0x and an even number of hex digits');
  if (named.key.length === 0) return wrong('key: missing');
  const lengths = row.wireshark === GMAC ? AES_AND_SALT : (cipherNamed(row.wireshark)?.keyLengths ?? []);
  if (lengths.length > 0 && !lengths.includes(named.key.length))
    return wrong(`expected a key of ${lengths.join(' or ')} octets, found ${named.key.length}`);
  return named.key;
}

const AES_AND_SALT: readonly number[] = [20, 28, 36];

/** A text that is equal for equal SAs. It contains the keys, so it must stay in memory. */
function identityOf(sa: GivenSa, { source, destination }: State): string {
  const { spi, encryption, authentication, encryptionKey, authenticationKey } = sa;
  const keys = [toHex(encryptionKey), toHex(authenticationKey)];
  return [source, destination, spi, encryption, authentication, ...keys].join(' ');
}
