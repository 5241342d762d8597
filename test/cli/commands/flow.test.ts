import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { main } from '../../../src/cli/main.ts';
import { avp } from '../../support/captures/diameter.ts';
import { latin1, u32 } from '../../support/captures/packets.ts';
import { pcapFile } from '../../support/captures/pcap-file.ts';
import { Script } from '../../support/events/script.ts';
import { fixture } from '../../support/programs/lab.ts';
import { ims } from '../../support/programs/terminal.ts';

const CAPTURE = fixture('a04-v4-udp-aes-cbc-hmac-sha-1-96.sll2.pcap');
const TWO_UES = fixture('c01-v4-udp-two-ues.sll2.pcap');
const WRONG_IK = fixture('b31-v4-udp-wrong-ik.sll2.pcap');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const titles = (text: string) => text.match(/^(Registration|MESSAGE|SUBSCRIBE|INVITE|OPTIONS) .*$/gm) ?? [];

test('a ladder a Call-ID, with the roles of the hosts', async () => {
  const { exitCode, stdout, stderr } = await ims(['flow', CAPTURE]);
  expect(exitCode).toBe(0);
  expect(titles(stdout).map(title => title.split(' ')[0])).toEqual([
    'Registration',
    'MESSAGE',
    'MESSAGE',
    'SUBSCRIBE',
    'INVITE',
  ]);
  expect(stdout).toMatch(/^ +UE +P-CSCF +S-CSCF$|^ +P-CSCF$/m);
  expect(stdout).toMatch(/ {2}\+\d\.\d{6} +│═+ uc->ps good ═+>│/);
  expect(stdout).not.toContain('\u001b');
  expect(stderr).toMatch(/ims-esp: registrations: 1 registered\n$/);
});

test('every message that decode prints is drawn', async () => {
  for (const capture of [CAPTURE, TWO_UES, WRONG_IK]) {
    const decoded = await ims(['decode', capture, '-q', '-T', 'fields', '-e', 'frame.number']);
    const drawn = await ims(['flow', capture, '-q', '--one-ladder']);
    const frames = drawn.stdout.match(/^ *\d+(?= +\d+\.\d{6} )/gm)?.map(frame => frame.trim());
    expect(frames).toEqual(decoded.stdout.trimEnd().split('\n'));
  }
});

test('chosen by Call-ID, by IMPI, by filter', async () => {
  const all = titles((await ims(['flow', TWO_UES, '-q'])).stdout);
  const { stdout } = await ims(['decode', TWO_UES, '-q', '-T', 'fields', '-e', 'sip.Call-ID']);
  const [callId = ''] = stdout.split('\n');
  expect(titles((await ims(['flow', TWO_UES, '-q', '--call-id', callId])).stdout)).toEqual([all[0]]);
  const one = (await ims(['flow', TWO_UES, '-q', '--impi', '001010000000001'])).stdout;
  const two = (await ims(['flow', TWO_UES, '-q', '--impi', '001010000000002'])).stdout;
  expect(one).not.toContain('10.10.0.3');
  expect(two).not.toContain('10.10.0.2');
  expect(titles(one).length + titles(two).length).toBe(all.length);
  const filtered = await ims(['flow', TWO_UES, '-Y', 'sip.CSeq.method == "REGISTER"']);
  expect(titles(filtered.stdout)).toHaveLength(2);
  expect(filtered.stderr).toContain(', 20 displayed\n');
});

test('nothing to draw is said', async () => {
  const none = await ims(['flow', CAPTURE, '-q', '--call-id', 'x']);
  expect(none).toMatchObject({
    exitCode: 0,
    stdout: 'No ladder: the capture has no such SIP message.\n',
  });
  const filtered = await ims(['flow', CAPTURE, '-q', '-Y', 'sip.Method == "X"']);
  expect(filtered.stdout).toBe('No ladder: no SIP message matches the filter.\n');
});

test('a name that is given replaces role and address', async () => {
  const { stdout } = await ims([
    'flow',
    CAPTURE,
    '-q',
    '--name',
    '10.20.0.1=edge',
    '--name',
    '10.10.0.2=phone',
  ]);
  expect(stdout).toMatch(/^ +phone +10\.10\.0\.1 +S-CSCF$/m);
  expect(stdout).toMatch(/^ +edge$/m);
  expect(await ims(['flow', CAPTURE, '--name', 'edge'])).toMatchObject({ exitCode: 1, stdout: '' });
});

