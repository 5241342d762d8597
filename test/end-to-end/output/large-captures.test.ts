import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ACK, keyOf, nonceOf, pcap, register, sip, tcp, UPLINK, udp } from '../../bounds/packets.ts';
import { hasChromium, launch, openReport, writeReport } from '../../support/programs/browser.ts';
import { ims } from '../../support/programs/terminal.ts';

/*
 * Much of one thing, by every way out. More than 120,000 elements do not fit on the stack of V8, so that code which
 * spreads them over the arguments of a call fails here.
 */
const MANY = 150_000;

let folder: string;
let lines: string;
let messages: string;
let ordinary: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
  lines = written(
    'lines',
    inStream(sip(['MESSAGE sip:b@ims.test SIP/2.0'], '1 MESSAGE', 'lines', '\n'.repeat(MANY))),
  );
  messages = written('messages', manyMessages());
  ordinary = written('ordinary', [udp(UPLINK, register('ordinary', 1, 1000))]);
});
afterAll(() => rmSync(folder, { recursive: true }));

function written(name: string, packets: Iterable<Buffer>): string {
  const path = join(folder, `${name}.pcap`);
  writeFileSync(path, Buffer.concat([...pcap(packets)]));
  return path;
}

/** Segments of one message. */
function* inStream(message: Buffer): Generator<Buffer> {
  const ends = { ...UPLINK, destinationPort: 5061 };
  for (let at = 0; at < message.length; at += 60_000)
    yield tcp(ends, 1 + at, message.subarray(at, at + 60_000), ACK);
}

/** Each with a method and a Call-ID of its own. */
function* manyMessages(): Generator<Buffer> {
  for (let i = 0; i < MANY; i++)
    yield udp(UPLINK, sip([`M${i} sip:b@ims.test SIP/2.0`], `1 M${i}`, `call-${i}`));
}

/** Every way in which something comes out; FILE stands for the file that is written. */
const WAYS: readonly (readonly string[])[] = [
  ['decode'],
  ['decode', '-V'],
  ['decode', '-T', 'json'],
  ['decode', '-T', 'fields', '-e', 'sip.Method', '-e', 'sip.Call-ID', '-e', 'sip.msg_body'],
  ['decode', '-w', 'FILE'],
  ['sas'],
  ['sas', '-T', 'json'],
  ['flow'],
  ['flow', '-T', 'mermaid'],
  ['flow', '-T', 'svg'],
  ['flow', '--one-ladder'],
  ['report', '-o', 'FILE'],
  ['diagnose'],
  ['diagnose', '-T', 'json'],
  ['export', '--format', 'ip-xfrm', '--show-keys'],
  ['wireshark', '-d', 'FILE'],
];

describe.each(WAYS.map(way => [way.join(' '), way] as const))('%s', (name, way) => {
  const argv = (): string[] => way.map((word, i) => (word === 'FILE' ? join(folder, `${name}-${i}`) : word));

  test('takes a message of very many lines, and an ordinary one beside it', async () => {
    const { exitCode, stderr, stdout } = await ims([...argv(), lines, ordinary]);
    expect(exitCode, stderr).toBe(0);
    if (way[0] !== 'wireshark') expect(stderr).toContain('2 SIP messages');
    if (name.startsWith('decode') && !name.includes('-w')) {
      expect(stdout).toContain('lines');
      expect(stdout).toContain('ordinary');
    }
  });

  test('takes very many methods and Call-IDs', async () => {
    const { exitCode, stderr } = await ims([...argv(), messages]);
    expect(exitCode, stderr).toBe(0);
    if (way[0] !== 'wireshark') expect(stderr).toContain(`${MANY} SIP messages`);
  });
});

test('decode -V gives every line of a body', async () => {
  const { stdout } = await ims(['decode', '-V', lines]);
  expect(stdout.split('\n').length).toBeGreaterThan(MANY);
});

describe('files of very many keys', () => {
  const numbers = Array.from({ length: MANY }, (_, i) => i);
  const FILES = {
    keys: () => JSON.stringify(numbers.map(i => ({ nonce: nonceOf(i), ck: keyOf(i), ik: keyOf(i) }))),
    'esp-sa': () =>
      numbers
        .map(
          i =>
            `"IPv4","10.0.0.1","10.0.0.2","0x${i.toString(16)}","NULL","","HMAC-MD5-96 [RFC2403]","0x${keyOf(i)}"\n`,
        )
        .join(''),
    xfrm: () =>
      numbers
        .map(
          i =>
            `src 10.0.0.1 dst 10.0.0.2\n\tproto esp spi 0x${(i + 256).toString(16).padStart(8, '0')} reqid 1 mode transport\n\tauth-trunc hmac(md5) 0x${keyOf(i)} 96\n\tenc ecb(cipher_null)\n`,
        )
        .join(''),
    'pcscf-log': () =>
      numbers
        .map(i => `WWW-Authenticate: Digest nonce="${nonceOf(i)}", ck="${keyOf(i)}", ik="${keyOf(i)}"\n`)
        .join(''),
  };

  test.each(Object.entries(FILES))('--%s', async (option, text) => {
    const path = join(folder, `many.${option}`);
    writeFileSync(path, text());
    const { exitCode, stderr } = await ims(['decode', `--${option}`, path, ordinary]);
    expect(exitCode, stderr).toBe(0);
    expect(stderr).toContain('1 SIP message');
  });
});

describe.skipIf(!hasChromium)('the page of a report opens', () => {
  test('with very many methods', async () => {
    const browser = await launch();
    try {
      const { page, complaints } = await openReport(
        browser,
        await writeReport(folder, [messages], 'methods'),
      );
      expect(complaints).toEqual([]);
      expect(
        await page.evaluate('document.querySelectorAll("select[name=method] option").length'),
      ).toBeLessThan(500);
    } finally {
      await browser.close();
    }
  });

  test('with very many lines, some at a time', async () => {
    const browser = await launch();
    try {
      const { page, complaints } = await openReport(browser, await writeReport(folder, [lines], 'lines'));
      await page.keyboard.press('j');
      const shown = () => page.evaluate<number>('document.querySelectorAll(".message-text > .line").length');
      expect(await shown()).toBe(2000);
      await page
        .getByRole('button', { name: /Show more/ })
        .filter({ visible: true })
        .click();
      expect(await shown()).toBe(4000);
      expect(complaints).toEqual([]);
    } finally {
      await browser.close();
    }
  });
});
