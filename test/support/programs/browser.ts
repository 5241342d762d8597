import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { ims } from './terminal.ts';

const CHROMIUM = '/usr/bin/chromium';

/** True where there is a browser that can open reports. */
export const hasChromium = existsSync(CHROMIUM);

if (!hasChromium) {
  if (process.env.REQUIRE_CHROMIUM === '1')
    throw new Error('chromium is required here, but it is not installed');
  console.log('chromium is not installed: reports are not opened');
}

/** A browser without a display and without traffic of its own. */
export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox',
      '--headless',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** How a report is looked at. */
export interface Look {
  readonly width?: number;
  readonly height?: number;
  readonly scheme?: 'light' | 'dark';
  /** The section that is shown first. */
  readonly section?: string;
}

/** A report in a browser, and all that should not have happened in it. */
export interface OpenReport {
  readonly page: Page;
  /** Messages of the console, errors of scripts, requests for anything but the file, dialogs. */
  readonly complaints: string[];
}

/** Opens a report and waits until it is drawn. */
export async function openReport(browser: Browser, path: string, look: Look = {}): Promise<OpenReport> {
  const { width = 1920, height = 1080, scheme = 'light', section = '' } = look;
  const page = await browser.newPage({ viewport: { width, height }, colorScheme: scheme });
  const complaints: string[] = [];
  const url = pathToFileURL(path).href;
  page.on('console', message => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', error => complaints.push(`error: ${error.message}`));
  page.on('dialog', dialog => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', request => {
    if (request.url().split('#')[0] !== url) complaints.push(`request: ${request.url()}`);
  });
  await page.goto(section === '' ? url : `${url}#${section}`);
  await page.locator('html.ready').waitFor();
  return { page, complaints };
}

/** Writes the report of captures into a folder, with the command line, and gives its path. */
export async function writeReport(folder: string, argv: readonly string[], name = 'report'): Promise<string> {
  const path = join(folder, `${name}.html`);
  const { exitCode, stderr } = await ims(['report', ...argv, '-q', '-o', path]);
  if (!existsSync(path)) throw new Error(`exit code ${exitCode}: ${stderr}`);
  return path;
}

/** Writes a page that was made without the command line. */
export function writePage(folder: string, name: string, pieces: readonly string[]): string {
  const path = join(folder, `${name}.html`);
  writeFileSync(path, pieces.join(''));
  return path;
}
