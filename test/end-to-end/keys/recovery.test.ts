import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fromHex } from '../../../src/bytes/hex.ts';
import type { KeyMaterial } from '../../../src/model/security-association.ts';
import { wiresharkProfiles } from '../../../src/output/wireshark/profile.ts';
import { netDecoder } from '../../support/bounded.ts';
import { givenSas } from '../../support/captures/given-sa.ts';
import { rewritten } from '../../support/captures/rewritten.ts';
import {
  fixture,
  isPartial,
  keysOf,
  type LabCapture,
  labCaptures,
  labelOf,
  protectedSeen,
  protectedTruth,
  type Run,
  run,
  SHARED,
  type Truth,
  truthOf,
} from '../../support/programs/lab.ts';

const captures = labCaptures().filter(({ kind }) => kind !== 'core');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The capture without anything in the clear; of fragments, which may be of ESP, all are kept. */
function onlyEsp(path: string): Promise<string> {
  const net = netDecoder(() => {});
  return rewritten(path, join(folder, 'esp.pcap'), record => {
    const datagram = net.decode(record);
    return datagram === null || datagram.protocol === 50 ? record.data.length : null;
  });
}

function protectedMessages({ messages }: Run) {
  return messages.filter(({ spi }) => spi !== null);
}

describe.each(['node', 'noble'] as const)('ESP alone, with the keys and nothing else, %s', crypto => {
  test.each(captures.map(capture => [labelOf(capture), capture] as const))('%s', async (_, capture) => {
    const truth = truthOf(capture);
    const result = await run([await onlyEsp(capture.path)], { keys: keysOf(truth), crypto });
    const seen = protectedSeen(result.messages);
    const expected = protectedTruth(truth);
    expect(seen.filter(message => !expected.includes(message))).toEqual([]);
    if (isPartial(capture)) return;
    expect(seen).toEqual(expected);
    expect(new Set(protectedMessages(result).map(({ icv }) => icv))).toEqual(new Set(['good']));
    const { packets, duplicates, icvGood } = result.summary.esp;
    expect(icvGood).toBe(packets - duplicates);
    expect(result.sets.some(({ sas }) => sas.some(({ recovered }) => recovered))).toBe(true);
  });
});

describe('SAs that were recovered', () => {
  const once = captures.filter(capture => capture.kind === 'sll2' && !isPartial(capture));
  // No version of Wireshark has a name for aes-gmac.
  test.each(once.filter(({ name }) => !name.includes('gmac')).map(one => [labelOf(one), one] as const))(
    '%s: as esp_sa they open the capture again',
    async (_, capture) => {
      const path = await onlyEsp(capture.path);
      const { sets } = await run([path], { keys: keysOf(truthOf(capture)) });
      const sas = wiresharkProfiles(sets, false).flatMap(({ esp_sa }) => givenSas(esp_sa));
      const again = await run([path], { givenSas: sas });
      expect(protectedSeen(again.messages)).toEqual(protectedTruth(truthOf(capture)));
    },
  );

  test('the agreement is learnt from a request inside, and takes over', async () => {
    const path = fixture('a04-v4-udp-aes-cbc-hmac-sha-1-96.sll2.pcap');
    const capture = captures.find(one => one.path === path) as LabCapture;
    // Frames 6 and 7 are the protected REGISTER, with Security-Client and Security-Verify.
    const late = await rewritten(path, join(folder, 'late.pcap'), ({ frame, data }) =>
      frame < 6 ? null : data.length,
    );
    const truth = truthOf(capture);
    const result = await run([late], { keys: keysOf(truth) });
    expect(protectedSeen(result.messages)).toEqual(protectedTruth(truth));
    expect(protectedMessages(result).map(({ sa }) => sa)).toEqual([
      'unknown',
      ...protectedMessages(await run([path]))
        .map(({ sa }) => sa)
        .slice(1),
    ]);
    const [recovered, agreed] = result.sets;
    expect(recovered?.sas).toMatchObject([{ recovered: true, packets: 1, icvGood: 1, ...portsOf(truth, 0) }]);
    expect(agreed?.sas.map(sa => sa.recovered)).toEqual([false, false, false, false]);
    expect(agreed?.keys).toEqual(keysOf(truth));
  });

  test('wrong keys: encrypted ESP stays closed, nothing is shown as decoded, and it is said', async () => {
    const keys: KeyMaterial[] = [
      { ck: new Uint8Array(16).fill(1), ik: new Uint8Array(16).fill(2), source: 'file' },
    ];
    const path = await onlyEsp(fixture('a04-v4-udp-aes-cbc-hmac-sha-1-96.sll2.pcap'));
    const { messages, summary, issues, sets } = await run([path], { keys });
    expect([messages, sets]).toEqual([[], []]);
    expect(summary.esp).toMatchObject({ icvGood: 0, decrypted: 0, nullDecoded: 0 });
    expect(summary.esp.unknownSpi).toBe(summary.esp.packets - summary.esp.duplicates);
    const codes = issues.map(({ code }) => code);
    expect(codes.filter(code => code === 'key-unused').length).toBe(1);
    expect(codes.filter(code => code === 'spi-unexplained').length).toBe(2);
  });

  test('NULL without a key stays unchecked, and no key is missed', async () => {
    const path = await onlyEsp(fixture('a02-v4-udp-null-hmac-sha-1-96.eth.pcap'));
    const result = await run([path]);
    expect(new Set(protectedMessages(result).map(({ icv }) => icv))).toEqual(new Set(['unchecked']));
    expect(result.issues.filter(({ code }) => code === 'spi-unexplained')).toEqual([]);
  });

  test('the keys of a 401 in another file open ESP whose agreement was lost', async () => {
    const path = fixture('e01-v4-udp-kamailio-scscf.eth.pcap');
    const capture = captures.find(one => one.path === path) as LabCapture;
    const core = fixture('e01-v4-udp-kamailio-scscf.core.pcap');
    const result = await run([await onlyEsp(path), core]);
    expect(protectedSeen(result.messages)).toEqual(protectedTruth(truthOf(capture)));
    expect(new Set(protectedMessages(result).map(({ icv }) => icv))).toEqual(new Set(['good']));
    expect(result.issues.filter(({ code }) => code === 'key-unused')).toEqual([]);
  });
});

function portsOf({ sas }: Truth, index: number) {
  return { sourcePort: sas[index]?.sport, destinationPort: sas[index]?.dport };
}

const GOLDEN = join(SHARED, 'public/open5gs-ipsec_reg.pcapng');
describe.skipIf(!existsSync(GOLDEN))('open5gs-ipsec_reg without 401 and MAA', () => {
  const keys: KeyMaterial[] = [
    {
      ck: fromHex('d53c02758b376066fad0af7daa6df765') as Uint8Array,
      ik: fromHex('e1763cf28cc2e584588800193137ec92') as Uint8Array,
      source: 'file',
    },
  ];
  /** Frames 402 to 408. */
  const cut = () =>
    rewritten(GOLDEN, join(folder, 'golden.pcap'), ({ frame, data }) =>
      frame >= 402 && frame <= 408 ? null : data.length,
    );

  test.each(['node', 'noble'] as const)('CK and IK open all of it, %s', async crypto => {
    const { messages, summary } = await run([await cut()], { keys, crypto });
    expect(summary.esp).toMatchObject({ packets: 42, duplicates: 28, icvGood: 14, icvBad: 0 });
    const whole = await run([GOLDEN]);
    expect(protectedSeen(messages)).toEqual(protectedSeen(whole.messages));
    expect(protectedSeen(messages).length).toBe(6);
  });
});
