import { describe, expect, test } from 'vitest';
import type { SaSet } from '../../../src/model/security-association.ts';
import { wiresharkProfiles } from '../../../src/output/wireshark/profile.ts';
import { given } from '../../support/captures/given-sa.ts';
import { ENDS, recoveredSet, saSets } from '../../support/captures/sa-set.ts';

const profiles = (sets: readonly SaSet[]) => wiresharkProfiles(sets, false);
const records = (text: string) => text.split('\n').filter(line => line !== '' && !line.startsWith('#'));

describe('esp_sa', () => {
  test('eight quoted columns a record, in the order of the SAs, with a final line feed', () => {
    const [profile] = profiles(saSets({}));
    expect(profile?.records).toBe(4);
    expect(profile?.esp_sa.endsWith('\n')).toBe(true);
    expect(records(profile?.esp_sa ?? '')[0]).toBe(
      '"IPv4","10.0.0.2","10.0.0.1","0x0000115c","AES-CBC [RFC3602]","0xb40ba9a3c58b2a05bbf0d987b21bf8cb","HMAC-SHA-1-96 [RFC2404]","0xf769bcd751044604127672711c6d344100000000"',
    );
  });

  test.each([
    ['hmac-md5-96', 'null', '"NULL","","HMAC-MD5-96 [RFC2403]","0xf769bcd751044604127672711c6d3441"'],
    [
      'hmac-md5-96',
      'des-ede3-cbc',
      '"TripleDES-CBC [RFC2451]","0xb40ba9a3c58b2a05bbf0d987b21bf8cbb40ba9a3c58b2a05","HMAC-MD5-96 [RFC2403]"',
    ],
    [
      'null',
      'aes-gcm',
      '"AES-GCM with 16 octet ICV [RFC4106]","0xb40ba9a3c58b2a05bbf0d987b21bf8cb89273db6","NULL",""',
    ],
  ] as const)('%s with %s', (alg, ealg, columns) => {
    const [profile] = profiles(saSets({ agreed: [{ alg, ealg }] }));
    expect(records(profile?.esp_sa ?? '')[0]).toContain(columns);
  });

  test('aes-gmac and missing keys are said in a comment', () => {
    const [gmac] = profiles(saSets({ agreed: [{ alg: 'aes-gmac', ealg: 'null' }] }));
    expect([gmac?.records, gmac?.esp_sa.match(/# .*aes-gmac/g)?.length]).toEqual([0, 4]);
    const [closed] = profiles(saSets({ keys: [] }));
    expect([closed?.records, closed?.esp_sa.match(/no key is known/g)?.length]).toEqual([0, 4]);
  });

  test('NULL without a key is read without a check', () => {
    const [profile] = profiles(saSets({ agreed: [{ alg: 'hmac-sha-1-96', ealg: 'null' }], keys: [] }));
    expect(records(profile?.esp_sa ?? '')[0]).toContain(
      '"NULL","","ANY 96 bit authentication [no checking]",""',
    );
  });

  test('IPv6 addresses are canonical', () => {
    const ue = { ...ENDS.ue, address: 'fd10::2' };
    const pcscf = { ...ENDS.pcscf, address: 'fd10::1' };
    const [profile] = profiles(saSets({ ue, pcscf }));
    expect(records(profile?.esp_sa ?? '')[0]).toMatch(/^"IPv6","fd10::2","fd10::1"/);
  });

  test('generations that share an SPI go to profiles of their own, the newest first', () => {
    const both = profiles(
      saSets({ nonce: 'old' }, { nonce: 'new', agreed: [{ alg: 'hmac-md5-96', ealg: 'aes-cbc' }] }),
    );
    expect(both.map(({ records }) => records)).toEqual([4, 4]);
    expect(both[0]?.esp_sa).toContain('HMAC-MD5-96');
    expect(both[1]?.esp_sa).toContain('HMAC-SHA-1-96');
    expect(both[1]?.esp_sa).toContain('# Profile 2 of 2');
  });
});

test('SIP is decoded on every protected port, over UDP and TCP', () => {
  const [profile] = profiles(saSets({}));
  for (const port of [5062, 5064, 5066, 5068]) {
    expect(profile?.decode_as_entries).toContain(`decode_as_entry: udp.port,${port},(none),SIP\n`);
    expect(profile?.decode_as_entries).toContain(`decode_as_entry: tcp.port,${port},(none),SIP\n`);
  }
});

test('the NULL heuristic is on only where an SA does not encrypt', () => {
  const heuristic = 'esp.enable_null_encryption_decode_heuristic: TRUE';
  expect(profiles(saSets({}))[0]?.preferences).not.toContain(heuristic);
  const open = saSets({ agreed: [{ alg: 'hmac-sha-1-96', ealg: 'null' }] });
  expect(profiles(open)[0]?.preferences).toContain(heuristic);
});

test('no SAs: an empty profile', () => {
  expect(profiles([]).map(({ records }) => records)).toEqual([0]);
});

test('out-of-order TCP is put in order, unless segments were lost', () => {
  const order = (lost: boolean) =>
    wiresharkProfiles(saSets({}), lost)[0]?.preferences.match(/out_of_order: (\w+)/)?.[1];
  expect([order(false), order(true)]).toEqual(['TRUE', 'FALSE']);
});

test('an SA that a user gave goes back with its own names and keys, and with what it needs for 64 bits', () => {
  const [set] = saSets({});
  if (set === undefined) throw new Error('no set');
  for (const columns of [
    '"DES-CBC [RFC2405]","0x3132333435363738","HMAC-SHA-512-256 [RFC4868]","0x6b6579"',
    '"NULL","","ANY 96 bit authentication [no checking]",""',
    '"AES-CBC [RFC3602]","0x31323334353637383132333435363738","NULL","","64-bit","7"',
  ]) {
    const own = given(`"*","*","*",${columns}`);
    const [profile] = profiles([{ ...set, sas: set.sas.slice(0, 1).map(sa => ({ ...sa, given: own })) }]);
    expect(records(profile?.esp_sa ?? '')).toEqual([`"IPv4","10.0.0.2","10.0.0.1","0x0000115c",${columns}`]);
    expect(profile?.preferences).toContain(`heuristic: ${columns.startsWith('"NULL"') ? 'TRUE' : 'FALSE'}`);
  }
});

test('an SA that a user gave is left out where an agreement took over its keys', () => {
  const [set] = saSets({});
  const sa = set?.sas[0];
  if (set === undefined || sa === undefined) throw new Error('no set');
  const own = given('"*","*","*","NULL","","HMAC-MD5-96 [RFC2403]","key"');
  const before: SaSet = { ...set, sas: [{ ...sa, name: 'unknown', given: own }] };
  expect(profiles([before]).map(({ records }) => records)).toEqual([1]);
  const after: SaSet = { ...set, sas: [{ ...sa, given: own }] };
  expect(profiles([before, after]).map(({ records }) => records)).toEqual([1]);
});

describe('an SA that was recovered', () => {
  const recovered = recoveredSet();
  const first = saSets({})[0] as SaSet;

  test('is a record, and SIP on its ports', () => {
    const [profile] = profiles([recovered]);
    expect(records(profile?.esp_sa ?? '')).toEqual(records(profiles([first])[0]?.esp_sa ?? '').slice(0, 1));
    expect(profile?.decode_as_entries).toContain('udp.port,5062,(none),SIP');
  });

  test('is none where an agreement came later with the same keys, but is with other keys', () => {
    expect(profiles([recovered, first]).map(profile => profile.records)).toEqual([4]);
    const key = { ck: new Uint8Array(16), ik: new Uint8Array(16), source: 'file' } as const;
    expect(profiles([recovered, ...saSets({ keys: [key] })]).map(profile => profile.records)).toEqual([4, 1]);
  });
});
