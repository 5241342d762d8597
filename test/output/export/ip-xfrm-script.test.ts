import { describe, expect, test } from 'vitest';
import { toHex } from '../../../src/bytes/hex.ts';
import { gcmSalt, gmacSalt } from '../../../src/ipsec/crypto/key-expansion.ts';
import type { SaSetParameters } from '../../../src/ipsec/sa/sa-set.ts';
import { exportedSas } from '../../../src/output/export/exported-sas.ts';
import { hasXfrmName, ipXfrmScript } from '../../../src/output/export/ip-xfrm-script.ts';
import { ENDS, KEY, saSets } from '../../support/captures/sa-set.ts';

const [CK, IK] = [toHex(KEY.ck), toHex(KEY.ik)];

function script(change: Partial<SaSetParameters>, tunnel = false): string {
  const sets = saSets(change);
  return ipXfrmScript(exportedSas(sets, new Set(tunnel ? sets : []), hasXfrmName));
}

test('the four directions on the UE', () => {
  const [, ue = ''] =
    /# host 10\.0\.0\.2 \(UE\)\n([\s\S]*)# end of host 10\.0\.0\.2\n/.exec(script({})) ?? [];
  const policies = ue.split('\n').filter(line => line.startsWith('ip xfrm policy'));
  const [up, down] = ['src 10.0.0.2/32 dst 10.0.0.1/32', 'src 10.0.0.1/32 dst 10.0.0.2/32'];
  const template = (from: string, to: string) =>
    `tmpl src ${from} dst ${to} proto esp reqid 1 mode transport`;
  expect(policies).toEqual([
    `ip xfrm policy add ${up} sport 5062 dport 5068 dir out ${template('10.0.0.2', '10.0.0.1')}`,
    `ip xfrm policy add ${down} sport 5066 dport 5064 dir in ${template('10.0.0.1', '10.0.0.2')}`,
    `ip xfrm policy add ${down} sport 5068 dport 5062 dir in ${template('10.0.0.1', '10.0.0.2')}`,
    `ip xfrm policy add ${up} sport 5064 dport 5066 dir out ${template('10.0.0.2', '10.0.0.1')}`,
  ]);
  const states = [...ue.matchAll(/^ip xfrm state add src (\S+) dst (\S+) proto esp spi (\S+) /gm)];
  expect(states.map(([, from, to, spi]) => `${from} ${to} ${Number(spi)}`)).toEqual([
    '10.0.0.2 10.0.0.1 4444',
    '10.0.0.1 10.0.0.2 2222',
    '10.0.0.1 10.0.0.2 1111',
    '10.0.0.2 10.0.0.1 3333',
  ]);
});

describe('algorithms', () => {
  test.each([
    ['hmac-sha-1-96', 'aes-cbc', `auth-trunc 'hmac(sha1)' 0x${IK}00000000 96 enc 'cbc(aes)' 0x${CK} sel`],
    ['hmac-md5-96', 'null', `auth-trunc 'hmac(md5)' 0x${IK} 96 enc 'ecb(cipher_null)' '' sel`],
    [
      'hmac-md5-96',
      'des-ede3-cbc',
      `auth-trunc 'hmac(md5)' 0x${IK} 96 enc 'cbc(des3_ede)' 0x${CK}${CK.slice(0, 16)} sel`,
    ],
    ['null', 'aes-gcm', `aead 'rfc4106(gcm(aes))' 0x${CK}${toHex(gcmSalt(KEY))} 128 sel`],
    ['aes-gmac', 'null', `aead 'rfc4543(gcm(aes))' 0x${IK}${toHex(gmacSalt(KEY))} 128 sel`],
  ] as const)('%s %s', (alg, ealg, words) => {
    expect(script({ agreed: [{ alg, ealg }] })).toContain(words);
  });

  test('others have no name', () => {
    expect([hasXfrmName('any-96', 'null'), hasXfrmName('hmac-md5-96', 'aes-cbc')]).toEqual([false, true]);
  });
});

test('tunnel mode in UDP, with policies for forwarding', () => {
  const text = script({}, true);
  expect(text).toContain(' reqid 1 mode tunnel auth-trunc ');
  expect(text).toContain(' encap espinudp 4500 4500 0.0.0.0 sel ');
  expect(text).toContain(
    ' sport 5066 dport 5064 dir fwd tmpl src 10.0.0.1 dst 10.0.0.2 proto esp reqid 1 mode tunnel\n',
  );
});

test('IPv6', () => {
  const ends = { ue: { ...ENDS.ue, address: 'fd10::2' }, pcscf: { ...ENDS.pcscf, address: 'fd10::1' } };
  expect(script(ends)).toContain('sel src fd10::2/128 dst fd10::1/128 sport 5062 dport 5068\n');
});
