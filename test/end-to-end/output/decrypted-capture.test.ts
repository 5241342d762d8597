import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SaSet } from '../../../src/model/security-association.ts';
import { readAll } from '../../capture/read-all.ts';
import { decrypt } from '../../support/captures/decrypted.ts';
import {
  fixture,
  keysOf,
  type LabCapture,
  labCaptures,
  run,
  type SeenMessage,
  SHARED,
  truthOf,
} from '../../support/programs/lab.ts';
import { hasTshark } from '../../support/programs/tshark.ts';

/** Captures with ESP decrypted, judged by our own reader, and by tshark without any key. */
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
  mkdirSync(join(folder, 'empty'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const label = ({ name, kind }: LabCapture) => `${name}.${kind}`;
const captures = labCaptures().filter(({ kind }) => kind !== 'core');
const optionsFor = (capture: LabCapture) =>
  capture.kind === 's1u' ? { keys: keysOf(truthOf(capture)) } : {};

function unique(messages: readonly SeenMessage[]): string[] {
  return [...new Set(messages.map(({ startLine, sha256 }) => `${startLine} ${sha256}`))].sort();
}

describe('read back', () => {
  test.each(captures.map(capture => [label(capture), capture] as const))('%s', async (_, capture) => {
    const options = optionsFor(capture);
    const { bytes, frames, result } = await decrypt([capture.path], options);
    const before = readAll(readFileSync(capture.path)).records;
    const after = readAll(bytes);
    expect(after.issues).toEqual([]);
    expect(after.records.map(timeOf)).toEqual(before.map(timeOf));
    expect(frames.map(({ frame }) => frame)).toEqual(before.map(({ frame }) => frame));
    for (const [i, { replaced }] of frames.entries())
      if (!replaced) expect(after.records[i]?.data).toEqual(before[i]?.data);
    const { esp } = result.summary;
    expect(frames.filter(({ replaced }) => replaced).length).toBe(
      frames.filter(({ esp }) => esp.some(({ icv }) => icv !== null)).length,
    );
    expect(frames.flatMap(one => one.esp).length).toBe(esp.packets);

    const path = join(folder, 'back.pcapng');
    writeFileSync(path, bytes);
    const original = await run([capture.path], options);
    const clear = await run([path]);
    expect(unique(clear.messages)).toEqual(unique(original.messages));
    // There the fragments of two observations are mixed: two that are left make a third one.
    if (!capture.name.startsWith('d03') && esp.icvGood > 0 && esp.noKey + esp.unknownSpi + esp.icvBad === 0)
      expect(clear.summary.esp.packets).toBe(0);
  });
});

function timeOf({
  frame,
  seconds,
  nanoseconds,
  linkType,
}: {
  frame: number;
  seconds: number;
  nanoseconds: number;
  linkType: number;
}): string {
  return `${frame} ${seconds} ${nanoseconds} ${linkType}`;
}

const FIELDS = [
  'frame.number',
  'frame.time_epoch',
  'ip.checksum.status',
  'udp.checksum.status',
  'tcp.checksum.status',
  '_ws.malformed',
];

/** One row a frame. Without keys and without any configuration. */
function tshark(path: string, fields: readonly string[], ...more: string[]): string[][] {
  const checks = ['ip', 'udp', 'tcp'].flatMap(name => ['-o', `${name}.check_checksum:TRUE`]);
  const output = execFileSync(
    'tshark',
    ['-n', '-r', path, ...checks, ...more, '-T', 'fields', ...fields.flatMap(field => ['-e', field])],
    {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, WIRESHARK_CONFIG_DIR: join(folder, 'empty') },
      maxBuffer: 1 << 28,
    },
  );
  return output
    .split('\n')
    .slice(0, -1)
    .map(line => line.split('\t'));
}

/** Status 0 is bad. Only what was said in both is compared: a frame that was opened has more headers to judge. */
const isBad = (status = '') => status.split(',').includes('0');

function sipOfTshark(path: string, sets: readonly SaSet[], withGaps: boolean): string[] {
  const ports = new Set(
    [5060, ...sets.flatMap(({ ue, pcscf }) => [ue.portC, ue.portS, pcscf.portC, pcscf.portS])].filter(
      port => port !== 0,
    ),
  );
  const decodeAs = [...ports].flatMap(port => ['-d', `udp.port==${port},sip`, '-d', `tcp.port==${port},sip`]);
  const rows = tshark(
    path,
    ['sip.Method', 'sip.Status-Code', 'sip.Call-ID'],
    '-o',
    `tcp.reassemble_out_of_order:${withGaps ? 'FALSE' : 'TRUE'}`,
    ...decodeAs,
    '-Y',
    'sip',
  );
  const messages = rows.flatMap(([methods = '', codes = '', callIds = '']) => {
    const ids = callIds.split(',');
    const names = [...methods.split(','), ...codes.split(',')].filter(name => name !== '');
    return names.map((name, i) => `${name} ${ids[i] ?? ids[0]}`);
  });
  return [...new Set(messages)].filter(message => !message.endsWith(' ')).sort();
}

function sipOfOurs(messages: readonly SeenMessage[]): string[] {
  const names = messages.map(
    ({ startLine, callId }) =>
      `${/^SIP\/2\.0 (\d+)/.exec(startLine)?.[1] ?? startLine.split(' ')[0]} ${callId}`,
  );
  return [...new Set(names)].sort();
}

describe.skipIf(!hasTshark)('tshark without keys', () => {
  test.each(captures.map(capture => [label(capture), capture] as const))('%s', async (_, capture) => {
    const options = optionsFor(capture);
    const { bytes, frames } = await decrypt([capture.path], options);
    const path = join(folder, `${label(capture)}.pcapng`);
    writeFileSync(path, bytes);
    const before = tshark(capture.path, FIELDS);
    const after = tshark(path, [...FIELDS, 'frame.comment']);
    expect(after.map(row => row.slice(0, 2))).toEqual(before.map(row => row.slice(0, 2)));
    for (const [i, row] of after.entries()) {
      const [number, , ...statuses] = row.slice(0, FIELDS.length);
      const [, , ...old] = before[i] ?? [];
      const worse = statuses.filter((status, column) =>
        column < 3 ? isBad(status) && !isBad(old[column]) : status !== '' && old[column] === '',
      );
      expect({ number, worse }).toEqual({ number, worse: [] });
    }
    const result = await run([capture.path], options);
    expect(sipOfTshark(path, result.sets, result.summary.tcp.gaps > 0)).toEqual(sipOfOurs(result.messages));
    const comments = after.map(row => row[FIELDS.length] ?? '').filter(comment => comment !== '');
    expect(comments.length).toBe(frames.filter(({ esp }) => esp.length > 0).length);
    for (const comment of comments) expect(comment).toMatch(/^ESP (SA ..->.. )?SPI 0x[0-9a-f]{8} seq \d+ /);
  });

  test('capinfos and editcap take it, and tshark -V shows the comments', async () => {
    const { bytes } = await decrypt([fixture('a04-v4-udp-aes-cbc-hmac-sha-1-96.sll2.pcap')]);
    const path = join(folder, 'tools.pcapng');
    writeFileSync(path, bytes);
    const edited = join(folder, 'edited.pcapng');
    execFileSync('editcap', [path, edited], { stdio: 'ignore' });
    expect(tshark(edited, FIELDS)).toEqual(tshark(path, FIELDS));
    expect(execFileSync('capinfos', ['-c', '-M', path], { encoding: 'utf8' })).toMatch(/packets: +56\n/);
    const text = execFileSync('tshark', ['-n', '-V', '-r', path], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    expect(text).toContain('ESP SA uc->ps SPI 0x79f51584 seq 3 ICV good (hmac-sha-1-96, aes-cbc)');
  });

  const golden = join(SHARED, 'public/open5gs-ipsec_reg.pcapng');
  test.skipIf(!existsSync(golden))('a real phone, each packet three times, in GTP-U and bare', async () => {
    const { bytes, frames, result } = await decrypt([golden]);
    const path = join(folder, 'golden.pcapng');
    writeFileSync(path, bytes);
    expect(frames.filter(({ replaced }) => replaced).length).toBe(42);
    expect(frames.flatMap(({ esp }) => esp).filter(({ duplicate }) => duplicate).length).toBe(28);
    const inside = tshark(path, ['frame.number'], '-Y', 'esp');
    expect(inside).toEqual([]);
    expect(tshark(path, ['frame.time_epoch'])).toEqual(tshark(golden, ['frame.time_epoch']));
    expect(result.summary.frames).toBe(1071);
  });
});
