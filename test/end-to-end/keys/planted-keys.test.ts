import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fieldNamed, fieldNames } from '../../../src/output/fields/fields.ts';
import { ethernet, type Flow, ip, latin1, reverse, udp } from '../../support/captures/packets.ts';
import { pcapFile } from '../../support/captures/pcap-file.ts';
import { fixture, labCaptures, truthOf } from '../../support/programs/lab.ts';
import { ims } from '../../support/programs/terminal.ts';

const CAPTURE = fixture('a04-v4-udp-aes-cbc-hmac-sha-1-96.sll2.pcap');
const lab = labCaptures().find(({ path }) => path === CAPTURE);
if (lab === undefined) throw new Error('the fixture is missing');
const [{ ck: CK = '', ik: IK = '' } = {}] = truthOf(lab).sas;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const FIELDS = fieldNames().filter(name => fieldNamed(name)?.keys !== 'whole');
const COMMANDS: readonly (readonly string[])[] = [
  ['decode'],
  ['decode', '-V'],
  ['decode', '-T', 'json', '--hide-raw'],
  ['decode', '-T', 'fields', ...FIELDS.flatMap(name => ['-e', name])],
  ['flow'],
  ['flow', '--width', '60'],
  ['flow', '-T', 'mermaid'],
  ['flow', '-T', 'svg'],
  ['report', '-o', '-'],
  ['sas'],
  ['sas', '-T', 'json'],
  ['diagnose', '-V'],
  ['diagnose', '-T', 'json'],
];

const UP: Flow = { source: '10.0.0.2', sourcePort: 5060, destination: '10.0.0.1', destinationPort: 5060 };
const IPSEC = 'alg=hmac-sha-1-96;ealg=aes-cbc;prot=esp;mod=trans';

/** A REGISTER and its 401, on Gm, with these headers in the 401. */
function captureOf(headers: readonly string[], status = '401 Unauthorized', body = ''): string {
  const common = ['Call-ID: c@10.0.0.2', 'CSeq: 1 REGISTER', 'To: <sip:u@ims>', 'From: <sip:u@ims>;tag=a'];
  const via = 'Via: SIP/2.0/UDP 10.0.0.2:5060;branch=z9hG4bKa';
  const register = [
    'REGISTER sip:ims SIP/2.0',
    via,
    ...common,
    'Authorization: Digest username="u@ims", realm="ims", nonce="", uri="sip:ims", response=""',
    `Security-Client: ipsec-3gpp;${IPSEC};spi-c=4001;spi-s=4002;port-c=6001;port-s=6002`,
  ];
  const refused = [
    `SIP/2.0 ${status}`,
    via,
    ...common.filter(line => !headers.some(own => own.split(':')[0] === line.split(':')[0])),
    ...headers,
    `Content-Length: ${body.length}`,
  ];
  const frames = [
    [UP, `${register.join('\r\n')}\r\n\r\n`],
    [reverse(UP), `${refused.join('\r\n')}\r\n\r\n${body}`],
  ] as const;
  const path = join(folder, 'planted.pcap');
  const content = frames.map(([flow, text], at) => ({
    seconds: 1_700_000_000 + at,
    nanoseconds: 0,
    data: ethernet(ip(flow, 17, udp(flow, latin1(text)))),
  }));
  writeFileSync(path, pcapFile(content, { linkType: 1 }));
  return path;
}

/** How the beginning or the end of a key may look. Four octets are too many. */
function formsOf(hex: string): string[] {
  const octets = Buffer.from(hex, 'hex');
  const escaped = Array.from(octets.subarray(0, 4), octet => `\\x${octet.toString(16).padStart(2, '0')}`);
  return [
    hex.slice(0, 8),
    hex.slice(-8),
    octets.toString('base64').slice(0, 8).toLowerCase(),
    octets.subarray(0, 5).toString('latin1').toLowerCase(),
    octets.subarray(0, 5).toString('utf8').toLowerCase(),
    escaped.join(''),
  ];
}

const FORMS = [...formsOf(CK), ...formsOf(IK)];

