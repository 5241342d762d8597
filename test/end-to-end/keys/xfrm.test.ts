import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { addressText } from '../../../src/bytes/address.ts';
import { spiText, toHex } from '../../../src/bytes/hex.ts';
import { parseXfrmStates } from '../../../src/ipsec/given/xfrm-states.ts';
import type { GivenSa, SaSet } from '../../../src/model/security-association.ts';
import { exportedSas } from '../../../src/output/export/exported-sas.ts';
import { hasXfrmName, ipXfrmScript } from '../../../src/output/export/ip-xfrm-script.ts';
import { kernelSasOf, xfrmStatistics, xfrmText } from '../../support/captures/kernel-sas.ts';
import { understood } from '../../support/captures/understood.ts';
import {
  fixture,
  isPartial,
  keysOf,
  type LabCapture,
  labCaptures,
  labelOf,
  protectedSeen,
  protectedTruth,
  run,
  truthOf,
} from '../../support/programs/lab.ts';

const withEsp = labCaptures().filter(capture => capture.kind !== 'core' && truthOf(capture).sas.length > 0);

function statesOf(text: string): readonly GivenSa[] {
  return understood(parseXfrmStates(text));
}

describe('ip xfrm state of the P-CSCF', () => {
  const captures = withEsp.filter(capture => kernelSasOf(capture).length > 0);
  test.each(captures.map(capture => [labelOf(capture), capture] as const))('%s', async (_, capture) => {
    const truth = truthOf(capture);
    const kernel = kernelSasOf(capture);
    const givenSas = statesOf(xfrmText(kernel));
    expect(givenSas.length).toBe(kernel.length);
    expect(statesOf(xfrmStatistics(kernel))).toEqual(givenSas);
    const { messages, summary } = await run([capture.path], { givenSas });
    const [seen, expected] = [protectedSeen(messages), protectedTruth(truth)];
    expect(seen.filter(message => !expected.includes(message))).toEqual([]);
    if (isPartial(capture)) return;
    expect(seen).toEqual(expected);
    expect(summary.esp.icvBad).toBe(0);
  });
});

/** The script for a run, and how its SAs were sealed. */
async function exported(capture: LabCapture): Promise<{ text: string; sets: readonly SaSet[] }> {
  const tunnels = new Set<SaSet>();
  const { analyse } = await import('../../../src/analysis/analyse.ts');
  const keys = keysOf(truthOf(capture));
  const { sets } = await analyse([{ name: capture.path }], {
    keys,
    on: {
      sip: ({ origin: { protection } }) => {
        if (protection?.tunnel === true && protection.sa !== null) tunnels.add(protection.sa.set);
      },
    },
  });
  return { text: ipXfrmScript(exportedSas(sets, tunnels, hasXfrmName)), sets };
}

/** One line an SA, with all that makes it. */
const sealed = (sa: {
  src: string;
  sport: number;
  dst: string;
  dport: number;
  spi: string;
  alg: string;
  ealg: string;
  enc: string;
  auth: string;
}) => Object.values(sa).join(' ');

describe('export --format ip-xfrm', () => {
  const captures = withEsp.filter(capture => !isPartial(capture));
  test.each(captures.map(capture => [labelOf(capture), capture] as const))(
    '%s: reads back',
    async (_, capture) => {
      const truth = truthOf(capture);
      const { text, sets } = await exported(capture);
      const givenSas = statesOf(text);
      const read = givenSas.map(sa =>
        sealed({
          src: addressText(sa.source.octets, 0, sa.family === 4 ? 4 : 16),
          sport: sa.sourcePort ?? 0,
          dst: addressText(sa.destination.octets, 0, sa.family === 4 ? 4 : 16),
          dport: sa.destinationPort ?? 0,
          spi: spiText(sa.spi),
          alg: sa.alg,
          ealg: sa.ealg,
          enc: toHex(sa.encryptionKey),
          auth: toHex(sa.authenticationKey).slice(0, 32),
        }),
      );
      const expected = truth.sas.map(({ src, sport, dst, dport, spi, alg, ealg, enc_key, auth_key }) =>
        sealed({ src, sport, dst, dport, spi, alg, ealg, enc: enc_key, auth: auth_key.slice(0, 32) }),
      );
      expect(read).toEqual(expect.arrayContaining(expected));
      // A set whose challenge was given up has a key, too, and no packet.
      const used = sets.filter(set => set.sas.some(({ packets }) => packets > 0));
      const unused = sets.filter(
        set => !used.includes(set) && set.key === null && set.keys[0]?.source === '401',
      );
      expect(read.length).toBe(expected.length + 4 * unused.length);
      const { messages, summary } = await run([capture.path], { givenSas });
      expect(protectedSeen(messages)).toEqual(protectedTruth(truth));
      expect(summary.esp.icvBad).toBe(0);
    },
  );
});

