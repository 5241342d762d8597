import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseGivenKeys } from '../../../src/aka/key-file.ts';
import { parseUsims } from '../../../src/aka/usim-file.ts';
import { addressText } from '../../../src/bytes/address.ts';
import { fromLatin1 } from '../../../src/bytes/latin1.ts';
import { secret } from '../../../src/bytes/secret-bytes.ts';
import { espKeysOfSa } from '../../../src/ipsec/esp-keys.ts';
import { parseEspSa } from '../../../src/ipsec/given/esp-sa-file.ts';
import { parseXfrmStates } from '../../../src/ipsec/given/xfrm-states.ts';
import type { Challenge, Registration } from '../../../src/model/registration.ts';
import type { GivenSa, KeyMaterial, SaSet, Suite } from '../../../src/model/security-association.ts';
import { exportedSas } from '../../../src/output/export/exported-sas.ts';
import { hasXfrmName, ipXfrmScript } from '../../../src/output/export/ip-xfrm-script.ts';
import { keyList } from '../../../src/output/export/key-list.ts';
import { hasSetkeyName, setkeyScript } from '../../../src/output/export/setkey-script.ts';
import { sipLine } from '../../../src/output/json/json-lines.ts';
import { wiresharkProfiles } from '../../../src/output/wireshark/profile.ts';
import { given } from '../../support/captures/given-sa.ts';
import { saSets } from '../../support/captures/sa-set.ts';
import { sipEvent } from '../../support/events/sip-event.ts';

/* What this tool writes it reads again, whatever the capture held. */

const octets = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const port = fc.integer({ min: 1, max: 65_535 });
const spi = fc.integer({ min: 256, max: 0xffff_ffff });
const key: fc.Arbitrary<KeyMaterial> = fc.record({
  ck: octets(16),
  ik: octets(16),
  source: fc.constant('401'),
});
const suite = fc.constantFrom<Suite>(
  ...(['null', 'des-ede3-cbc', 'aes-cbc'] as const).flatMap(ealg =>
    (['hmac-md5-96', 'hmac-sha-1-96'] as const).map(alg => ({ alg, ealg })),
  ),
  { alg: 'null', ealg: 'aes-gcm' },
  { alg: 'aes-gmac', ealg: 'null' },
);

const set: fc.Arbitrary<SaSet> = fc
  .record({
    key,
    suite,
    family: fc.constantFrom<4 | 16>(4, 16),
    addresses: octets(32),
    ports: fc.uniqueArray(port, { minLength: 4, maxLength: 4 }),
    spis: fc.uniqueArray(spi, { minLength: 4, maxLength: 4 }),
  })
  .filter(
    ({ addresses, family }) =>
      Buffer.compare(addresses.subarray(0, family), addresses.subarray(16, 16 + family)) !== 0,
  )
  .map(({ key, suite, family, addresses, ports, spis }) => {
    const end = (at: number, first: number) => ({
      address: addressText(addresses, at, family),
      portC: ports[first] as number,
      portS: ports[first + 1] as number,
      spiC: spis[first] as number,
      spiS: spis[first + 1] as number,
    });
    const [made] = saSets({
      ue: end(0, 0),
      pcscf: end(16, 2),
      agreed: [suite],
      offered: [suite],
      keys: [key],
    });
    return made as SaSet;
  });

/** What a reader must give back of an SA. */
function written({ sas }: SaSet): string[] {
  return sas
    .map(sa => {
      const { encryption, authentication } = espKeysOfSa(sa);
      return factsOf(sa.source, sa.destination, sa.spi, encryption, authentication);
    })
    .sort();
}

function read(sas: readonly GivenSa[] | null): string[] {
  return (sas ?? [])
    .map(sa => {
      const [source, destination] = [sa.source, sa.destination].map(({ octets }) =>
        addressText(octets, 0, sa.family === 4 ? 4 : 16),
      ) as [string, string];
      expect([sa.spiMask, sa.unsupported]).toEqual([0xffff_ffff, null]);
      return factsOf(source, destination, sa.spi, sa.encryptionKey, sa.authenticationKey);
    })
    .sort();
}

function factsOf(
  source: string,
  destination: string,
  spi: number,
  ...keys: readonly (Uint8Array | null)[]
): string {
  const texts = keys.map(one => Buffer.from(one ?? []).toString('hex'));
  return [source, destination, spi, ...texts].join(' ');
}

