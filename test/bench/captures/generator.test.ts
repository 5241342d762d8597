import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { spiText } from '../../../src/bytes/hex.ts';
import type { Suite } from '../../../src/model/security-association.ts';
import { wiresharkProfiles } from '../../../src/output/wireshark/profile.ts';
import { writeProfile } from '../../../src/output/wireshark/write-profile.ts';
import { run } from '../../support/programs/lab.ts';
import { tsharkVersion } from '../programs.ts';
import { generate } from './generator.ts';
import { MAXIMUM_UES, type Parameters, SUITES } from './parameters.ts';

let folder: string;
let capture: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
  capture = join(folder, 'generated.pcap');
});
afterAll(() => rmSync(folder, { recursive: true }));

const SMALL: Parameters = {
  ues: 3,
  pairs: 5,
  suite: { alg: 'hmac-sha-1-96', ealg: 'aes-cbc' },
  family: 4,
  transport: 'udp',
};

/** Clear REGISTER, two 401, protected REGISTER, 200; and for TCP three segments of the handshake. */
const REGISTRATION = { udp: { frames: 5, esp: 2 }, tcp: { frames: 8, esp: 5 } };

const WAYS = ([4, 6] as const).flatMap(family =>
  (['udp', 'tcp'] as const).map(transport => ({ family, transport })),
);

