import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { analyse } from '../../../src/analysis/analyse.ts';
import { latin1 } from '../../../src/bytes/latin1.ts';
import type { Suite } from '../../../src/model/security-association.ts';
import { generate } from '../../bench/captures/generator.ts';
import { SUITES } from '../../bench/captures/parameters.ts';
import { diagnosisOf } from '../../support/events/diagnosis.ts';
import { reportPieces } from '../../support/events/report.ts';
import {
  hasChromium,
  launch,
  type OpenReport,
  openReport,
  writePage,
  writeReport,
} from '../../support/programs/browser.ts';
import { fixture, type Run, run } from '../../support/programs/lab.ts';

const CAPTURE = fixture('a29-v4-udp-rereg.sll2.pcap');
const OTHER_BYTES = fixture('attack/tcp-overlap-forgedMessage.pcap');
const TWO_UES = fixture('c01-v4-udp-two-ues.sll2.pcap');
const WRONG_IK = fixture('b31-v4-udp-wrong-ik.sll2.pcap');

describe.skipIf(!hasChromium)('a report in a browser', () => {
  let folder: string;
  let browser: Browser;
  let path: string;
  let truth: Run;
  let opened: OpenReport | null = null;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
    browser = await launch();
    path = await writeReport(folder, [CAPTURE]);
    truth = await run([CAPTURE]);
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });
  afterEach(async () => {
    const complaints = opened?.complaints ?? [];
    await opened?.page.close();
    opened = null;
    expect(complaints).toEqual([]);
  });

  async function open(file: string, section = '', width = 1920): Promise<Page> {
    opened = await openReport(browser, file, { section, width });
    return opened.page;
  }

  const status = (page: Page) => page.locator('#message-status');
  const dialog = (page: Page) => page.locator('dialog[open]');
  const rows = (page: Page) => page.locator('.rows [role=row]');

  async function goTo(page: Page, section: string): Promise<void> {
    await page.getByRole('link', { name: section }).click();
    await page.locator(`#${section.toLowerCase()}-view`).waitFor();
  }

  /** Waits until so many messages are listed. */
  async function expectListed(page: Page, count: number): Promise<void> {
    const all = `${truth.messages.length} messages`;
    const text = count === truth.messages.length ? all : `${count} of ${all}`;
    await expect.poll(() => status(page).textContent()).toBe(text);
    expect(await page.getByRole('grid').getAttribute('aria-rowcount')).toBe(`${count + 1}`);
  }

  test.each([
    'a02-v4-udp-null-hmac-sha-1-96.eth.pcap',
    'a22-v6-tcp-aes-cbc-hmac-sha-1-96.sll.pcap',
    'c01-v4-udp-two-ues.sll2.pcap',
    'e01-v4-udp-kamailio-scscf.eth.pcap',
    'd01-v4-tcp-loss.sll2.pcap',
  ])('%s: every section says what the analysis says', async name => {
    const found = await run([fixture(name)]);
    const page = await open(await writeReport(folder, [fixture(name)], name));
    const counts = await page.locator('#overview-counts .count').allTextContents();
    expect(counts).toContain(`SIP messages${found.messages.length}`);
    expect(counts).toContain(`ICV good${found.summary.esp.icvGood}`);
    expect(await page.locator('#overview-outcomes tbody tr').count()).toBe(found.registrations.length);
    await goTo(page, 'Registrations');
    expect(await page.locator('.card').count()).toBe(found.registrations.length);
    await goTo(page, 'SAs');
    expect(await page.locator('#sa-table tbody tr').count()).toBe(found.sets.flatMap(set => set.sas).length);
    await goTo(page, 'Messages');
    expect(await page.getByRole('grid').getAttribute('aria-rowcount')).toBe(`${found.messages.length + 1}`);
    await goTo(page, 'Ladder');
    expect(await page.locator('svg.ladder [data-message]').count()).toBeGreaterThan(0);
    await goTo(page, 'Issues');
    const listed = await page.locator('#issue-table tbody tr').count();
    expect(listed).toBe(found.issues.length);
    for (const issue of found.issues)
      expect(await page.locator('#issue-table').textContent()).toContain(issue.code);
  });

  test('an arrow of the ladder opens its message, with a click and with Enter', async () => {
    const page = await open(path);
    await page
      .getByRole('button', { name: /^Ladder of / })
      .first()
      .click();
    const arrows = page.locator('svg.ladder [data-message]');
    expect(await arrows.count()).toBe(16);
    await arrows.nth(2).click();
    expect(await dialog(page).textContent()).toContain('SIP/2.0 401 Unauthorized - Challenging the UE');
    await page.keyboard.press('Escape');
    expect(await dialog(page).count()).toBe(0);
    await arrows.nth(0).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    expect(await dialog(page).textContent()).toContain('REGISTER sip:');
    expect(await page.locator('#message-title').evaluate(one => one.matches(':focus'))).toBe(true);
    await page.keyboard.press('Escape');
    expect(await arrows.nth(0).evaluate(one => one.matches(':focus'))).toBe(true);
  });

  test('an arrow of Cx opens what it says, and leads to its answer', async () => {
    const both = ['core', 'eth'].map(kind => fixture(`e01-v4-udp-kamailio-scscf.${kind}.pcap`));
    const page = await open(await writeReport(folder, both, 'cx'), 'ladder');
    const answer = page.getByRole('button', { name: /HSS to S-CSCF, MAA 2001, frame core:15, Diameter/ });
    expect(await answer.locator('title').textContent()).toBe('Diameter (Cx)');
    await answer.click();
    expect(await page.locator('#message-title').textContent()).toBe('Diameter (Cx): MAA');
    const said = page.locator('.core-facts');
    expect(await said.textContent()).toContain('MAA (Multimedia-Auth-Answer)');
    expect(await said.textContent()).toContain('in the message; --show-keys shows it');
    await page.getByRole('button', { name: 'MAR in frame core:14' }).click();
    expect(await page.locator('#message-title').textContent()).toBe('Diameter (Cx): MAR');
    await page.getByRole('button', { name: 'Ladder', exact: true }).click();
    expect(await dialog(page).count()).toBe(0);
    const arrows = page.locator('svg.ladder [data-message]');
    await arrows.nth(2).focus();
    await page.keyboard.press('ArrowDown');
    expect(await arrows.nth(3).evaluate(one => one.matches(':focus'))).toBe(true);
    await page.keyboard.press('Enter');
    expect(await dialog(page).count()).toBe(1);
  });

  test('each subscriber has a page with facts, whose frames open the messages that show them', async () => {
    const page = await open(await writeReport(folder, [TWO_UES], 'two'), 'subscribers');
    const table = page.locator('#subscriber-facts table');
    const titles = await page.locator('#subscriber option').allTextContents();
    expect(titles).toHaveLength(2);
    for (const [i, title] of titles.entries()) {
      await page.locator('#subscriber').selectOption({ index: i });
      expect(await table.locator('caption').textContent()).toBe(title);
    }
    const row = table.locator('tr', { has: page.getByRole('rowheader', { name: 'expiry granted' }) });
    await row.getByRole('button').click();
    expect(await dialog(page).textContent()).toContain('200 OK');
  });

  test('a message with other TCP bytes is marked in the list, and says why', async () => {
    const page = await open(await writeReport(folder, [OTHER_BYTES], 'other-bytes'), 'messages');
    const titles = await rows(page).locator('.title').allTextContents();
    expect(titles.map(title => title.endsWith(' [other TCP bytes]'))).toEqual([false, false, true, false]);
    await rows(page).nth(2).click();
    expect(await page.locator('.message-facts').textContent()).toContain('see the issue tcp-overlap');
    await page.keyboard.press('Escape');
    await rows(page).nth(1).click();
    expect(await page.locator('.message-facts').textContent()).not.toContain('tcp-overlap');
  });

  test('a message shows the parameters of the security agreement and of the digest', async () => {
    const page = await open(path, 'messages');
    await rows(page).filter({ hasText: '401 Unauthorized' }).nth(1).click();
    const names = (part: string) => page.locator(`.line.${part} .name`).allTextContents();
    expect(await names('agreement')).toEqual('q prot mod spi-c spi-s port-c port-s alg ealg'.split(' '));
    expect(await names('digest')).toEqual(expect.arrayContaining(['realm', 'nonce', 'algorithm', 'qop']));
    expect(await page.locator('.message-facts').textContent()).toContain('unprotected');
  });

  test('the frames of a registration open their messages', async () => {
    const page = await open(path, 'registrations');
    await page.getByText(/^Timeline: \d+ steps$/).click();
    await page.getByRole('button', { name: 'Open the message in frame 11', exact: true }).first().click();
    expect(await page.locator('.message-facts dd').first().textContent()).toBe('11 (2 frames: 10 11)');
    expect(await page.locator('.message-facts').textContent()).toContain('ICV good, SA uc->ps of set 1');
  });

  test('keys of the keyboard: / j k Escape', async () => {
    const page = await open(path);
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    expect(await page.locator('#announcement').textContent()).toMatch(/^Message 2 of 70: /);
    expect(await page.locator('.message-facts dd').first().textContent()).toBe(
      `${truth.messages[1]?.frames[0]}`,
    );
    await page.keyboard.press('Escape');
    expect(await dialog(page).count()).toBe(0);
    await page.keyboard.press('/');
    expect(await page.locator('#search').evaluate(one => one.matches(':focus'))).toBe(true);
    await page.keyboard.type('jk/');
    expect(await page.locator('#search').inputValue()).toBe('jk/');
    expect(await dialog(page).count()).toBe(0);
  });

  test('single keys can be switched off', async () => {
    const page = await open(path);
    await page.getByLabel('single keys').uncheck();
    await page.keyboard.press('j');
    await page.keyboard.press('/');
    expect(await dialog(page).count()).toBe(0);
    expect(await page.locator('#messages-view').isHidden()).toBe(true);
  });

  test('the list by keyboard: the grid keeps the focus, the open message follows', async () => {
    const page = await open(path, 'messages');
    const grid = page.getByRole('grid');
    const active = async () => page.locator(`#${await grid.getAttribute('aria-activedescendant')}`);
    await grid.focus();
    await page.keyboard.press('ArrowDown');
    expect(await (await active()).getAttribute('aria-rowindex')).toBe('2');
    await page.keyboard.press('End');
    expect(await (await active()).getAttribute('aria-rowindex')).toBe('71');
    await page.keyboard.press('PageUp');
    await page.keyboard.press('Home');
    expect(await (await active()).getAttribute('aria-selected')).toBe('true');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    expect(await grid.evaluate(one => one.matches(':focus'))).toBe(true);
  });

  test('search looks into the whole text, in any case', async () => {
    const page = await open(path, 'messages');
    await expectListed(page, truth.messages.length);
    await page.locator('#search').fill('SECURITY-verify');
    const texts: string[] = [];
    await analyse([{ name: CAPTURE }], { on: { sip: ({ message }) => texts.push(latin1(message.bytes)) } });
    await expectListed(page, texts.filter(text => text.includes('Security-Verify')).length);
    await page.locator('#search').fill('certainly not there');
    await expectListed(page, 0);
    await page.getByRole('button', { name: 'Clear' }).click();
    await expectListed(page, truth.messages.length);
  });

  test('filters', async () => {
    const page = await open(path, 'messages');
    const { messages } = truth;
    await page.getByLabel('Method').selectOption('SUBSCRIBE');
    await page.getByLabel('Status').selectOption('request');
    await expectListed(page, messages.filter(({ startLine }) => startLine.startsWith('SUBSCRIBE')).length);
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByLabel('Status').selectOption('401');
    await page.getByLabel('Protection').selectOption('esp');
    await expectListed(
      page,
      messages.filter(({ startLine, spi }) => spi !== null && startLine.includes(' 401 ')).length,
    );
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByLabel('ICV').selectOption('good');
    await expectListed(page, messages.filter(({ icv }) => icv === 'good').length);
    await page.getByLabel('ICV').selectOption('');
    await page.getByLabel('Call-ID').fill(messages[0]?.callId?.slice(2, 9) ?? '');
    await expectListed(page, 16);
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByLabel('IMPI').fill('001010000000001@ims');
    await page.getByLabel('Protection').selectOption('esp');
    await expectListed(page, messages.filter(({ spi }) => spi !== null).length);
  });

  test('from a message to the others of its call', async () => {
    const page = await open(path, 'messages');
    await rows(page).filter({ hasText: 'INVITE' }).first().click();
    await page.getByRole('button', { name: 'Same Call-ID' }).click();
    await expect.poll(() => status(page).textContent()).toBe('14 of 70 messages');
    expect(await page.getByRole('grid').evaluate(one => one.matches(':focus'))).toBe(true);
    await rows(page).first().click();
    await page.getByRole('button', { name: 'Ladder' }).click();
    expect(await page.locator('#ladder-call option:checked').textContent()).toMatch(/^INVITE /);
  });

  test('over the page where it is narrow, beside it where there is room, also while it changes', async () => {
    const page = await open(path, 'messages', 1920);
    await rows(page).nth(3).click();
    const isModal = () => dialog(page).evaluate(one => one.matches(':modal'));
    expect(await isModal()).toBe(false);
    await page.setViewportSize({ width: 360, height: 740 });
    await expect.poll(isModal).toBe(true);
    expect((await dialog(page).boundingBox())?.width).toBe(360);
    await page.setViewportSize({ width: 1920, height: 1080 });
    await expect.poll(isModal).toBe(false);
    await page.keyboard.press('Escape');
    expect(await dialog(page).count()).toBe(0);
  });

  test('what a diagnosis says', async () => {
    const pieces = await reportPieces([WRONG_IK], ({ registrations }) => diagnosisOf(registrations));
    const page = await open(writePage(folder, 'diagnosis', pieces));
    const overview = await page.locator('#overview-view').textContent();
    for (const text of ['The capture begins too late', 'Capture on all interfaces', 'its ICV is wrong.'])
      expect(overview).toContain(text);
    await goTo(page, 'Registrations');
    const finding = await page.locator('.card .finding.error').textContent();
    for (const text of [
      'likely, R07',
      'All ICVs of uc->ps are bad',
      'Compare IK of',
      'To confirm: The IK of',
    ])
      expect(finding).toContain(text);
    await page.getByText('Timeline: 4 steps').click();
    expect(await page.locator('.step.odd').textContent()).toContain('odd: Step that is odd');
    await page.locator('.card').getByRole('button', { name: 'Ladder' }).click();
    expect(await page.locator('#ladder-picture .finding').count()).toBeGreaterThan(0);
    expect(await page.locator('svg.ladder').textContent()).toContain('R07');
  });

  test('SAs: counts, and their packets over time', async () => {
    const page = await open(await writeReport(folder, [WRONG_IK], 'wrong-ik'), 'sas');
    const [sa] = (await run([WRONG_IK])).sets.flatMap(set => set.sas).filter(one => one.icvBad > 0);
    const row = page.locator('#sa-table tbody tr.failure').first();
    expect(await row.locator('td.bad').textContent()).toBe(`${sa?.icvBad}`);
    expect(await row.locator('.chart .bad').count()).toBeGreaterThan(0);
    expect(await row.getByRole('img').getAttribute('aria-label')).toMatch(/^\d+ packets? in \d+ ms at most/);
  });

  test('a capture without SIP', async () => {
    const page = await open(await writeReport(folder, [CAPTURE, '-c', '1'], 'empty'));
    expect(await page.locator('#overview-outcomes').textContent()).toBe('The capture has no registration.');
    for (const section of ['Registrations', 'Ladder', 'SAs', 'Messages', 'Issues']) await goTo(page, section);
    expect(await page.locator('#issue-table').textContent()).toBe('None.');
  });

  test('of many messages only those in view are drawn, and each can be reached', async () => {
    const capture = join(folder, 'many.pcap');
    const parameters = {
      ues: 10,
      pairs: 150,
      suite: SUITES[0] as Suite,
      family: 4,
      transport: 'udp',
    } as const;
    const { messages } = generate(parameters, capture);
    const page = await open(await writeReport(folder, [capture], 'many'), 'messages');
    const grid = page.getByRole('grid');
    expect(await grid.getAttribute('aria-rowcount')).toBe(`${messages + 1}`);
    expect(await rows(page).count()).toBeLessThan(80);
    await grid.focus();
    await page.keyboard.press('End');
    expect(await page.locator('[aria-selected]').getAttribute('aria-rowindex')).toBe(`${messages + 1}`);
    await page.mouse.move(600, 600);
    await page.mouse.wheel(0, -28 * 1000);
    await expect.poll(() => page.locator(`[aria-rowindex="${messages - 1000}"]`).count()).toBe(1);
    expect(await rows(page).count()).toBeLessThan(80);
    const indices = await rows(page).evaluateAll(all => all.map(one => Number(one.ariaRowIndex)));
    expect(indices).toEqual(indices.toSorted((a, b) => a - b));
  });
});
