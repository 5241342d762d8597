import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { spiText } from '../../../src/bytes/hex.ts';
import { wiresharkProfiles } from '../../../src/output/wireshark/profile.ts';
import { writeProfile } from '../../../src/output/wireshark/write-profile.ts';
import { givenSas } from '../../support/captures/given-sa.ts';
import { keysOf, labCaptures, type Run, run, SHARED, truthOf } from '../../support/programs/lab.ts';
import { hasTshark, tsharkOutput } from '../../support/programs/tshark.ts';

/** tshark as referee: with the profile that we write it must see what we see. */

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** One row of fields for each ESP packet that tshark shows, with the profile in `folder`. */
function tshark(capture: string, fields: readonly string[]): string[][] {
  const columns = fields.flatMap(field => ['-e', field]);
  const output = tsharkOutput(folder, capture, ['-Y', 'esp', '-T', 'fields', ...columns]);
  return output
    .split('\n')
    .filter(line => line !== '')
    .map(line => line.split('\t'));
}

/** SIP in ESP as tshark tells it: `METHOD` or `status` with the Call-ID, sorted, each once. */
function sipOfTshark(capture: string): string[] {
  const rows = tshark(capture, ['sip.Method', 'sip.Status-Code', 'sip.Call-ID']);
  const messages = rows.flatMap(([methods = '', codes = '', callIds = '']) => {
    const ids = callIds.split(',');
    const names = [...methods.split(','), ...codes.split(',')].filter(name => name !== '');
    return names.map((name, i) => `${name} ${ids[i] ?? ids[0]}`);
  });
  return [...new Set(messages)].sort();
}

function sipOfOurs(result: Run): string[] {
  const inside = result.messages.filter(({ spi }) => spi !== null);
  const names = inside.map(
    ({ startLine, callId }) =>
      `${/^SIP\/2\.0 (\d+)/.exec(startLine)?.[1] ?? startLine.split(' ')[0]} ${callId}`,
  );
  return [...new Set(names)].sort();
}

/** Different ESP packets whose ICV tshark calls good: duplicates of one packet are one. */
function goodIcvsOfTshark(capture: string): number {
  const rows = tshark(capture, ['esp.spi', 'esp.sequence', 'esp.icv_good', 'esp.icv_bad']);
  return new Set(
    rows
      .filter(([, , good]) => good === '1' || good === 'True')
      .map(([spi, sequence]) => `${spi} ${sequence}`),
  ).size;
}

async function refereed(capture: string, options: Parameters<typeof run>[1] = {}): Promise<Run> {
  const result = await run([capture], options);
  const [profile] = wiresharkProfiles(result.sets, result.summary.tcp.gaps > 0);
  if (profile === undefined) throw new Error('no profile');
  writeProfile(folder, profile);
  return result;
}

describe.skipIf(!hasTshark)('tshark with our profile', () => {
  const captures = labCaptures().filter(
    ({ name, kind }) => kind !== 'eth' && kind !== 'core' && !name.startsWith('b32'),
  );

  test.each(captures.map(capture => [`${capture.name}.${capture.kind}`, capture] as const))(
    '%s',
    async (_, capture) => {
      const keys = capture.kind === 's1u' ? keysOf(truthOf(capture)) : [];
      const result = await refereed(capture.path, { keys });
      const gmac = result.sets.some(({ used }) => used?.alg === 'aes-gmac');
      if (gmac) return expect(goodIcvsOfTshark(capture.path)).toBe(0);
      expect(goodIcvsOfTshark(capture.path)).toBe(result.summary.esp.icvGood);
      expect(sipOfOurs(result)).toEqual(sipOfTshark(capture.path));
    },
  );

  const golden = join(SHARED, 'public/open5gs-ipsec_reg.pcapng');
  test.skipIf(!existsSync(golden))('a real phone: 4 SAs, 14 packets, 28 duplicates, 6 messages', async () => {
    const result = await refereed(golden);
    expect(
      result.sets.flatMap(({ sas }) => sas.map(({ spi, packets }) => `${spiText(spi)} ${packets}`)),
    ).toEqual(['0x00000065 7', '0x00006439 1', '0x00006438 6', '0x00000064 0']);
    expect(result.summary.esp).toMatchObject({ packets: 42, icvGood: 14, icvBad: 0, duplicates: 28 });
    const inside = result.messages.filter(({ spi }) => spi !== null);
    expect(inside.map(({ startLine }) => startLine.split(' ').slice(0, 2).join(' '))).toEqual([
      'REGISTER sip:ims.mnc001.mcc001.3gppnetwork.org',
      'SIP/2.0 100',
      'SIP/2.0 200',
      'SUBSCRIBE tel:0398765432100',
      'SIP/2.0 200',
      'NOTIFY sip:0398765432100@192.168.101.5:6300;alias=192.168.101.5~6301~1',
    ]);
    expect(goodIcvsOfTshark(golden)).toBe(14);
    expect(sipOfOurs(result)).toEqual(sipOfTshark(golden));
  });
});

/** The same keys in the same file: tshark must call as many ICVs good as we do. */
const PUBLIC = join(SHARED, 'public');
describe.skipIf(!hasTshark || !existsSync(PUBLIC))('tshark with the esp_sa of others', () => {
  const captures = (existsSync(PUBLIC) ? readdirSync(PUBLIC) : [])
    .filter(name => name.endsWith('.esp_sa'))
    .map(name => name.replace(/\.esp_sa$/, ''));
  test.each(captures)('%s', async name => {
    const file = readdirSync(PUBLIC).find(other => other.startsWith(`${name}.pcap`)) ?? '';
    const path = join(PUBLIC, file);
    const text = readFileSync(join(PUBLIC, `${name}.esp_sa`), 'latin1');
    writeFileSync(join(folder, 'esp_sa'), text);
    writeFileSync(
      join(folder, 'preferences'),
      'esp.enable_encryption_decode: TRUE\nesp.enable_authentication_check: TRUE\n',
    );
    const { summary } = await run([path], { givenSas: givenSas(text) });
    // A packet with ESP in ESP has two verdicts in one row.
    const verdicts = tshark(path, ['esp.icv_good']).flatMap(([good = '']) => good.split(','));
    const observed = summary.esp.icvGood + summary.esp.duplicates;
    expect(observed).toBe(verdicts.filter(good => good === '1' || good === 'True').length);
  });
});
