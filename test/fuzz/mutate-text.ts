import type { Random } from './random.ts';

/* Mutations of SIP messages as text, one character a byte. */

/** Changes a message somewhere: start line, headers, Content-Length, body. */
export function mutatedSip(bytes: Uint8Array, random: Random): Uint8Array {
  const { lines, body } = partsOf(bytes);
  const at = random.below(lines.length);
  switch (random.below(12)) {
    case 0:
      lines[0] = random.oneIn(3) ? random.pick(START_LINES) : token(lines[0] ?? '', random);
      break;
    case 1:
      lines.splice(at, 1);
      break;
    case 2:
      lines.splice(at, 0, lines[random.below(lines.length)] ?? '');
      break;
    case 3:
      lines.splice(
        at,
        0,
        `${random.pick(NAMES)}${random.pick([': ', ':', ' : ', '\t:\r\n '])}${random.pick(VALUES)}`,
      );
      break;
    case 4:
      return contentLength(lines, body, random);
    case 5:
      return joined(lines, changedText(body, random));
    case 6:
      lines[at] =
        `${lines[at]}${random.pick(['\r\n ', '\r\n\t', '\n', '\r', '\r\n \r\n ', ' '.repeat(500)])}x`;
      break;
    case 7:
      lines[at] = (lines[at] ?? '').replace(/^[^:]*/, random.pick(NAMES));
      break;
    case 8:
      return joined(lines, body, random.pick(['\n', '\r', '\r\r\n', '\0', '']));
    default:
      lines[at] = token(lines[at] ?? '', random);
      break;
  }
  return joined(lines, body);
}

/** Changes parameters of Security-Client, -Server or -Verify; other messages get such a header. */
export function mutatedSecurityAgreement(bytes: Uint8Array, random: Random): Uint8Array {
  return mutatedHeader(bytes, /^Security-/i, random, () =>
    random.oneIn(8) ? `Security-${random.pick(['Client', 'Server', 'Verify'])}: ${mechanism(random)}` : null,
  );
}

/** Changes parameters of a challenge or its answer; other messages get such a header. */
export function mutatedDigest(bytes: Uint8Array, random: Random): Uint8Array {
  return mutatedHeader(bytes, /^(WWW-Authenticate|Authorization|Proxy-A|Authentication-Info)/i, random, () =>
    random.oneIn(8)
      ? `${random.pick(['WWW-Authenticate', 'Authorization'])}: Digest ${random.pick(DIGEST)},${random.pick(DIGEST)}`
      : null,
  );
}

function mutatedHeader(
  bytes: Uint8Array,
  name: RegExp,
  random: Random,
  fresh: () => string | null,
): Uint8Array {
  const { lines, body } = partsOf(bytes);
  const found = lines.flatMap((line, i) => (name.test(line) ? [i] : []));
  const replacement = fresh();
  if (found.length === 0)
    lines.splice(1 + random.below(lines.length), 0, replacement ?? `Security-Server: ${mechanism(random)}`);
  else {
    const at = random.pick(found);
    lines[at] = replacement ?? parameters(lines[at] as string, random);
  }
  return joined(lines, body);
}

/** Drops, doubles, swaps or changes a parameter. */
function parameters(line: string, random: Random): string {
  const parts = line.split(/(?<=[;,])/);
  const at = random.below(parts.length);
  switch (random.below(6)) {
    case 0:
      parts.splice(at, 1);
      break;
    case 1:
      parts.splice(at, 0, parts[random.below(parts.length)] as string);
      break;
    case 2:
      parts[at] = (parts[at] as string).replace(/=.*?([;,]?)$/, `=${random.pick(VALUES)}$1`);
      break;
    case 3:
      parts.push(random.oneIn(2) ? `,${random.pick(DIGEST)}` : `;${random.pick(MECHANISM)}`);
      break;
    default:
      parts[at] = token(parts[at] as string, random);
      break;
  }
  return parts.join('');
}

function mechanism(random: Random): string {
  const count = random.below(8);
  return ['ipsec-3gpp', ...Array.from({ length: count }, () => random.pick(MECHANISM))].join(';');
}

