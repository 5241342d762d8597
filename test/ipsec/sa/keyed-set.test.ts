import { expect, test } from 'vitest';
import { KeyedSet } from '../../../src/ipsec/sa/keyed-set.ts';
import { createSaSet } from '../../../src/ipsec/sa/sa-set.ts';
import { ENDS } from '../../support/captures/sa-set.ts';

test('tries what was agreed, then what was offered, then all', () => {
  const keyed = new KeyedSet(
    createSaSet(
      {
        ...ENDS,
        nonce: null,
        agreed: [{ alg: 'hmac-md5-96', ealg: 'des-ede3-cbc' }],
        offered: [
          { alg: 'aes-gmac', ealg: 'null' },
          { alg: 'hmac-sha-1-96', ealg: 'aes-cbc' },
        ],
        keys: [],
      },
      1,
      1,
    ),
  );
  expect(keyed.methods).toEqual(['hmac-md5-96', 'aes-gmac', 'hmac-sha-1-96', 'aes-gcm']);
  expect(keyed.ciphers('hmac-sha-1-96')).toEqual(['des-ede3-cbc', 'null', 'aes-cbc']);
  expect(keyed.ciphers('aes-gcm')).toEqual(['aes-gcm']);
  expect(keyed.ciphers('aes-gmac')).toEqual(['null']);
});
