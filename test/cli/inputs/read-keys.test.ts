import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toHex } from '../../../src/bytes/hex.ts';
import { keysOf, readKeyFiles } from '../../../src/cli/inputs/read-keys.ts';
import { fixture, labCaptures, truthOf } from '../../support/programs/lab.ts';
import { ims } from '../../support/programs/terminal.ts';

const CAPTURE = fixture('e01-v4-udp-kamailio-scscf.eth.pcap');
const capture = labCaptures().find(({ path }) => path === CAPTURE);
if (capture === undefined) throw new Error('the fixture is missing');
const truth = truthOf(capture) as ReturnType<typeof truthOf> & {
  readonly usim: readonly [{ readonly impi: string; readonly k: string; readonly opc: string }];
};
const [USIM] = truth.usim;
const { ck, ik } = truth.sas[0] ?? { ck: '', ik: '' };
const SECRETS = [USIM.k, USIM.opc, ck, ik];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(content: unknown, name = 'keys.json'): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

/** Runs a command line and looks for secrets in all that it prints. */
async function quietly(...argv: string[]) {
  const printed = await ims(argv);
  for (const secret of SECRETS)
    expect((printed.stdout + printed.stderr).toLowerCase()).not.toContain(secret.slice(0, 16));
  return printed;
}

describe.each([
  ['--usim', 'usim', () => file([USIM], 'usim.json')],
  ['--keys', 'file', () => file([{ ck, ik }])],
])('%s', (option, source, made) => {
  test('opens what the capture has no keys for, on every command, and shows no key', async () => {
    for (const verbose of [['-V'], ['-T', 'json'], []]) {
      const decoded = await quietly('decode', ...verbose, CAPTURE, option, made());
      expect(decoded.exitCode).toBe(0);
      expect(decoded.stdout).toMatch(/ uc->ps good +REGISTER|"icv":"good"|uc->ps good/);
    }
    const sas = await quietly('sas', '-T', 'json', '-q', CAPTURE, option, made());
    expect(sas.stdout.match(new RegExp(`"keySource":"${source}"`, 'g'))).toHaveLength(4);
    const written = await quietly('wireshark', CAPTURE, '-d', join(folder, source), option, made());
    expect(written.stdout).toContain('4 SAs in esp_sa');
    expect((await ims(['sas', '-q', '--show-keys', CAPTURE, option, made()])).stdout).toContain(ik);
  });

  test('several files are joined', async () => {
    const other = file(
      option === '--usim' ? [{ ...USIM, impi: 'bob@ims' }] : [{ ck, ik, impi: 'bob@ims' }],
      'b',
    );
    const { stdout } = await quietly('decode', CAPTURE, `${option}=${other}`, option, made());
    expect(stdout).toContain('uc->ps good');
    expect((await quietly('decode', CAPTURE, option, other)).stdout).not.toContain('uc->ps good');
  });
});

test('--usim: whether the response was right stands in the JSON of the registration', async () => {
  const { stdout } = await quietly('decode', '-T', 'json', CAPTURE, '--usim', file([USIM]));
  const line = stdout.split('\n').find(one => one.startsWith('{"type":"registration"')) ?? '{}';
  expect(JSON.parse(line).attempts).toMatchObject([
    { response: null, sqnMs: null },
    { response: 'confirmed', sqnMs: null },
  ]);
});

test('a USIM with another K is said not to be the one', async () => {
  const { exitCode, stderr } = await quietly('decode', CAPTURE, '--usim', file([{ ...USIM, k: USIM.opc }]));
  expect(exitCode).toBe(0);
  expect(stderr).toMatch(/frame \d+: the MAC in AUTN .* does not verify with any given USIM.*\[usim-mac\]/);
});

