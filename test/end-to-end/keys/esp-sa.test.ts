import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { wiresharkProfiles } from '../../../src/output/wireshark/profile.ts';
import { espSaOf, givenSas } from '../../support/captures/given-sa.ts';
import { rewritten } from '../../support/captures/rewritten.ts';
import {
  fixture,
  isPartial,
  type LabCapture,
  labCaptures,
  labelOf,
  protectedSeen,
  protectedTruth,
  run,
  SHARED,
  truthOf,
} from '../../support/programs/lab.ts';

const withEsp = labCaptures().filter(
  capture => capture.kind !== 'core' && espSaOf(truthOf(capture)) !== null,
);

describe('the expanded keys of the truth as esp_sa', () => {
  test.each(withEsp.map(capture => [labelOf(capture), capture] as const))('%s', async (_, capture) => {
    const truth = truthOf(capture);
    const result = await run([capture.path], { givenSas: givenSas(espSaOf(truth) ?? '') });
    const seen = protectedSeen(result.messages);
    const expected = protectedTruth(truth);
    expect(seen.filter(message => !expected.includes(message))).toEqual([]);
    if (isPartial(capture)) return;
    expect(seen).toEqual(expected);
    expect(new Set(result.messages.filter(({ spi }) => spi !== null).map(({ icv }) => icv))).toEqual(
      new Set(['good']),
    );
    const { packets, duplicates, icvGood } = result.summary.esp;
    expect(icvGood).toBe(packets - duplicates);
  });
});

const both = withEsp.filter(
  capture =>
    capture.kind === 'sll2' &&
    !isPartial(capture) &&
    withEsp.some(({ name, kind }) => name === capture.name && kind === 'eth'),
);

// The repository holds no run in both kinds.
describe.skipIf(both.length === 0)('a profile that we wrote', () => {
  test.each(both.map(capture => [capture.name, capture] as const))('%s', async (name, capture) => {
    const { sets } = await run([capture.path]);
    const eth = withEsp.find(other => other.name === name && other.kind === 'eth') as LabCapture;
    const sas = wiresharkProfiles(sets, false).flatMap(({ esp_sa }) => givenSas(esp_sa));
    const result = await run([eth.path], { givenSas: sas });
    expect(protectedSeen(result.messages)).toEqual(protectedTruth(truthOf(capture)));
    const again = wiresharkProfiles(result.sets, false).flatMap(({ esp_sa }) => givenSas(esp_sa));
    expect(again.filter(sa => sa.alg === 'null' && sa.ealg === 'null')).toEqual([]);
    const second = await run([eth.path], { givenSas: again });
    expect(protectedSeen(second.messages)).toEqual(protectedTruth(truthOf(capture)));
  });
});

test('a capture that begins after the 401: the agreement is learnt from what the file opens', async () => {
  const capture = fixture('a04-v4-udp-aes-cbc-hmac-sha-1-96.sll2.pcap');
  const folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
  // Frames 6 and 7 are the protected REGISTER, with Security-Client and Security-Verify.
  const late = await rewritten(capture, join(folder, 'late.pcap'), ({ frame, data }) =>
    frame < 6 ? null : data.length,
  );
  const lab = labCaptures().find(({ path }) => path === capture) as LabCapture;
  const truth = truthOf(lab);
  const { messages, sets } = await run([late], { givenSas: givenSas(espSaOf(truth) ?? '') });
  rmSync(folder, { recursive: true });
  expect(protectedSeen(messages)).toEqual(protectedTruth(truth));
  const inside = messages.filter(({ spi }) => spi !== null);
  expect(inside.map(({ sa }) => sa).slice(0, 3)).toEqual(['unknown', 'pc->us', 'uc->ps']);
  expect(new Set(inside.map(({ icv }) => icv))).toEqual(new Set(['good']));
  expect(sets.flatMap(({ sas }) => sas).filter(({ given }) => given !== null).length).toBe(3);
});

/** Different ESP packets, those whose ICV tshark 4.0.17 calls good with the same file, and those it does not check. */
describe.skipIf(!existsSync(join(SHARED, 'public')))('captures of others with their esp_sa', () => {
  test.each([
    ['zeek-ip6_esp.pcap', 80, 40],
    ['wireshark-esp-bug-12671.pcapng.gz', 6, 0],
    ['scapy-ikev2_nat_t.pcapng', 24, 0],
    ['tcpdump-02-sunrise-sunset-esp.pcap', 8, 0],
    ['tcpdump-08-sunrise-sunset-esp2.pcap', 16, 0],
    ['tcpdump-espudp1.pcap', 8, 0],
    ['open5gs-ipsec_reg.pcapng', 14, 0],
  ])('%s', async (name, good, unchecked) => {
    const path = join(SHARED, 'public', name);
    const text = readFileSync(path.replace(/\.pcap.*$/, '.esp_sa'), 'latin1');
    for (const crypto of ['node', 'noble'] as const) {
      const { summary } = await run([path], { givenSas: givenSas(text), crypto });
      expect(summary.esp).toMatchObject({
        icvGood: good,
        icvBad: 0,
        decryptedUnchecked: unchecked,
        decrypted: good,
      });
      expect(summary.esp.packets - summary.esp.duplicates).toBe(good + unchecked);
    }
  });
});