function sha256(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Every SIP text of a capture, in order. */
function textsOf(parameters: Parameters): string[] {
  const texts: string[] = [];
  generate(parameters, capture, text => texts.push(text));
  return texts;
}

describe.each(SUITES)('$alg with $ealg', suite => {
  test.each(WAYS)('over IPv$family and $transport is decoded as it was made', async way => {
    const parameters: Parameters = { ...SMALL, suite, ...way };
    const made: string[] = [];
    const generated = generate(parameters, capture, (text, frame, spi) =>
      made.push(`${frame} ${spi === null ? 'clear' : `${spiText(spi)} good`} ${sha256(text)}`),
    );
    const { frames, esp } = REGISTRATION[way.transport];
    expect(generated).toEqual({
      frames: 3 * (frames + 2 * 5),
      espPackets: 3 * (esp + 2 * 5),
      messages: 3 * (5 + 2 * 5),
      bytes: readFileSync(capture).length,
    });

    const result = await run([capture]);
    expect(
      result.messages.map(
        message =>
          `${message.frames.join()} ${message.spi === null ? 'clear' : `${message.spi} ${message.icv}`} ${message.sha256}`,
      ),
    ).toEqual(made);
    expect(result.issues).toEqual([]);
    expect(result.summary.frames).toBe(generated.frames);
    expect(result.summary.esp).toMatchObject({
      packets: generated.espPackets,
      icvGood: generated.espPackets,
      icvBad: 0,
      duplicates: 0,
    });
    expect(result.summary.registrations).toMatchObject({ registered: 3 });
    expect(result.sets.map(set => set.used)).toEqual([suite, suite, suite]);
  });
});

describe('generate', () => {
  test('the same parameters give the same bytes, others do not', () => {
    const hashes = [SMALL, SMALL, { ...SMALL, ues: 4 }, { ...SMALL, transport: 'tcp' as const }].map(
      parameters => {
        generate(parameters, capture);
        return sha256(readFileSync(capture));
      },
    );
    expect(hashes[1]).toBe(hashes[0]);
    expect(new Set(hashes).size).toBe(3);
  });

  test('a buffer full of frames changes nothing', async () => {
    const generated = generate({ ...SMALL, ues: 2, pairs: 800 }, capture);
    expect(generated.bytes).toBeGreaterThan(2 << 20);
    expect(readFileSync(capture).length).toBe(generated.bytes);
    const { summary } = await run([capture]);
    expect(summary).toMatchObject({ frames: generated.frames, issues: 0 });
    expect(summary.esp.icvGood).toBe(generated.espPackets);
  });

  test('all UEs register, then each pair goes round', () => {
    const texts = textsOf({ ...SMALL, ues: 2, pairs: 2 });
    const ues = texts.map(text => /sip:0010100000000(\d\d)/.exec(text)?.[1]);
    const methods = texts.map(text => /^CSeq: \d+ (\w+)/m.exec(text)?.[1]);
    const [first, second] = ['01', '02'];
    const registrations = [
      ...Array.from({ length: 5 }, () => first),
      ...Array.from({ length: 5 }, () => second),
    ];
    const pair = [first, first, second, second];
    expect(ues).toEqual([...registrations, ...pair, ...pair]);
    expect(methods.lastIndexOf('REGISTER')).toBe(9);
    expect(methods.indexOf('MESSAGE')).toBe(10);
  });

  test('MESSAGEs go in turn from the UE and to the UE', () => {
    const requests = textsOf({ ...SMALL, ues: 1, pairs: 4 }).filter(text => text.startsWith('MESSAGE'));
    expect(requests.map(text => text.includes('\r\nSecurity-Verify: '))).toEqual([true, false, true, false]);
  });

  test.each(WAYS)('over IPv$family and $transport sizes are those of real SIP', way => {
    const texts = textsOf({ ...SMALL, pairs: 60, ...way }).slice(15);
    const lengths = (start: string) => texts.filter(text => text.startsWith(start)).map(text => text.length);
    expect(Math.min(...lengths('MESSAGE'))).toBeGreaterThanOrEqual(800);
    expect(Math.max(...lengths('MESSAGE'))).toBeLessThanOrEqual(1000);
    expect(Math.min(...lengths('SIP/2.0 200'))).toBeGreaterThanOrEqual(350);
    expect(Math.max(...lengths('SIP/2.0 200'))).toBeLessThanOrEqual(450);
  });

  test('no branch and no Call-ID is used for two transactions', () => {
    const texts = textsOf({ ...SMALL, ues: 20, pairs: 20 }).filter(text => text.startsWith('MESSAGE'));
    const all = (pattern: RegExp) =>
      texts.flatMap(text => [...text.matchAll(pattern)].map(match => match[1]));
    const branches = all(/;branch=(\w+)/g);
    const callIds = all(/^Call-ID: (.+)\r$/gm);
    expect([branches.length, callIds.length]).toEqual([20 * 10 * 3, 20 * 20]);
    expect(new Set(branches).size).toBe(branches.length);
    expect(new Set(callIds).size).toBe(callIds.length);
  });

  test('more UEs than addresses are refused', () => {
    expect(() => generate({ ...SMALL, ues: MAXIMUM_UES + 1 }, capture)).toThrow(RangeError);
    expect(() => generate({ ...SMALL, ues: 0 }, capture)).toThrow(RangeError);
  });

  test.skipIf(tsharkVersion() === null).each([
    { ...SMALL, pairs: 6 },
    { ...SMALL, pairs: 6, family: 6 as const, transport: 'tcp' as const },
  ])('tshark opens IPv$family over $transport with our profile and finds no fault', async parameters => {
    const generated = generate(parameters, capture);
    const [profile] = wiresharkProfiles((await run([capture])).sets, false);
    if (profile === undefined) throw new Error('no profile');
    writeProfile(folder, profile);
    const checks = ['ip', 'udp', 'tcp'].flatMap(protocol => ['-o', `${protocol}.check_checksum:TRUE`]);
    const fields = ['esp.icv_good', 'sip.Method', 'sip.Status-Code', '_ws.expert.message'];
    const output = execFileSync(
      'tshark',
      ['-n', '-r', capture, ...checks, '-T', 'fields', ...fields.flatMap(field => ['-e', field])],
      {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
        env: { ...process.env, WIRESHARK_CONFIG_DIR: folder },
      },
    );
    const rows = output
      .replace(/\n$/, '')
      .split('\n')
      .map(line => line.split('\t'));
    expect(rows).toHaveLength(generated.frames);
    expect(rows.filter(([good]) => good === '1' || good === 'True')).toHaveLength(generated.espPackets);
    expect(rows.filter(([, method, status]) => method || status)).toHaveLength(generated.messages);
    const expected = /^Connection establish|^Connection finish|^$/;
    expect(rows.map(row => row[3] ?? '').filter(message => !expected.test(message))).toEqual([]);
  });
});

test('UEs with different suites are decoded as they were made', async () => {
  const suites = SUITES.filter(({ alg }) => alg !== 'null');
  const [suite, ...others] = suites as [Suite, ...Suite[]];
  const made = generate({ ...SMALL, ues: suites.length, suite, others }, capture);
  const { sets, summary } = await run([capture]);
  expect(summary.esp.icvGood).toBe(made.espPackets);
  const named = new Set(sets.map(({ agreed }) => `${agreed[0]?.alg} ${agreed[0]?.ealg}`));
  expect(named.size).toBe(suites.length);
});
