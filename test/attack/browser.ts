import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { latin1FromUtf8 } from '../../src/bytes/utf8.ts';
import { holds } from '../fuzz/checks.ts';
import { ethernet, type Flow, ip, latin1, reverse, udp } from '../support/captures/packets.ts';
import { pcapFile } from '../support/captures/pcap-file.ts';
import { hasChromium, launch, openReport, writeReport } from '../support/programs/browser.ts';
import type { Group } from './group.ts';

/** What would run a script, load something, or leave the element that it is in. */
const PAYLOADS: readonly string[] = [
  '<script>window.broken=1</script>',
  '</script><script>window.broken=1</script>',
  '</SCRIPT\t><ScRiPt>window.broken=1//',
  '<!--<script>window.broken=1//--!>',
  '<img src=x onerror=window.broken=1>',
  '"><img/src="x"onerror="window.broken=1">',
  "'><svg onload='window.broken=1'>",
  '<svg><animate onbegin=window.broken=1 attributeName=x dur=1s>',
  '<math><mtext></mtext><mglyph><style><img src=x onerror=window.broken=1></style></mglyph></math>',
  '<iframe srcdoc="<script>parent.broken=1</script>">',
  '<a href="javascript:window.broken=1" autofocus onfocus=window.broken=1>x</a>',
  'javascript:window.broken=1',
  'data:text/html,<script>window.broken=1</script>',
  '<link rel=stylesheet href=https://attacker.example/x.css>',
  '<meta http-equiv=refresh content="0;url=https://attacker.example/">',
  '<base href=https://attacker.example/>',
  '<form action=https://attacker.example/><button>x',
  ']]><script>window.broken=1</script>',
  '\\u003cscript\\u003ewindow.broken=1\\u003c/script\\u003e',
  '$' + '{window.broken=1}`;window.broken=1;//',
  '\u2028window.broken=1;\u2029',
  '&lt;script&gt;window.broken=1&#60;/script&#62;',
];

interface Words {
  uri: string;
  reason: string;
  body: string;
  file: string;
  readonly headers: string[];
}

const token = (text: string) => text.replaceAll(/[\s\p{Cc}]/gu, '_');
const quoted = (text: string) => text.replaceAll('"', "'");

/** A place outside the headers. */
function at(name: 'uri' | 'reason' | 'body' | 'file', value: (text: string) => string) {
  return (words: Words, text: string): void => {
    words[name] = value(text);
  };
}

/** A place in a header. */
function header(name: string, value: (text: string) => string) {
  return (words: Words, text: string): void => {
    words.headers.push(`${name}: ${value(text)}`);
  };
}

/** Where a payload stands. */
const PLACES: readonly ((words: Words, text: string) => void)[] = [
  at('uri', text => `sip:${token(text)}`),
  at('reason', text => text.replaceAll(/\p{Cc}/gu, ' ')),
  at('body', text => text),
  at('file', text => token(text).replaceAll('/', '|').slice(0, 100)),
  (words, text) => {
    words.headers.push(`${token(text)}: x`);
  },
  header('Call-ID', text => text),
  header('From', text => `"${quoted(text)}" <sip:a@ims>;tag=1`),
  header('From', text => `<sip:${token(text)}@ims>;tag=1`),
  header('From', text => `<sip:a@ims>;tag=${token(text)}`),
  header('To', text => `"${quoted(text)}" <sip:a@ims>`),
  header('To', text => `<sip:a@${token(text)}>`),
  header('Via', text => `SIP/2.0/UDP ${token(text)};branch=z9hG4bK1`),
  header('Via', text => `SIP/2.0/${token(text)} 10.0.0.2;branch=z9hG4bK${token(text)}`),
  header('CSeq', text => `1 ${token(text)}`),
  header('Contact', text => `<sip:${token(text)}@10.0.0.2>;expires=600`),
  header('Contact', text => `<sip:a@10.0.0.2>;+sip.instance="${quoted(text)}"`),
  header('Authorization', text => `Digest username="${quoted(text)}",realm="ims",nonce="AAAA",response="x"`),
  header('Authorization', text => `Digest username="a@ims",realm="${quoted(text)}",nonce="${quoted(text)}"`),
  header(
    'WWW-Authenticate',
    text => `Digest realm="${quoted(text)}",nonce="${quoted(text)}",algorithm=AKAv1-MD5`,
  ),
  header(
    'Security-Client',
    text => `ipsec-3gpp;alg=${token(text)};ealg=null;spi-c=1;spi-s=2;port-c=3;port-s=4`,
  ),
  header('Security-Server', text => `${token(text)};alg=hmac-sha-1-96;spi-c=${token(text)}`),
  header('Security-Verify', text => `ipsec-3gpp;prot=${token(text)};mod="${quoted(text)}"`),
  header('User-Agent', text => text),
  header('P-Access-Network-Info', text => `3GPP-E-UTRAN-FDD;utran-cell-id-3gpp="${quoted(text)}"`),
  header('Reason', text => `SIP;cause=403;text="${quoted(text)}"`),
];