/** The commands that print something of a key, with what they print of it. */
async function leaks(path: string): Promise<string[]> {
  const seen: string[] = [];
  for (const argv of COMMANDS) {
    const { exitCode, stdout, stderr } = await ims([...argv, path]);
    expect(exitCode, stderr).toBe(0);
    const text = `${stdout}\n${stderr}`.toLowerCase();
    const at = FORMS.map(form => text.indexOf(form)).find(one => one >= 0);
    if (at !== undefined)
      seen.push(
        `${argv.slice(0, 3).join(' ')}: ${JSON.stringify(text.slice(Math.max(0, at - 50), at + 50))}`,
      );
  }
  return seen;
}

const NONCE = 'nonce="Z2uLuEznJn3VIN7KSBHI8QpT5jY1LwaYf0L+QlrO3YA="';
const SERVER = `Security-Server: ipsec-3gpp;${IPSEC};spi-c=4003;spi-s=4004;port-c=6003;port-s=6004`;
const challenge = (rest: string) =>
  `WWW-Authenticate: Digest realm="ims",${NONCE},algorithm=AKAv1-MD5${rest}`;

/** What stands before a key instead of a comma, and what may be wrong with its name or value. */
const BETWEEN = [
  ' ',
  '  ',
  '\t',
  ';',
  ' ; ',
  '|',
  '&',
  '/',
  ':',
  '.',
  '\r\n ',
  '\r\n',
  '\n',
  '"',
  "'",
  '',
  ',,',
  '\\',
];
const DAMAGES: readonly [string, string][] = [
  ...BETWEEN.map((between): [string, string] => [
    `between: ${JSON.stringify(between)}`,
    challenge(`${between}ck="${CK}"${between}ik="${IK}"${between}qop="auth"`),
  ]),
  ['an unclosed quote', challenge(`,ck="${CK},ik="${IK}`)],
  ['an unclosed realm', `WWW-Authenticate: Digest realm="ims,${NONCE},ck="${CK}",ik="${IK}"`],
  ['an unclosed nonce', `WWW-Authenticate: Digest nonce="Z2uLuEznJn3V,ck="${CK}",ik="${IK}"`],
  ['an unquoted nonce', `WWW-Authenticate: Digest nonce=Z2uLuEzn= ck="${CK}" ik="${IK}",algorithm=AKAv1-MD5`],
  ['no equals', challenge(`,ck"${CK}",ik"${IK}"`)],
  ['neither equals nor quote', challenge(`,ck${CK},ik${IK}`)],
  ['the key as name', challenge(`,${CK}="ck",${IK}=1`)],
  ['two equals', challenge(`,ck=="${CK}",ik=="${IK}"`)],
  ['two quotes', challenge(`,ck=""${CK}"",ik=""${IK}""`)],
  ['single quotes', challenge(`,ck='${CK}',ik='${IK}'`)],
  ['another octet in the name', challenge(`,c\u0000k="${CK}",i\u00ffk="${IK}"`)],
  ['a bit of the name', challenge(`,cj="${CK}",hk="${IK}"`)],
  ['a longer name', challenge(`,xck="${CK}",ik2="${IK}"`)],
  ['no name', challenge(`,="${CK}","${IK}"`)],
  ['a cut name', challenge(`,k="${CK}",k="${IK}"`)],
  ['capitals', challenge(` CK="${CK.toUpperCase()}" IK="${IK.toUpperCase()}"`)],
  ['0x', challenge(` ck=0x${CK} ik=0x${IK}`)],
  ['colons in the key', challenge(` ck=${CK.match(/../g)?.join(':')} ik=${IK.match(/../g)?.join(':')}`)],
  [
    'blanks in the key',
    challenge(` ck="${CK.match(/.{8}/g)?.join(' ')}" ik="${IK.match(/.{8}/g)?.join(' ')}"`),
  ],
  [
    'a digit that is none',
    challenge(` ck="${CK.slice(0, 20)}z${CK.slice(21)}" ik="${IK.slice(0, 9)}z${IK.slice(10)}"`),
  ],
  ['a key that is cut', challenge(` ck="${CK.slice(0, 20)}" ik="${IK.slice(0, 11)}`)],
  ['base64', challenge(` ck="${Buffer.from(CK, 'hex').toString('base64')}" ik=1`)],
  ['another header', `Proxy-Authenticate: Digest ${NONCE} ck="${CK}" ik="${IK}"`],
  ['a damaged header', `WWW-Authenticat?: Digest ${NONCE} ck"${CK}" ik"${IK}"`],
  ['another scheme', `WWW-Authenticate: Dogest ${NONCE} ck"${CK}" ik"${IK}"`],
  ['a header that is folded', `WWW-Authenticate: Digest\r\n ${NONCE}\r\n\tck"${CK}"\r\n ik"${IK}"`],
  ['XML', challenge(` ck=&quot;${CK}&quot; ik=&#34;${IK}&#34;`)],
  ['per cent', challenge(` ck%3D${CK} ik%3d%22${IK}`)],
];

