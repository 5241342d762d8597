import { describe, expect, test } from 'vitest';
import { toHex } from '../../../src/bytes/hex.ts';
import { gcmSalt, gmacSalt } from '../../../src/ipsec/crypto/key-expansion.ts';
import type { SaSetParameters } from '../../../src/ipsec/sa/sa-set.ts';
import { exportedSas } from '../../../src/output/export/exported-sas.ts';
import { hasSetkeyName, setkeyScript } from '../../../src/output/export/setkey-script.ts';
import { KEY, saSets } from '../../support/captures/sa-set.ts';

const [CK, IK] = [toHex(KEY.ck), toHex(KEY.ik)];

function script(change: Partial<SaSetParameters>, tunnel = false): string {
  const sets = saSets(change);
  return setkeyScript(exportedSas(sets, new Set(tunnel ? sets : []), hasSetkeyName));
}

test('the four directions on the UE, as in the setkey scripts of IMS clients', () => {
  const [, ue = ''] =
    /# host 10\.0\.0\.2 \(UE\)\n([\s\S]*)# end of host 10\.0\.0\.2\n/.exec(script({})) ?? [];
  const keys = `-m transport -u 1 -E rijndael-cbc 0x${CK} -A hmac-sha1 0x${IK}00000000;`;
  const rule = 'ipsec esp/transport//unique:1;';
  expect(ue.split('\n').filter(line => !line.startsWith('#') && line !== '')).toEqual([
    `add 10.0.0.2 10.0.0.1 esp 0x0000115c ${keys}`,
    `spdadd 10.0.0.2/32[5062] 10.0.0.1/32[5068] any -P out ${rule}`,
    `add 10.0.0.1 10.0.0.2 esp 0x000008ae ${keys}`,
    `spdadd 10.0.0.1/32[5066] 10.0.0.2/32[5064] any -P in ${rule}`,
    `add 10.0.0.1 10.0.0.2 esp 0x00000457 ${keys}`,
    `spdadd 10.0.0.1/32[5068] 10.0.0.2/32[5062] any -P in ${rule}`,
    `add 10.0.0.2 10.0.0.1 esp 0x00000d05 ${keys}`,
    `spdadd 10.0.0.2/32[5064] 10.0.0.1/32[5066] any -P out ${rule}`,
  ]);
});

describe('algorithms', () => {
  test.each([
    ['hmac-md5-96', 'null', `-E null -A hmac-md5 0x${IK};`],
    ['hmac-md5-96', 'des-ede3-cbc', `-E 3des-cbc 0x${CK}${CK.slice(0, 16)} -A hmac-md5 0x${IK};`],
    ['null', 'aes-gcm', `-E aes-gcm-16 0x${CK}${toHex(gcmSalt(KEY))};`],
    ['aes-gmac', 'null', `-E aes-gmac 0x${IK}${toHex(gmacSalt(KEY))};`],
  ] as const)('%s %s', (alg, ealg, words) => {
    expect(script({ agreed: [{ alg, ealg }] })).toContain(words);
  });

  test('others have no name that says the length of their ICV', () => {
    expect([hasSetkeyName('hmac-sha-256-128', 'aes-cbc'), hasSetkeyName('null', 'aes-ctr')]).toEqual([
      false,
      true,
    ]);
  });
});

test('tunnel mode in UDP; forwarding is for Linux only', () => {
  const text = script({}, true);
  expect(text).toContain('add 10.0.0.2[4500] 10.0.0.1[4500] esp-udp 0x0000115c -m tunnel ');
  expect(text).toContain('-P out ipsec esp/tunnel/10.0.0.2-10.0.0.1/unique:1;');
  expect(text).toContain(
    '# on Linux also: spdadd 10.0.0.1/32[5066] 10.0.0.2/32[5064] any -P fwd ipsec esp/tunnel/',
  );
});