/** Runs a shell in a network namespace of its own, which ends with it; null where that is not allowed. */
function inNamespace(script: string, input = ''): { stdout: string; stderr: string } | null {
  const argv = ['--net', 'sh', '-c', script];
  const { status, stdout, stderr } = spawnSync('unshare', argv, { encoding: 'utf8', input });
  return status === null || stderr.startsWith('unshare:') ? null : { stdout, stderr };
}

const hasIp = inNamespace('ip -V && ip xfrm policy')?.stdout.startsWith('ip utility') === true;
const NULL_SA =
  "ip xfrm state add src 10.0.0.1 dst 10.0.0.2 proto esp spi 0x100 mode transport auth-trunc 'hmac(md5)' 0x00112233445566778899aabbccddeeff 96 enc 'ecb(cipher_null)' ''";
const hasEsp = hasIp && inNamespace(`${NULL_SA} && ip xfrm state`)?.stdout.includes('proto esp') === true;
if (!hasIp)
  console.log('no network namespace with ip xfrm can be made: what we export is not given to iproute2');
else if (!hasEsp)
  console.log('this kernel has no ESP: iproute2 checks the syntax of what we export, and no more');

/** The lines for one host, as `ip -batch` takes them. */
function batchOf(text: string, address: string): string {
  const lines = text.slice(text.indexOf(`# host ${address} `), text.indexOf(`# end of host ${address}\n`));
  return lines.replaceAll(/^ip /gm, '');
}

/** What a kernel lacks it says so; a word that iproute2 does not know is a matter of its own. */
function isLackOfKernel(complaint: string): boolean {
  return /^Error: Requested .* not found\.$|^RTNETLINK answers: (Function|Protocol|Operation) not/.test(
    complaint,
  );
}

const SUITES = [
  'a02-v4-udp-null-hmac-sha-1-96.eth.pcap',
  'a04-v4-udp-aes-cbc-hmac-sha-1-96.sll2.pcap',
  'a05-v4-udp-des-ede3-cbc-hmac-md5-96.sll2.pcap',
  'a16-v6-udp-aes-cbc-hmac-sha-1-96.eth.pcap',
  'a25-v4-udp-aes-gcm.sll2.pcap',
  'a27-v4-udp-aes-gmac.sll2.pcap',
  'a33-v4-udp-natt.sll2.pcap',
].map(fixture);

describe.skipIf(!hasIp)('iproute2', () => {
  const captures = withEsp.filter(({ path }) => SUITES.includes(path));
  test.each(captures.flatMap(capture => ['ue', 'pcscf'].map(end => [capture.name, end, capture] as const)))(
    '%s, %s: ip -batch takes it',
    async (_, end, capture) => {
      const { text, sets } = await exported(capture);
      const address = sets[0]?.[end as 'ue' | 'pcscf'].address ?? '';
      const lines = batchOf(text, address).split('\n');
      const policies = lines.filter(line => line.startsWith('xfrm policy'));
      expect(policies.length).toBeGreaterThanOrEqual(4);
      // After an SA that the kernel refuses ip ends, so each goes to one of its own.
      const script = 'while read -r line; do echo "$line" | ip -batch -; done; ip xfrm policy; ip xfrm state';
      const ran = inNamespace(script, `${lines.filter(line => line.startsWith('xfrm')).join('\n')}\n`);
      expect(ran?.stdout.match(/^\tdir /gm)?.length).toBe(policies.length);
      const complaints = (ran?.stderr ?? '').split('\n').filter(line => /^(Error|RTNETLINK)/.test(line));
      expect(complaints.filter(line => !isLackOfKernel(line))).toEqual([]);
      if (!hasEsp) return;
      const { messages } = await run([capture.path], { givenSas: statesOf(ran?.stdout ?? '') });
      expect(protectedSeen(messages)).toEqual(protectedTruth(truthOf(capture)));
    },
  );

  test('a word that it does not know would be seen', () => {
    const stderr = inNamespace(`${NULL_SA} bogus`)?.stderr ?? '';
    expect(stderr).not.toBe('');
    expect(isLackOfKernel(stderr.trimEnd())).toBe(false);
  });
});
