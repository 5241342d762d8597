import { describe, expect, test } from 'vitest';
import type { AttemptFacts } from '../../../src/diagnosis/cases/case.ts';
import {
  asksForIpsec,
  isNothingOffered,
  mechanismText,
  missingEnds,
  otherCommon,
  suitesText,
} from '../../../src/diagnosis/evidence/mechanisms.ts';
import { parseSecurityMechanisms } from '../../../src/sip/security-agreement.ts';
import { mechanism, PCSCF, UE } from '../../support/events/script.ts';

const list = (...values: readonly string[]) => parseSecurityMechanisms(values);
const FOUR = 'spi-c=1;spi-s=2;port-c=3;port-s=4';

describe('a mechanism is shown as what it is', () => {
  test.each([
    ['ipsec-3gpp;alg=HMAC-SHA-1-96;ealg=NULL', 'hmac-sha-1-96/null'],
    ['ipsec-3gpp;alg="hmac-md5-96"', 'hmac-md5-96/null'],
    ['ipsec-3gpp;q=0.1', 'none/null'],
    ['SDES-SRTP;MEDIASEC', 'sdes-srtp (media)'],
    ['dtls-srtp;mediasec', 'dtls-srtp (media)'],
    ['msrp-tls', 'msrp-tls (media)'],
    ['tls;q=0.2', 'tls'],
    ['digest;d-alg=MD5;d-qop=auth', 'digest (md5)'],
    ['ipsec-ike;q=0.1', 'ipsec-ike'],
    ['ipsec-man;alg=hmac-md5-96;ealg=des-ede3-cbc;spi-c=1', 'ipsec-man (hmac-md5-96/des-ede3-cbc)'],
  ])('%s', (value, text) => {
    expect(list(value).map(mechanismText)).toEqual([text]);
  });

  test('each once, whatever its case', () => {
    expect(suitesText(list('tls, TLS, ipsec-3gpp;alg=A;ealg=B, IPSEC-3GPP;ALG="a";ealg=b'))).toBe('tls, a/b');
    expect(suitesText([])).toBe('none');
  });
});

describe('IPsec is judged by ipsec-3gpp alone', () => {
  const client = list(`ipsec-3gpp;alg=hmac-sha-1-96;ealg=aes-cbc;${FOUR}`, 'sdes-srtp;mediasec', 'tls');

  test.each([
    ['another pair', ['ipsec-3gpp;alg=hmac-md5-96;ealg=null'], true],
    [
      'another pair beside a media mechanism of the offer',
      ['ipsec-3gpp;alg=hmac-md5-96', 'sdes-srtp;mediasec'],
      true,
    ],
    ['the same pair in another case', ['ipsec-3gpp;alg="HMAC-SHA-1-96";ealg=AES-CBC'], false],
    ['media alone', ['msrp-tls;mediasec'], false],
    ['tls alone', ['tls;q=0.1'], false],
  ])('nothing of the offer chosen: %s', (_, values, expected) => {
    expect(isNothingOffered({ securityClient: client, securityServer: list(...values) })).toBe(expected);
  });

  test('sec-agree asks for IPsec only where the offer does, or says nothing', () => {
    const asks = (securityClient: AttemptFacts['securityClient'], requiresSecAgree: boolean) =>
      asksForIpsec({ securityClient, requiresSecAgree } as AttemptFacts);
    expect(asks([], true)).toBe(true);
    expect(asks([], false)).toBe(false);
    expect(asks(list('sdes-srtp;mediasec'), true)).toBe(false);
    expect(asks(list('digest'), true)).toBe(false);
    expect(asks(client, false)).toBe(true);
  });

  test('what else both ends name for SIP', () => {
    const common = (...values: readonly string[]) =>
      otherCommon({ securityClient: client, securityServer: list(...values) }).map(({ name }) => name);
    expect(common('TLS;q=0.3')).toEqual(['tls']);
    expect(common('digest', 'ipsec-3gpp;alg=hmac-sha-1-96')).toEqual([]);
    expect(common('sdes-srtp;mediasec')).toEqual([]);
  });
});

test.each([
  ['all four', `ipsec-3gpp;${FOUR}`, []],
  ['no ports', 'ipsec-3gpp;spi-c=1;spi-s=2', ['port-c', 'port-s']],
  ['ports of 0', 'ipsec-3gpp;spi-c=1;spi-s=2;port-c=0;port-s=0', ['port-c', 'port-s']],
  ['an SPI of 0', 'ipsec-3gpp;spi-c=0;spi-s=2;port-c=3;port-s=4', ['spi-c']],
  ['nothing', 'ipsec-3gpp;q=0.1', ['spi-c', 'spi-s', 'port-c', 'port-s']],
  ['one complete mechanism of two', `ipsec-3gpp;q=0.1, ipsec-3gpp;${FOUR}`, []],
  ['another mechanism', 'tls', []],
])('SPIs and ports that are missing: %s', (_, value, expected) => {
  expect(missingEnds(list(value))).toEqual(expected);
});

test('a choice out of nothing is none', () => {
  const securityClient = parseSecurityMechanisms([mechanism(UE)]);
  const offered = (server: string) =>
    isNothingOffered({
      securityClient,
      securityServer: parseSecurityMechanisms([server]),
    } as unknown as AttemptFacts);
  expect(offered(mechanism(PCSCF, { alg: 'hmac-sha-1-96', ealg: 'null' }))).toBe(true);
  expect(offered(mechanism(PCSCF).toUpperCase())).toBe(false);
  expect(offered('')).toBe(false);
});

test('suites, each once; other mechanisms by their name', () => {
  const mechanisms = parseSecurityMechanisms([
    `tls, ${mechanism(UE)}, ${mechanism(UE)}, ipsec-3gpp;alg=hmac-md5-96`,
  ]);
  expect(suitesText(mechanisms)).toBe('tls, hmac-sha-1-96/aes-cbc, hmac-md5-96/null');
  expect(suitesText([])).toBe('none');
});