/** Changes one word of a text. */
function token(text: string, random: Random): string {
  const words = text.split(/([;,=" <>:@/[\]]+)/);
  const at = random.below(words.length);
  const word = words[at] as string;
  switch (random.below(6)) {
    case 0:
      words[at] = '';
      break;
    case 1:
      words[at] = random.pick(VALUES);
      break;
    case 2:
      words[at] = word + word;
      break;
    case 3:
      words[at] = random.pick(words);
      break;
    default:
      words[at] = changedText(word, random);
      break;
  }
  return words.join('');
}

function changedText(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  switch (random.below(4)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(0, at) + random.pick(VALUES) + text.slice(at);
    case 2:
      return text.slice(0, at) + String.fromCharCode(random.below(256)) + text.slice(at + 1);
    default:
      return text.slice(0, at) + text.slice(at + 1 + random.below(4));
  }
}

function contentLength(lines: string[], body: string, random: Random): Uint8Array {
  const value = random.pick([
    '',
    '0',
    '-1',
    '1',
    `${body.length + 1}`,
    `${Math.max(0, body.length - 1)}`,
    '65535',
    '4294967295',
    '4294967296',
    '99999999999999999999',
    '0x10',
    '1e3',
    ' 00000000000000000000005',
    '5, 5',
    '5 5',
    '5;x=y',
    '+5',
    '१',
  ]);
  const at = lines.findIndex(line => /^(content-length|l)\s*:/i.test(line));
  const line = `${random.pick(['Content-Length', 'l', 'CONTENT-LENGTH', 'Content-Length '])}: ${value}`;
  if (at < 0 || random.oneIn(3)) lines.splice(1 + random.below(lines.length), 0, line);
  else lines[at] = line;
  return joined(lines, body);
}

function partsOf(bytes: Uint8Array): { lines: string[]; body: string } {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  const end = text.indexOf('\r\n\r\n');
  const head = end < 0 ? text : text.slice(0, end);
  return { lines: head.split('\r\n'), body: end < 0 ? '' : text.slice(end + 4) };
}

function joined(lines: readonly string[], body: string, lineEnd = '\r\n'): Uint8Array {
  const text = `${lines.join(lineEnd)}${lineEnd}${lineEnd}${body}`.slice(0, LONGEST);
  return new Uint8Array(Buffer.from(text, 'latin1'));
}

/** What one UDP datagram can carry. */
const LONGEST = 65_000;

const START_LINES = [
  'SIP/2.0 401 Unauthorized',
  'SIP/2.0 200 OK',
  'SIP/2.0 1000 X',
  'SIP/2.0 099',
  'SIP/2.0 200',
  'SIP/2.0  200 OK',
  'SIP/3.0 200 OK',
  'sip/2.0 200 OK',
  'REGISTER sip:ims SIP/2.0',
  'REGISTER  SIP/2.0',
  'REGISTER sip:ims SIP/2.0 ',
  'A a SIP/2.0',
  ' REGISTER sip:ims SIP/2.0',
  'REGISTER sip:[::1 SIP/2.0',
  'REGISTER sip:a@b@c:99999;lr SIP/2.0',
  'HTTP/1.1 200 OK',
  '',
  'INVITE tel:+1 SIP/2.0',
  `REGISTER sip:${'a'.repeat(3000)} SIP/2.0`,
];

const NAMES = [
  'Via',
  'v',
  'From',
  'f',
  'To',
  't',
  'Call-ID',
  'i',
  'CSeq',
  'Contact',
  'm',
  'Content-Length',
  'l',
  'Content-Type',
  'Expires',
  'Route',
  'Record-Route',
  'Service-Route',
  'Path',
  'P-Asserted-Identity',
  'P-Access-Network-Info',
  'Security-Client',
  'Security-Server',
  'Security-Verify',
  'WWW-Authenticate',
  'Authorization',
  'Proxy-Authenticate',
  'Authentication-Info',
  'Max-Forwards',
  'Supported',
  'Require',
  'Subject',
  's',
  '',
  ' ',
  'X\0Y',
  'Ü',
  'constructor',
  '__proto__',
  'toString',
];

const VALUES = [
  '',
  ' ',
  '"',
  '""',
  '\\',
  '"\\"',
  '<',
  '>',
  '<<>>',
  ',',
  ',,',
  ';',
  '=',
  ';=',
  '%00',
  '%',
  '\0',
  '\x1b[2J',
  '\u0085',
  '\u00ff\u00fe',
  '\u00e2\u0080\u00ae',
  '0',
  '-1',
  '4294967295',
  '4294967296',
  '65535',
  '65536',
  '99999999999999999999',
  '1e9',
  'NaN',
  '0x',
  '0x00',
  'ffffffffffffffffffffffffffffffff',
  'gg',
  'SIP/2.0',
  'sip:',
  'sip:@',
  'sip:[',
  '[::]',
  '[:::::::]',
  '256.256.256.256',
  '10.0.0.1:',
  ':5060',
  '*',
  '__proto__',
  'constructor',
  '1 REGISTER',
  '1 ',
  'AKAv1-MD5',
  'ipsec-3gpp',
  'hmac-sha-1-96',
  'aes-cbc',
  '</script><svg onload=x>',
  '&amp;<![CDATA[',
  '|',
  '`$(x)`',
  "';x",
  '\t',
  '\r',
  '\n',
  '\r\n\r\n',
  'a'.repeat(300),
  '('.repeat(200),
  '"a'.repeat(100),
  ',;='.repeat(80),
];

const MECHANISM = [
  'alg=hmac-sha-1-96',
  'alg=hmac-md5-96',
  'alg=null',
  'alg=aes-gmac',
  'alg=',
  'alg=sha256',
  'ealg=aes-cbc',
  'ealg=null',
  'ealg=aes-gcm',
  'ealg=des-ede3-cbc',
  'ealg=',
  'ealg',
  'spi-c=1',
  'spi-c=0',
  'spi-c=4294967296',
  'spi-s=0x10',
  'spi-s=255',
  'spi-c=-1',
  'port-c=0',
  'port-c=65536',
  'port-s=5063',
  'port-s=',
  'prot=ah',
  'mod=tun',
  'mod=UDP-enc-tun',
  'q=0.5',
  'q=9',
  'q=x',
  'spi-c=256',
  'spi-c="300"',
  'SPI-C=77',
  ' spi-s = 78 ',
];

const DIGEST = [
  'nonce=""',
  'nonce="AAAA"',
  'nonce="!!!!"',
  'nonce=x',
  `nonce="${'A'.repeat(44)}"`,
  `nonce="${'A'.repeat(5000)}"`,
  'algorithm=AKAv1-MD5',
  'algorithm=AKAv2-SHA-256',
  'algorithm=AKAv9-X',
  'algorithm=',
  'ck=""',
  'ck="00"',
  `ck="${'00'.repeat(16)}"`,
  `ik="${'ff'.repeat(16)}"`,
  `ik="${'zz'.repeat(16)}"`,
  'ik=',
  'auts=""',
  'auts="AAAA"',
  `auts="${'A'.repeat(19)}="`,
  'response=""',
  `response="${'0'.repeat(32)}"`,
  'qop=auth',
  'qop="auth,auth-int"',
  'nc=00000001',
  'nc=x',
  'cnonce="',
  'realm="\\"',
  'username=""',
  'uri="',
  'integrity-protected=ip-assoc-pending',
];
