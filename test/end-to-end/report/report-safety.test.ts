import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { latin1FromUtf8 } from '../../../src/bytes/utf8.ts';
import { ethernet, type Flow, ip, latin1, reverse, udp } from '../../support/captures/packets.ts';
import { pcapFile } from '../../support/captures/pcap-file.ts';
import { diagnosisOf } from '../../support/events/diagnosis.ts';
import { reportPieces } from '../../support/events/report.ts';
import { hasChromium, launch, openReport, writePage, writeReport } from '../../support/programs/browser.ts';
import { fixture, labCaptures, truthOf } from '../../support/programs/lab.ts';

/** What would like to become markup, end the script that it is in, or hide itself. */
const HOSTILE = [
  '<script>window.broken=1</script>',
  '"><img src=x onerror=window.broken=2>',
  "'><svg/onload=window.broken=3>",
  '</script><script>window.broken=4</script>',
  '<!-- <script>',
  '--></title></style></textarea><iframe src=javascript:parent.broken=5>',
  '#{window.broken=6}{{broken}}&lt;&#60;&amp;',
  '\\u003cscript\\u003e',
  '\u2028window.broken=7\u2029',
  '\u202egnp.exe\u2066\u200b\ufeff',
  '\u001b[31m\u001b]0;title\u0007\u009b1m',
  '__proto__',
];

const FLOW: Flow = { source: '10.0.0.2', sourcePort: 5060, destination: '10.0.0.1', destinationPort: 5060 };

/** A capture whose messages say it in every place that a report shows. */
function hostileCapture(): Uint8Array {
  const frames = HOSTILE.flatMap((text, i) => {
    // Neither a URI nor a reason phrase of a message holds controls.
    const token = text.replaceAll(/[\s\p{Cc}]/gu, '_');
    const headers = [
      `Via: SIP/2.0/UDP 10.0.0.2;branch=z9hG4bK${i}`,
      `From: "${text}" <sip:${token}@ims>;tag=1`,
      `To: <sip:${token}@ims>`,
      `Call-ID: ${i}${text}`,
      'CSeq: 1 REGISTER',
      `Contact: <sip:${token}@10.0.0.2>`,
      `Authorization: Digest username="${text.replaceAll('"', "'")}", realm="${text}", nonce="${token}"`,
      `Security-Client: ipsec-3gpp;alg=${token};spi-c=${token}`,
      `X-${token}: ${text}`,
    ];
    const request = message(`REGISTER sip:${token} SIP/2.0`, headers, text);
    const answer = message(`SIP/2.0 403 ${text.replaceAll(/\p{Cc}/gu, ' ')}`, headers, text);
    return [
      ethernet(ip(FLOW, 17, udp(FLOW, request))),
      ethernet(ip(reverse(FLOW), 17, udp(reverse(FLOW), answer))),
    ];
  });
  const timed = frames.map((data, i) => ({ seconds: 1_700_000_000, nanoseconds: i * 1_000_000, data }));
  return pcapFile(timed, { linkType: 1 });
}

function message(startLine: string, headers: readonly string[], body: string): Uint8Array {
  return latin1(latin1FromUtf8([startLine, ...headers, 'Content-Type: text/html', '', body].join('\r\n')));
}