test('folded observations are counted', async () => {
  const { stdout } = await ims(['flow', fixture('d03-v4-udp-dup-reorder.sll2.pcap'), '-q']);
  expect(stdout).toMatch(/copies in the capture are not drawn \(2 of ESP packets\)\.\n$/);
});

test('bad ICVs and retransmissions are marked, and fail on demand', async () => {
  const { exitCode, stdout } = await ims(['flow', WRONG_IK, '--fail-on', 'icv-bad']);
  expect(exitCode).toBe(3);
  expect(stdout.match(/ uc->ps BAD, R12 ═/g)).toHaveLength(1);
  expect(stdout.match(/ uc->ps BAD, repeats 6, R12 ═/g)).toHaveLength(3);
});

test('mermaid and SVG hold the same messages', async () => {
  const mermaid = (await ims(['flow', CAPTURE, '-q', '-T', 'mermaid'])).stdout;
  expect(mermaid.match(/^ {4}h\d-?->>h\d: /gm)).toHaveLength(42);
  expect(mermaid.match(/^```mermaid$/gm)).toHaveLength(5);
  const svg = (await ims(['flow', CAPTURE, '-q', '-T', 'svg'])).stdout;
  expect(
    [...svg.matchAll(/data-message="(\d+)"/g)].map(([, index]) => Number(index)).sort((a, b) => a - b),
  ).toEqual(Array.from({ length: 42 }, (_, i) => i));
});

test('-o writes a whole file in place of the output, and no input', async () => {
  const path = join(folder, 'a.svg');
  const { stdout } = await ims(['flow', CAPTURE, '-q', '-T', 'svg']);
  expect(await ims(['flow', CAPTURE, '-q', '-T', 'svg', '-o', path])).toEqual({
    exitCode: 0,
    stdout: '',
    stderr: '',
  });
  expect(readFileSync(path, 'utf8')).toBe(stdout);
  expect(readdirSync(folder)).toEqual(['a.svg']);
  const link = join(folder, 'link.pcap');
  symlinkSync(CAPTURE, link);
  const refused = await ims(['flow', CAPTURE, '-o', link]);
  expect(refused).toMatchObject({ exitCode: 1, stdout: '' });
  expect(refused.stderr).toMatch(/: expected a file that is not an input, found the input /);
  expect(await ims(['flow', CAPTURE, '-q', '-o', join(folder, 'no', 'a.txt')])).toMatchObject({
    exitCode: 2,
  });
});

test('a file that was there stays where nothing could be read', async () => {
  const path = join(folder, 'a.txt');
  writeFileSync(path, 'older');
  expect(await ims(['flow', join(folder, 'missing.pcap'), '-q', '-o', path])).toMatchObject({ exitCode: 2 });
  expect(readFileSync(path, 'utf8')).toBe('older');
});

test('the width is that of the terminal, or the one that is given', async () => {
  const widest = (text: string) =>
    Math.max(...text.split('\n').map(line => line.replace(/\u001b\[\d+m/g, '').length));
  const stdout = Object.assign(new PassThrough(), { isTTY: true, columns: 72 });
  const chunks: Buffer[] = [];
  stdout.on('data', chunk => chunks.push(chunk));
  await main(['flow', CAPTURE, '-q'], { stdin: Readable.from([]), stdout, stderr: new PassThrough() });
  expect(widest(Buffer.concat(chunks).toString())).toBeLessThanOrEqual(72);
  expect(widest((await ims(['flow', CAPTURE, '-q', '--width', '90'])).stdout)).toBeLessThanOrEqual(90);
  expect(widest((await ims(['flow', CAPTURE, '-q'])).stdout)).toBeLessThanOrEqual(120);
});

test('a damaged capture is drawn as far as it goes, with exit code 2', async () => {
  const path = join(folder, 'cut.pcap');
  writeFileSync(path, readFileSync(CAPTURE).subarray(0, 3000));
  const { exitCode, stdout } = await ims(['flow', path]);
  expect(exitCode).toBe(2);
  expect(stdout).toContain('REGISTER');
});

describe('messages of Cx', () => {
  const CORE = fixture('e01-v4-udp-kamailio-scscf.core.pcap');
  const BOTH = [CORE, fixture('e01-v4-udp-kamailio-scscf.eth.pcap')];
  const labels = (text: string) => text.match(/M[A]A? 2001|\bMAR\b/g);

  test('in the ladder of their registration, at their time, between S-CSCF and HSS', async () => {
    const { stdout } = await ims(['flow', ...BOTH, '-q', '--width', '160']);
    expect(stdout).toMatch(/^ +UE +10\.10\.0\.1 +S-CSCF +HSS$|^ +UE .* S-CSCF +HSS$/m);
    expect(stdout).toMatch(/^ .* 10\.20\.0\.2:5060 +10\.20\.0\.2:3868$/m);
    const frames = stdout.match(/^ *core:\d+(?= +\d+\.\d{6} )/gm)?.map(frame => frame.trim());
    expect(frames?.slice(0, 4)).toEqual(['core:13', 'core:14', 'core:15', 'core:17']);
    expect(labels(stdout)).toEqual(['MAR', 'MAA 2001']);
    expect(labels(stdout.split('\n\n')[0] as string)).toEqual(['MAR', 'MAA 2001']);
    expect(labels((await ims(['flow', CORE, '-q'])).stdout)).toEqual(['MAR', 'MAA 2001']);
  });

  test('in one ladder, in mermaid and in SVG, where they are no message that can be opened', async () => {
    const one = (await ims(['flow', ...BOTH, '-q', '--one-ladder'])).stdout;
    expect(one).toMatch(/^68 messages of \d dialogs, and 2 of Cx$/m);
    const mermaid = (await ims(['flow', ...BOTH, '-q', '-T', 'mermaid'])).stdout;
    expect(mermaid).toMatch(/^ {4}h2->>h3: MAR<br\/>frame core#58;14, /m);
    expect(mermaid).toMatch(/^ {4}h3-->>h2: MAA 2001<br\/>/m);
    const svg = (await ims(['flow', ...BOTH, '-q', '-T', 'svg'])).stdout;
    expect(svg.match(/ data-message=/g)).toHaveLength(68);
    expect(svg).toMatch(
      /<g class="ladder-arrow ladder-success ladder-clear" tabindex="0" role="img" aria-label="frame core:15, [^"]* MAA 2001, HSS 10\.20\.0\.2:3868 to S-CSCF 10\.20\.0\.2:\d+, Diameter \(Cx\) over TCP">/,
    );
  });

  test('chosen with their registration; a display filter leaves them out', async () => {
    const callId = /^Call-ID (.*)$/m.exec((await ims(['flow', CORE, '-q'])).stdout)?.[1] ?? '';
    for (const chosen of [
      ['--call-id', callId],
      ['--impi', '001010000000001'],
    ])
      expect(labels((await ims(['flow', ...BOTH, '-q', ...chosen])).stdout)).toEqual(['MAR', 'MAA 2001']);
    for (const chosen of [
      ['--call-id', '3d2a9f26b140d76c', '--one-ladder'],
      ['--impi', 'other'],
      ['-Y', 'sip'],
    ])
      expect(labels((await ims(['flow', ...BOTH, '-q', ...chosen])).stdout)).toBeNull();
  });

  test('findings stand at them; those of no registration that is drawn are counted', async () => {
    const capture = join(folder, 'cx.pcap');
    const refused = avp(297, 0, avp(298, 0, u32(5001)));
    const ask = (user: string) => {
      const script = new Script()
        .register()
        .cx(300, true, avp(1, 0, latin1(user)))
        .cx(300, false, refused);
      writeFileSync(
        capture,
        pcapFile(script.challenge({ startLine: 'SIP/2.0 403 No' }).records(), { linkType: 1 }),
      );
    };
    ask('alice@ims');
    const own = (await ims(['flow', capture, '-q'])).stdout;
    expect(own).toMatch(/ UAA 5001 \(user unknown\) .*\n.* R26 .*\n +! R26 /);
    expect(own).not.toContain('belong to no registration');
    ask('stranger@ims');
    const { stdout } = await ims(['flow', capture, '-q']);
    expect(stdout).toContain(
      '2 Cx messages belong to other or unknown registrations: --one-ladder shows them.',
    );
    const one = (await ims(['flow', capture, '-q', '--one-ladder'])).stdout;
    expect(one).toContain('UAA 5001 (user unknown)');
    expect(one).not.toContain('belong to no registration');
  });
});