describe('a challenge that is damaged', () => {
  test.each(DAMAGES)('%s', async (_, header) => {
    expect(await leaks(captureOf([header, SERVER]))).toEqual([]);
  });
});

/** Where in a 401 a key may stand besides its place. */
const PARAMETERS =
  'realm nonce opaque domain stale algorithm qop cnonce response auts uri username nc x'.split(' ');
const HEADERS =
  'Call-ID From To Contact Subject Server User-Agent Warning Reason Via Path Service-Route Date Organization Supported ' +
  'P-Charging-Vector P-Access-Network-Info P-Associated-URI Error-Info Authentication-Info Authorization X-Unknown';
const SAFE = challenge(`,ck="${CK}",ik="${IK}"`);

const VALUES: readonly [form: string, value: (hex: string) => string][] = [
  ['hex', hex => hex],
  ['hex in capitals', hex => hex.toUpperCase()],
  ['base64', hex => Buffer.from(hex, 'hex').toString('base64')],
  [
    'octets',
    hex =>
      Buffer.from(hex, 'hex')
        .toString('latin1')
        .replaceAll(/[\r\n]/g, ''),
  ],
];

describe.each(VALUES)('keys as %s', (_, form) => {
  test.each(PARAMETERS)('in the parameter %s', async name => {
    const header = `WWW-Authenticate: Digest ${name}="${form(CK)}",${NONCE},algorithm=AKAv1-MD5,ck="${CK}",ik="${IK}"`;
    expect(await leaks(captureOf([header, SERVER]))).toEqual([]);
  });

  test('in every header', async () => {
    const planted = HEADERS.split(' ').map(name => `${name}: <sip:${form(CK)}@a>;tag=${form(IK)}`);
    expect(await leaks(captureOf([SAFE, ...planted, SERVER]))).toEqual([]);
    expect(await leaks(captureOf([...planted, SAFE, SERVER]))).toEqual([]);
  });

  test('in the reason, the body and the algorithms of Security-Server', async () => {
    const server = `Security-Server: ipsec-3gpp;alg=${form(CK)};ealg=${form(IK)};spi-c=4003;spi-s=4004;port-c=6003;port-s=6004`;
    expect(await leaks(captureOf([SAFE, server], `401 ${form(CK)}`, `${form(IK)}\r\n`))).toEqual([]);
  });
});

describe('JSON', () => {
  test('raw is exact and says so; the other members hide keys', async () => {
    const path = captureOf([SAFE, `Subject: ${CK}`, SERVER], `401 ${IK}`);
    const { stdout } = await ims(['decode', '-q', '-T', 'json', path]);
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line));
    const messages = lines.filter(({ type }) => type === 'sip');
    expect(messages.map(({ rawHasKeys }) => rawHasKeys)).toEqual([undefined, true]);
    expect(messages[1]?.raw).toContain(`ck="${CK}",ik="${IK}"`);
    const others = JSON.stringify(lines.map(line => ({ ...line, raw: '' })));
    expect(FORMS.filter(form => others.toLowerCase().includes(form))).toEqual([]);
  });

  test('the test would see them', async () => {
    const path = captureOf([SAFE, SERVER]);
    for (const argv of [
      ['decode', '-V'],
      ['report', '-o', '-'],
    ]) {
      const { stdout } = await ims([...argv, '--show-keys', path]);
      expect(FORMS.filter(form => stdout.includes(form)).length).toBeGreaterThan(0);
    }
  });
});