describe('what is written is read again', () => {
  test('esp_sa, where Wireshark has a name for the suite', () => {
    fc.assert(
      fc.property(
        set.filter(({ agreed }) => agreed[0]?.alg !== 'aes-gmac'),
        one => {
          const [profile] = wiresharkProfiles([one], false);
          expect(read(parseEspSa(profile?.esp_sa ?? '').entries)).toEqual(written(one));
        },
      ),
      { seed: 1, numRuns: 300 },
    );
  });

  test('esp_sa with algorithms that a user named in whatever way', () => {
    const name = fc.string({
      unit: fc.integer({ min: 0, max: 255 }).map(code => String.fromCharCode(code)),
      minLength: 1,
    });
    fc.assert(
      fc.property(set, name, name, (one, encryption, authentication) => {
        for (const sa of one.sas)
          sa.given = { ...given('"*","*","*","X","","Y",""'), encryption, authentication };
        const { entries: sas } = parseEspSa(wiresharkProfiles([one], false)[0]?.esp_sa ?? '');
        expect(sas.map(sa => [sa.encryption, sa.authentication])).toEqual(
          one.sas.map(() => [encryption, authentication]),
        );
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  test('the ip xfrm script, which names each SA at both ends', () => {
    fc.assert(
      fc.property(set, one => {
        const { entries: sas } = parseXfrmStates(ipXfrmScript(exportedSas([one], new Set(), hasXfrmName)));
        expect(read(sas)).toEqual(written(one));
        const ports = new Set(sas.map(sa => `${sa.sourcePort} ${sa.destinationPort}`));
        expect(ports).toEqual(new Set(one.sas.map(sa => `${sa.sourcePort} ${sa.destinationPort}`)));
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  test('the list of keys, whatever stands in the nonce and the identity', () => {
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.record({ nonce: text, impi: text, key }), {
          selector: ({ nonce }) => nonce,
          maxLength: 5,
        }),
        all => {
          const challenges = all.map(({ nonce, key }) => ({ nonce, keys: [key] }) as unknown as Challenge);
          const registrations = all.map(
            ({ nonce, impi }) =>
              ({ impi, sets: [], attempts: [{ challengeNonce: nonce }] }) as unknown as Registration,
          );
          const { text } = keyList({ sets: [], challenges, registrations });
          expect(parseGivenKeys(text).entries).toEqual(
            all.map(({ nonce, impi, key }) => ({
              nonce,
              impi,
              spi: null,
              ck: secret(key.ck),
              ik: secret(key.ik),
              source: 'file',
            })),
          );
        },
      ),
      { seed: 1, numRuns: 100 },
    );
  });

  test('raw of a JSON line is the message to the byte', () => {
    const line = fc.string({
      unit: fc.integer({ min: 0, max: 255 }).map(code => String.fromCharCode(code)),
      maxLength: 80,
    });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), lines => {
        const event = sipEvent(['MESSAGE sip:a SIP/2.0', ...lines]);
        const printed = sipLine(event, ['a.pcap']);
        expect(printed.slice(0, -1)).not.toContain('\n');
        const { raw, length } = JSON.parse(printed) as { raw: string; length: number };
        expect(fromLatin1(raw)).toEqual(Uint8Array.from(event.message.bytes));
        expect(length).toBe(event.message.bytes.length);
      }),
      { seed: 1, numRuns: 500 },
    );
  });
});

test('the setkey script has a line for each SA and no other words than its own', () => {
  fc.assert(
    fc.property(set, one => {
      const script = setkeyScript(exportedSas([one], new Set(), hasSetkeyName));
      const added = script.split('\n').filter(line => /^add /.test(line));
      const named = one.sas.filter(() => hasSetkeyName(one.agreed[0]?.alg ?? '', one.agreed[0]?.ealg ?? ''));
      expect(new Set(added).size).toBe(named.length);
      for (const { spi } of named)
        expect(added.some(line => line.includes(` 0x${spi.toString(16).padStart(8, '0')} `))).toBe(true);
    }),
    { seed: 1, numRuns: 200 },
  );
});

describe('files that a user gives', () => {
  const word = fc.oneof(
    fc.constantFrom(
      '[',
      ']',
      '{',
      '}',
      ',',
      ':',
      '"ck"',
      '"ik"',
      '"impi"',
      '"k"',
      '"opc"',
      '"op"',
      '"imsi"',
      '"spi"',
      '"nonce"',
    ),
    fc.constantFrom(
      'null',
      '0',
      '-1',
      '1e9',
      '"0x115c"',
      `"${'0'.repeat(32)}"`,
      '"algorithm"',
      '"tuak"',
      '"c"',
      '"iterations"',
    ),
    fc.string(),
    fc.jsonValue().map(value => JSON.stringify(value)),
  );

  test.each([
    ['--keys', parseGivenKeys],
    ['--usim', parseUsims],
  ] as const)('%s: any text is read or refused with its reason', (_, parse) => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 30 }), words => {
        for (const text of [
          words.join(''),
          `[{${words.join('')}}]`,
          `[{"ck":${words[0] ?? 'null'},"k":${words[1] ?? '{}'}}]`,
        ]) {
          const { entries, issues } = parse(text);
          expect(entries.length === 0 && issues.length === 0).toBe(/^\s*\[\s*\]\s*$/.test(text));
          for (const { reason } of issues) expect(reason).not.toBe('');
        }
      }),
      { seed: 1, numRuns: 1000 },
    );
  });
});
