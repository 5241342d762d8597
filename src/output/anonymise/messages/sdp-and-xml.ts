import type { Mapping } from '../names/mapping.ts';
import { withoutKnownNames, withoutNames } from '../names/names.ts';

/** SDP (RFC 8866): what names hosts, people and keys is replaced. */
export function anonymousSdp(body: string, mapping: Mapping): string {
  return body.replace(/^([a-z])=([^\r\n]*)/gm, (line, letter: string, value: string) => {
    if (letter === 'o' || letter === 'c') {
      const network = /\bIN IP[46]\b/.exec(value);
      if (network === null) return `${letter}=${withoutNames(value, mapping)}`;
      const [before, after] = [value.slice(0, network.index), value.slice(network.index + network[0].length)];
      return `${letter}=${withoutNames(before, mapping)}${network[0]}${withoutNames(after, mapping)}`;
    }
    if ('vbtrm'.includes(letter)) return line;
    if (letter !== 'a') return `${letter}=${value === '-' ? value : withoutNames(value, mapping)}`;
    const secret = SECRET_ATTRIBUTE.exec(value)?.[0];
    if (secret === undefined) return `a=${withoutKnownNames(value, mapping)}`;
    return `a=${secret}${withoutNames(value.slice(secret.length), mapping)}`;
  });
}

const SECRET_ATTRIBUTE =
  /^(?:crypto:\d+ \S+ inline:|ice-ufrag:|ice-pwd:|fingerprint:\S+ |cname:|ssrc:\d+ \w+:|key-mgmt:\w+ |msid:|label:|tls-id:)/;

/** XML: names of elements and attributes stay; their contents do not, except words of a state. */
export function anonymousXml(body: string, mapping: Mapping): string {
  return body.replace(/<[^>]*>?|[^<]+/g, piece => {
    if (!piece.startsWith('<')) return withoutNames(piece, mapping, STATE_WORDS);
    if (piece.startsWith('<?') || piece.startsWith('<!DOCTYPE')) return piece;
    if (piece.startsWith('<!')) return `<!${withoutNames(piece.slice(2), mapping)}`;
    return piece.replace(
      /([-\w:.]{1,80}\s{0,9}=\s{0,9})("[^"]*"|'[^']*')/g,
      (_, name: string, value: string) =>
        /^(?:xmlns|xsi|version|state|event|expires|encoding|q\b|type|duration)/i.test(name)
          ? `${name}${withoutKnownNames(value, mapping)}`
          : `${name}${withoutNames(value, mapping)}`,
    );
  });
}

const STATE_WORDS: ReadonlySet<string> = new Set(
  `active terminated pending registered created refreshed shortened expired deactivated probation unregistered
  rejected full partial init emergency restoration initial registration open closed true false`.split(/\s+/),
);
