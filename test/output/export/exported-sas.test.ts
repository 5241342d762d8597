import { describe, expect, test } from 'vitest';
import type { SaSet } from '../../../src/model/security-association.ts';
import { exportedSas } from '../../../src/output/export/exported-sas.ts';
import { given } from '../../support/captures/given-sa.ts';
import { ENDS, KEY, SUITE, saSets } from '../../support/captures/sa-set.ts';

const all = () => true;
const NONE: ReadonlySet<SaSet> = new Set();

/** As the analysis leaves a set whose packets verified. */
function proved(set: SaSet): SaSet {
  set.key = KEY;
  set.used = SUITE;
  for (const sa of set.sas.slice(0, 2)) {
    sa.packets = 3;
    sa.icvGood = 3;
  }
  return set;
}

const directions = (sets: readonly SaSet[]) =>
  exportedSas(sets, NONE, all).hosts.map(({ address, role, sets: parts }) => [
    role,
    address,
    parts.flatMap(({ sas }) => sas.map(({ sa, direction }) => `${sa.name} ${direction}`)),
  ]);

describe('SAs for both ends', () => {
  test('the UE sends to port-s and port-c of the P-CSCF, and receives at its own', () => {
    expect(directions(saSets({}).map(proved))).toEqual([
      ['UE', '10.0.0.2', ['uc->ps out', 'pc->us in', 'ps->uc in', 'us->pc out']],
      ['P-CSCF', '10.0.0.1', ['uc->ps in', 'pc->us out', 'ps->uc out', 'us->pc in']],
    ]);
  });

  test('two UEs share a P-CSCF', () => {
    const other = { ue: { ...ENDS.ue, address: '10.0.0.3' }, pcscf: { ...ENDS.pcscf, spiC: 7, spiS: 8 } };
    const { hosts, count } = exportedSas(saSets({}, other).map(proved), NONE, all);
    expect(hosts.map(({ address, sets }) => [address, sets.length]).sort()).toEqual([
      ['10.0.0.1', 2],
      ['10.0.0.2', 1],
      ['10.0.0.3', 1],
    ]);
    expect(count).toBe(8);
  });

  test('a set seen in tunnel mode says so', () => {
    const sets = saSets({}).map(proved);
    expect(exportedSas(sets, new Set(sets), all).hosts[0]?.sets[0]?.tunnel).toBe(true);
    expect(exportedSas(sets, NONE, all).hosts[0]?.sets[0]?.tunnel).toBe(false);
  });

  test('of two generations with the same SPIs the newer; with the same ports its policies', () => {
    const same = exportedSas(saSets({}, {}).map(proved), NONE, all);
    expect(same.count).toBe(4);
    expect(same.hosts[0]?.sets.map(({ request }) => request)).toEqual([2]);
    expect(same.left[0]).toContain(
      'set 1 uc->ps 10.0.0.2 → 10.0.0.1 SPI 0x0000115c: a newer SA has the same',
    );
    const pcscf = { ...ENDS.pcscf, spiC: 7, spiS: 8 };
    const ue = { ...ENDS.ue, spiC: 5, spiS: 6 };
    const ports = exportedSas(saSets({}, { ue, pcscf }).map(proved), NONE, all);
    expect(ports.hosts[0]?.sets.map(({ sas }) => sas.map(({ hasPolicy }) => hasPolicy))).toEqual([
      [false, false, false, false],
      [true, true, true, true],
    ]);
  });
});

describe('what is good enough', () => {
  const reasons = (set: SaSet | undefined, canExport: () => boolean = all) => [
    ...new Set(
      exportedSas(set === undefined ? [] : [set], NONE, canExport).left.map(line =>
        line.replace(/^.*SPI \w+: /, ''),
      ),
    ),
  ];

  test('a key that is known and meets no packet', () => {
    const [set] = saSets({});
    expect(reasons(set)).toEqual([]);
    expect(exportedSas(saSets({}), NONE, all).hosts[0]?.sets[0]?.title).toBe(
      'set 1, generation 1, temporary: 10.0.0.2 and 10.0.0.1, hmac-sha-1-96, aes-cbc; key of source 401, not proved by any packet',
    );
  });

  test('what is left out says why', () => {
    const [noKey, contradicted, several, waiting] = saSets(
      { keys: [] },
      { ue: { ...ENDS.ue, address: '10.0.0.3' } },
      { ue: { ...ENDS.ue, address: '10.0.0.4' }, keys: [KEY, { ...KEY, ck: KEY.ik }] },
      { ue: { ...ENDS.ue, address: '10.0.0.5' } },
    );
    for (const set of [contradicted, waiting]) (set as SaSet).sas[0]!.packets = 2;
    contradicted!.sas[0]!.icvBad = 2;
    expect(reasons(noKey)).toEqual(['no key is known']);
    expect(reasons(contradicted)).toEqual(['its packets contradict the key']);
    expect(reasons(several)).toEqual(['no packet has proved a key']);
    expect(reasons(waiting)).toEqual(['no packet has proved a key']);
    const [fine] = saSets({}).map(proved);
    expect(reasons(fine, () => false)).toEqual(['this format has no hmac-sha-1-96 with aes-cbc']);
  });

  test('an SA that a user gave, for itself', () => {
    const [set] = saSets({ keys: [] });
    const [sa] = (set as SaSet).sas;
    sa!.given = given(
      '"*","*","0x0000115c","NULL","","HMAC-MD5-96 [RFC2403]","0x00112233445566778899aabbccddeeff"',
    );
    sa!.icvGood = 1;
    const { hosts, left } = exportedSas([set as SaSet], NONE, all);
    expect(hosts[0]?.sets[0]?.sas.map(({ alg, ealg }) => [alg, ealg])).toEqual([['hmac-md5-96', 'null']]);
    expect(left.length).toBe(3);
    sa!.given = { ...sa!.given, unsupported: 'X\u001b' };
    expect(exportedSas([set as SaSet], NONE, all).left[0]).toMatch(/X\\x1b is not supported$/);
  });
});
