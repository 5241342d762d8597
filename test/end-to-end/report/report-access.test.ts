import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { diagnosisOf } from '../../support/events/diagnosis.ts';
import { reportPieces } from '../../support/events/report.ts';
import { hasChromium, launch, openReport, writePage } from '../../support/programs/browser.ts';
import { fixture } from '../../support/programs/lab.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SECTIONS = ['overview', 'registrations', 'subscribers', 'ladder', 'sas', 'messages', 'issues'];

describe.skipIf(!hasChromium)('everybody can use a report', () => {
  let folder: string;
  let browser: Browser;
  let report: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
    browser = await launch();
    // It has issues, findings and a table as wide as it gets.
    const lossy = fixture('x01-v4-tcp-capture-drops.sll2.pcap');
    const pieces = await reportPieces([lossy], ({ registrations }) => diagnosisOf(registrations), true);
    report = writePage(folder, 'report', pieces);
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  /** What axe finds wrong by WCAG 2.2 AA and by its best practices. */
  async function violations(page: Page): Promise<string[]> {
    const { violations: found } = await page.evaluate<AxeResults>("axe.run({ resultTypes: ['violations'] })");
    return found.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} ${target}: ${failureSummary}`),
    );
  }

  describe.each([
    [360, 'light'],
    [360, 'dark'],
    [1920, 'light'],
    [1920, 'dark'],
  ] as const)('at %i pixels, %s', (width, scheme) => {
    test('axe finds nothing wrong in any section, nor in an open message', async () => {
      const { page } = await openReport(browser, report, { width, height: 900, scheme });
      await page.evaluate(AXE);
      for (const section of SECTIONS) {
        await show(page, section);
        expect(await violations(page), section).toEqual([]);
      }
      await page.keyboard.press('j');
      expect(await violations(page), 'message').toEqual([]);
      await page.close();
    });
  });

  test.each([360, 768, 1280, 1920])('at %i pixels nothing sticks out of the page', async width => {
    const { page } = await openReport(browser, report, { width });
    for (const section of SECTIONS) {
      await show(page, section);
      const wide = await page.evaluate<number>('document.documentElement.scrollWidth');
      expect(wide, section).toBe(width);
    }
    await page.keyboard.press('j');
    expect(await page.evaluate('document.querySelector("dialog").scrollWidth')).toBeLessThanOrEqual(width);
    await page.close();
  });

  test('landmarks, headings and what is announced', async () => {
    const { page } = await openReport(browser, report);
    for (const role of ['banner', 'navigation', 'main', 'contentinfo'] as const)
      expect(await page.getByRole(role).count()).toBe(1);
    expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
    await show(page, 'messages');
    expect(await page.getByRole('search').count()).toBe(1);
    expect(await page.getByRole('status').count()).toBe(2);
    expect(await page.locator('nav [aria-current=page]').textContent()).toBe('Messages');
    expect(await page.getByRole('columnheader').allTextContents()).toEqual([
      'Frame',
      'Seconds',
      'From and to',
      'SA, ICV',
      'Message',
      'Call-ID',
    ]);
    await page.close();
  });

  test('the keyboard reaches everything, and the focus shows', async () => {
    const { page } = await openReport(browser, report, { section: 'messages' });
    const seen = new Set<string>();
    for (let i = 0; i < 30; i++) {
      await page.keyboard.press('Tab');
      const focused = page.locator(':focus');
      if ((await focused.count()) === 0) continue;
      seen.add(await focused.evaluate(one => one.id || one.className || one.textContent || ''));
      const shows = await focused.evaluate(one => one.matches(':focus-visible'));
      const outline = await page.evaluate<string>('getComputedStyle(document.activeElement).outlineStyle');
      expect([shows, outline]).toEqual([true, 'solid']);
    }
    for (const wanted of [
      'skip',
      'search',
      'filter-method',
      'filter-icv',
      'filter-identity',
      'grid',
      'single-keys',
    ])
      expect([...seen]).toContain(wanted);
    await page.close();
  });

  async function show(page: Page, section: string): Promise<void> {
    await page.locator(`nav a[href="#${section}"]`).click();
    await page.locator(`#${section}-view`).waitFor();
    const details = page.locator(`#${section}-view details:not([open]) summary`);
    for (const summary of await details.all()) await summary.click();
  }
});