describe('a file in which nothing is understood', () => {
  test.each([
    ['--usim', '[\n{"k": ', 'line 2: expected JSON'],
    ['--usim', [{ k: USIM.k }], 'entry 1: expected either opc or op, found neither'],
    ['--usim', [{ ...USIM, k: `${USIM.k}00` }], 'entry 1: k: expected 32 hex digits, found 34 characters'],
    ['--keys', [{ ck }], 'entry 1: ik: missing'],
    ['--keys', `{"ck":"${ck}"}`, 'expected a list of entries in [ ]'],
    ['--keys', `[${ck}]`, 'line 1: expected JSON'],
  ])('%s %j: one issue with file, place and reason; the rest is done', async (option, content, reason) => {
    const path = file(content);
    const { exitCode, stdout, stderr } = await quietly('sas', CAPTURE, option, path);
    expect([exitCode, stdout]).toEqual([2, (await quietly('sas', CAPTURE)).stdout]);
    expect(stderr.split('\n')[0]).toMatch(/^ims-esp: .* \[[a-z-]+\]$/);
    expect(stderr).toContain(`${option}: ${path}: ${reason}: no key of it is used`);
  });

  test.each(['--usim', '--keys', '--esp-sa', '--xfrm', '--pcscf-log'])(
    '%s: a path that cannot be read is one issue, and the other files count',
    async option => {
      const loop = join(folder, `loop${option}`);
      symlinkSync(loop, loop);
      const long = join(folder, 'x'.repeat(300));
      const given = [option, folder, option, loop, option, long, option, join(CAPTURE, 'x')];
      const { exitCode, stdout, stderr } = await quietly(
        'decode',
        CAPTURE,
        '--keys',
        file([{ ck, ik }]),
        ...given,
      );
      expect(exitCode).toBe(2);
      expect(stdout).toContain('uc->ps good');
      const lines = stderr.split('\n').filter(line => line.includes('no key of it is used'));
      expect(lines.map(line => /\bE[A-Z]{4,}\b/.exec(line)?.[0])).toEqual([
        'EISDIR',
        'ELOOP',
        'ENAMETOOLONG',
        'ENOTDIR',
      ]);
    },
  );

  test('a missing one', async () => {
    const { exitCode, stderr } = await ims(['sas', CAPTURE, '--keys', join(folder, 'none')]);
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('none: ENOENT')]);
  });

  test('one that does not end', async () => {
    const path = file('x'.repeat(100_000));
    const { keys, issues } = await readKeyFiles([{ option: 'keys', path }], 99_999);
    expect(keys).toEqual([]);
    expect(issues.map(({ message }) => message)).toEqual([
      `--keys: ${path}: expected 99999 bytes at most, found more: no key of it is used`,
    ]);
  });
});

test('an entry that is wrong is one issue, and the others are used', async () => {
  const path = file([{ ck }, { ck, ik }]);
  const { exitCode, stdout, stderr } = await quietly('decode', CAPTURE, '--keys', path);
  expect(exitCode).toBe(0);
  expect(stdout).toContain('uc->ps good');
  expect(stderr.match(/\[key-entry\]/g)).toHaveLength(1);
  expect(stderr).toContain(`${path}: entry 1: ik: missing [key-entry]`);
});

test('issues of one file are counted beyond a bound, however many there are', async () => {
  const path = file(`[${'{},'.repeat(150_000)}${JSON.stringify({ ck, ik })}]`);
  const { keys, issues } = await readKeyFiles([{ option: 'keys', path }]);
  expect([keys.length, issues.length]).toEqual([1, 21]);
  expect(issues.at(-1)?.message).toBe(`${path}: 149980 more problems`);
});

test('keys of 150,000 entries, in several files', async () => {
  const path = file(`[${Array(150_000).fill(JSON.stringify({ ck, ik })).join(',')}]`);
  const { keys } = await readKeyFiles([
    { option: 'keys', path },
    { option: 'keys', path },
  ]);
  expect(keys.length).toBe(300_000);
});

describe('--ck and --ik', () => {
  test('are one key for everything', () => {
    expect(keysOf(undefined, undefined)).toEqual([]);
    expect(keysOf(ck, ik).map(key => [toHex(key.ck), toHex(key.ik), key.source])).toEqual([[ck, ik, 'file']]);
  });

  test('go together, and an error does not repeat them', () => {
    expect(() => keysOf(ck, undefined)).toThrow('--ck and --ik: expected both or none, found one');
    expect(() => keysOf(ck, ik.slice(1))).toThrow('--ik: expected 32 hex digits, found 31 characters');
  });
});

test('a member that means nothing is named', async () => {
  const path = file([{ ck, ik, nonse: 'N', [ck]: 1 }]);
  const { exitCode, stderr } = await quietly('sas', CAPTURE, '--keys', path);
  expect(exitCode).toBe(0);
  expect(stderr).toContain(`${path}: entry 1: 'nonse' has no meaning here and is ignored [unknown-member]`);
  expect(stderr).toContain('entry 1: a name of 32 characters has no meaning here');
});
