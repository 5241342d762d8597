import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

/** Makes the pictures of the docs anew, with the program as it was built: `npm run pictures`. */
const ROOT = resolve(import.meta.dirname, '../..');
const FIXTURE = 'fixtures/a04-v4-udp-aes-cbc-hmac-sha-1-96.sll2.pcap';
const PICTURES = 'docs/pictures';

/** @param {readonly string[]} argv */
function ims(...argv) {
  execFileSync(process.execPath, ['bin/ims-esp.js', ...argv], { cwd: ROOT, stdio: 'inherit' });
}

/** @param {string} report */
async function photograph(report) {
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--headless', '--disable-gpu'],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 640 } });
    await page.goto(`${pathToFileURL(report).href}#messages`);
    await page.getByRole('row').filter({ hasText: '401' }).nth(1).click();
    await page.mouse.move(0, 0);
    await page.screenshot({ path: join(ROOT, PICTURES, 'report.png') });
  } finally {
    await browser.close();
  }
}

const folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
try {
  ims(
    'flow',
    FIXTURE,
    '-q',
    '-T',
    'svg',
    '-Y',
    'sip.CSeq.method == "REGISTER"',
    '-o',
    `${PICTURES}/ladder.svg`,
  );
  const report = join(folder, 'report.html');
  ims('report', FIXTURE, '-q', '-o', report);
  await photograph(report);
} finally {
  rmSync(folder, { recursive: true });
}