describe.skipIf(!hasChromium)('what a packet says is text', () => {
  let folder: string;
  let browser: Browser;
  let capture: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
    // The name of a file is shown, too.
    capture = join(folder, '"><img src=x onerror=broken=8>.pcap');
    writeFileSync(capture, hostileCapture());
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  /** Goes everywhere, opens every message, and gives all text that was shown. */
  async function walk(page: Page): Promise<string> {
    let shown = '';
    for (const section of ['overview', 'registrations', 'sas', 'issues', 'ladder', 'messages']) {
      await page.locator(`nav a[href="#${section}"]`).click();
      await page.locator(`#${section}-view`).waitFor();
      for (const details of await page.locator('details:visible').all())
        await details.locator('summary').click();
      shown += await page.locator('main').textContent();
    }
    for (let i = 0; i < 2 * HOSTILE.length; i++) {
      await page.keyboard.press('j');
      shown += await page.locator('dialog[open]').textContent();
    }
    await page.locator('dialog[open]').getByRole('button', { name: 'Ladder' }).click();
    return shown + (await page.locator('svg.ladder').textContent());
  }

  test.each(['as found', 'with a diagnosis'])('in a report of a hostile capture, %s', async kind => {
    const path =
      kind === 'as found'
        ? await writeReport(folder, [capture], 'hostile')
        : writePage(
            folder,
            'diagnosed',
            await reportPieces([capture], ({ registrations }) => {
              const text = HOSTILE.join(' ');
              return diagnosisOf(registrations, { title: text, detail: text, advice: text, settle: text });
            }),
          );
    const { page, complaints } = await openReport(browser, path);
    const before = await elements(page);
    const shown = await walk(page);
    expect(complaints).toEqual([]);
    expect(await page.evaluate('window.broken')).toBeUndefined();
    expect(before).toEqual([]);
    expect(await elements(page)).toEqual([]);
    for (const text of HOSTILE.slice(0, 6)) expect(shown).toContain(text);
    for (const text of [
      '\\u202egnp.exe\\u2066\\u200b\\ufeff',
      '\\x1b]0;title\\x07\\x9b1m',
      '\\u2028window.broken',
    ])
      expect(shown).toContain(text);
    expect(shown).not.toMatch(
      /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/,
    );
  });

  /** Elements that this page never has. */
  async function elements(page: Page): Promise<string[]> {
    return page
      .locator(
        'img, iframe, object, embed, base, link, math, style ~ style, svg svg, [onload], [onerror], [style*="url"]',
      )
      .evaluateAll(all => all.map(one => one.outerHTML));
  }

  test('even the script of the page can make no markup, load nothing and run nothing else', async () => {
    const { page, complaints } = await openReport(browser, await writeReport(folder, [capture], 'policy'));
    await page.evaluate(`(() => {
      window.refused = [];
      addEventListener('securitypolicyviolation', event => refused.push(event.effectiveDirective));
    })()`);
    const attempts = [
      `document.body.innerHTML = '<b>x</b>'`,
      `document.write('<b>x</b>')`,
      `new DOMParser().parseFromString('<b>x</b>', 'text/html')`,
    ];
    for (const attempt of attempts) await expect(page.evaluate(`(() => { ${attempt} })()`)).rejects.toThrow();
    await page.evaluate(`(() => {
      for (const [name, attributes] of [
        ['script', { textContent: 'window.broken = 10' }],
        ['style', { textContent: 'body { color: red }' }],
        ['img', { src: 'https://example.invalid/a.png' }],
      ])
        try { document.body.append(Object.assign(document.createElement(name), attributes)); } catch {}
      document.body.setAttribute('style', 'color: red');
      return fetch('https://example.invalid/').catch(() => 'refused');
    })()`);
    await expect
      .poll(() => page.evaluate('window.refused'))
      .toEqual(
        expect.arrayContaining([
          'require-trusted-types-for',
          'style-src-elem',
          'style-src-attr',
          'img-src',
          'connect-src',
        ]),
      );
    expect(await page.evaluate('window.broken')).toBeUndefined();
    expect(complaints.some(text => text.startsWith('error: '))).toBe(true);
  });
});

describe('keys', () => {
  const CAPTURE = fixture('a04-v4-udp-aes-cbc-hmac-sha-1-96.sll2.pcap');
  const [sa] = truthOf(labCaptures().find(({ path }) => path === CAPTURE) as never).sas;
  const keys = [sa?.ck ?? '', sa?.ik ?? ''];

  test('are not in a report, and are where they are asked for', async () => {
    const hidden = (await reportPieces([CAPTURE])).join('');
    const shown = (await reportPieces([CAPTURE], () => null, true)).join('');
    for (const key of keys) {
      expect(key).toHaveLength(32);
      expect(hidden).not.toContain(key);
      // In the 401, and as the key of the four SAs.
      expect(shown.split(key).length - 1).toBeGreaterThan(4);
    }
    expect(hidden).toContain('ck=(hidden)');
  });

  test.skipIf(!hasChromium)('the page says that it shows them', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
    const browser = await launch();
    try {
      const path = await writeReport(folder, [CAPTURE, '--show-keys']);
      const { page } = await openReport(browser, path);
      expect(await page.locator('.notice').textContent()).toContain('This report shows keys');
      await page.locator('nav a[href="#sas"]').click();
      // A section is filled when it is first shown.
      await page
        .locator('#sa-table')
        .getByText(keys[0] as string)
        .first()
        .waitFor({ state: 'attached' });
      expect(readFileSync(path, 'utf8')).toContain(keys[1]);
    } finally {
      await browser.close();
      rmSync(folder, { recursive: true });
    }
  });
});
