import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fixture, labCaptures, truthOf } from '../../support/programs/lab.ts';
import { ims } from '../../support/programs/terminal.ts';

const CAPTURE = fixture('e01-v4-udp-kamailio-scscf.eth.pcap');
const [sa] = truthOf(labCaptures().find(({ path }) => path === CAPTURE) as never).sas;
const { ck = '', ik = '' } = sa ?? {};
const [nonce] = /(?<=nonce=")[^"]{40,}(?=")/.exec(readFileSync(CAPTURE, 'latin1')) ?? [];
const LINE = `kamailio[31]: DEBUG: Old header - WWW-Authenticate=Digest realm="ims", nonce="${nonce}", algorithm=AKAv1-MD5, ck="${ck}", ik="${ik}", qop="auth,auth-int"\n`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(text: string): string {
  const path = join(folder, 'log');
  writeFileSync(path, text);
  return path;
}

test('the key of a log opens what the capture has no key for', async () => {
  const { exitCode, stdout, stderr } = await ims(['decode', CAPTURE, '--pcscf-log', file(`x\n${LINE}`)]);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/ uc->ps good +REGISTER/);
  for (const key of [ck, ik]) expect(stdout + stderr).not.toContain(key);
});

test('a line that is cut is an issue, the others count', async () => {
  const path = file(`${LINE.slice(0, LINE.indexOf(', ik'))}\n${LINE}`);
  const { exitCode, stderr } = await ims(['sas', CAPTURE, '--pcscf-log', path]);
  expect(exitCode).toBe(0);
  expect(stderr).toContain(`${path}: line 1: ik is missing beside the other key [pcscf-log-key]`);
});

test.each([
  ['nothing\n', 'no WWW-Authenticate with ck and ik was found'],
  [LINE.replace(ik, ik.slice(1)), 'line 1: ik: 32 hex digits were expected, 31 characters were found'],
])('a log without any key is refused: %#', async (text, reason) => {
  const path = file(text);
  const { exitCode, stdout, stderr } = await ims(['decode', CAPTURE, '--pcscf-log', path]);
  expect([exitCode, stdout]).toEqual([1, '']);
  expect(stderr).toBe(`ims-esp: --pcscf-log: ${path}: ${reason} (see ims-esp --help)\n`);
});

test('a log that is not there is refused', async () => {
  const { exitCode, stderr } = await ims(['decode', CAPTURE, '--pcscf-log', join(folder, 'none')]);
  expect(exitCode).toBe(1);
  expect(stderr).toContain('--pcscf-log: ');
});