const FLOW: Flow = { source: '10.0.0.2', sourcePort: 5060, destination: '10.0.0.1', destinationPort: 5060 };

/** A request and an answer with the payload in one place. */
function framesWith(
  place: (words: Words, text: string) => void,
  text: string,
  id: number,
): { frames: Uint8Array[]; file: string } {
  const words: Words = { uri: 'sip:ims', reason: 'Forbidden', body: '', file: 'capture', headers: [] };
  place(words, text);
  const names = words.headers.map(line => line.slice(0, line.indexOf(':')));
  const others = [
    'Via: SIP/2.0/UDP 10.0.0.2;branch=z9hG4bK1',
    'From: <sip:001@ims>;tag=1',
    'To: <sip:001@ims>',
    `Call-ID: ${id}`,
    'CSeq: 1 REGISTER',
  ].filter(line => !names.includes(line.slice(0, line.indexOf(':'))));
  const message = (start: string) =>
    latin1(
      latin1FromUtf8(
        [start, ...words.headers, ...others, 'Content-Type: text/html', '', words.body].join('\r\n'),
      ),
    );
  const request = message(`REGISTER ${words.uri} SIP/2.0`);
  const answer = message(`SIP/2.0 403 ${words.reason}`);
  return {
    frames: [
      ethernet(ip(FLOW, 17, udp(FLOW, request))),
      ethernet(ip(reverse(FLOW), 17, udp(reverse(FLOW), answer))),
    ],
    file: words.file,
  };
}

const FOREIGN =
  'img, iframe, object, embed, base, math, form[action], animate, a[href^="javascript"], a[href^="data"], a[href^="http"], ' +
  'link[href^="http"], meta[http-equiv="refresh"], [onload], [onerror], [onfocus], [onbegin], script[src]';

let browser: Browser | null = null;

/** All payloads in one place, in a report that is opened and looked through. */
export const IN_BROWSER: Group = {
  name: 'payloads in a browser',
  count: PAYLOADS.length * PLACES.length,
  step: PAYLOADS.length,
  missing: () => (hasChromium ? null : 'chromium is not installed'),
  attack: async (number, folder, keep) => {
    browser ??= await launch();
    const place = PLACES[Math.floor(number / PAYLOADS.length)] as (typeof PLACES)[number];
    const all = PAYLOADS.map((text, i) => framesWith(place, text, i));
    const frames = all.flatMap(one => one.frames);
    const bytes = pcapFile(
      frames.map((data, i) => ({ seconds: 1_700_000_000 + i, nanoseconds: 0, data })),
      { linkType: 1 },
    );
    keep('capture.pcap', bytes);
    // A name is one payload at a time: a report for each.
    const names = [...new Set(all.map(({ file }) => file))];
    for (const [i, name] of names.entries()) {
      const capture = join(folder, `${name}.pcap`);
      writeFileSync(capture, bytes);
      await lookThrough(browser, await writeReport(folder, [capture], `report-${i}`));
    }
  },
  close: async () => {
    await browser?.close();
    browser = null;
  },
};

async function lookThrough(opened: Browser, report: string): Promise<void> {
  const { page, complaints } = await openReport(opened, report);
  for (const section of ['overview', 'registrations', 'sas', 'issues', 'ladder', 'messages']) {
    const link = page.locator(`nav a[href="#${section}"]`);
    if ((await link.count()) === 0) continue;
    await link.click();
    await page.locator(`#${section}-view`).waitFor();
  }
  for (let i = 0; i < 6; i++) await page.keyboard.press('j');
  await page.keyboard.press('Escape');
  const broken = await page.evaluate('window.broken');
  const foreign = await page
    .locator(FOREIGN)
    .evaluateAll(elements => elements.map(element => element.outerHTML));
  await page.close();
  holds(broken === undefined, () => 'a script of the capture ran');
  holds(foreign.length === 0, () => `elements of the capture: ${foreign.join(' ').slice(0, 500)}`);
  holds(complaints.length === 0, () => `the browser complains: ${complaints.join('; ').slice(0, 500)}`);
}
