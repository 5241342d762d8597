import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compareSecurityMechanisms,
  ipsecMechanisms,
  isMediaMechanism,
  parseSecurityMechanisms,
  repeatedMechanisms,
  type SecurityMechanism,
} from '../../src/sip/security-agreement.ts';

/** What counts of a mechanism, in one line: alg/ealg spi-c spi-s port-c port-s. */
function brief(mechanism: SecurityMechanism): string {
  const { alg, ealg, spiC, spiS, portC, portS } = mechanism;
  return `${alg}/${ealg} ${spiC} ${spiS} ${portC} ${portS}`;
}

function one(value: string): SecurityMechanism {
  const mechanisms = parseSecurityMechanisms([value]);
  expect(mechanisms.length).toBe(1);
  return mechanisms[0] as SecurityMechanism;
}

function ipsec(parameters: string): SecurityMechanism {
  return one(`ipsec-3gpp;${parameters}`);
}

describe('headers of real devices and networks', () => {
  const XIAOMI = 'spi-c=3209021766; spi-s=1275621893; port-c=44596; port-s=42306';
  const HUAWEI = 'spi-c=46903775;spi-s=56984977;port-c=31422;port-s=31892';
  const IPHONE = 'mod=trans;port-c=63193;port-s=61008;prot=esp;spi-c=200418294;spi-s=12070439';
  const SAMSUNG = 'prot=esp;mod=trans;spi-c=45597;spi-s=45598;port-c=6101;port-s=6100';

  test.each([
    [
      'Samsung SM-T515',
      'ipsec-3gpp;prot=esp;mod=trans;spi-c=25656;spi-s=25657;port-c=6301;port-s=6300;alg=hmac-md5-96;ealg=null',
      ['hmac-md5-96/null 25656 25657 6301 6300'],
    ],
    [
      'Kamailio up to 5.7',
      'ipsec-3gpp;prot=esp;mod=trans;spi-c=100;spi-s=101;port-c=5100;port-s=6100;alg=hmac-md5-96;ealg=null',
      ['hmac-md5-96/null 100 101 5100 6100'],
    ],
    [
      'Kamailio 5.6.3',
      'ipsec-3gpp;prot=esp;mod=trans;spi-c=4096;spi-s=4097;port-c=5100;port-s=6100;alg=hmac-sha-1-96;ealg=aes-cbc',
      ['hmac-sha-1-96/aes-cbc 4096 4097 5100 6100'],
    ],
    [
      'Security-Verify in mid-session',
      'ipsec-3gpp;prot=esp;mod=trans;spi-c=102;spi-s=103;port-c=5101;port-s=6101;alg=hmac-sha-1-96;ealg=null',
      ['hmac-sha-1-96/null 102 103 5101 6101'],
    ],
    [
      'OpenIMSCore',
      'ipsec-3gpp; ealg=aes-cbc; alg=hmac-sha-1-96; spi-c=1111; spi-s=2222; port-c=5066; port-s=5068; q=0.1',
      ['hmac-sha-1-96/aes-cbc 1111 2222 5066 5068'],
    ],
    [
      'OpenSIPS, server first',
      'ipsec-3gpp;q=0.1;prot=esp;mod=trans;spi-s=65537;spi-c=65536;port-s=6100;port-c=5100;alg=hmac-sha-1-96;ealg=null',
      ['hmac-sha-1-96/null 65536 65537 5100 6100'],
    ],
    [
      'iPhone 16e',
      `ipsec-3gpp;alg=hmac-md5-96;ealg=aes-cbc;${IPHONE},ipsec-3gpp;alg=hmac-sha-1-96;ealg=null;${IPHONE}`,
      [
        'hmac-md5-96/aes-cbc 200418294 12070439 63193 61008',
        'hmac-sha-1-96/null 200418294 12070439 63193 61008',
      ],
    ],
    [
      'Samsung, UQ mobile',
      `ipsec-3gpp;${SAMSUNG};alg=hmac-md5-96;ealg=null, ipsec-3gpp;${SAMSUNG};alg=hmac-sha-1-96;ealg=null`,
      ['hmac-md5-96/null 45597 45598 6101 6100', 'hmac-sha-1-96/null 45597 45598 6101 6100'],
    ],
    [
      'Samsung with 3DES',
      'ipsec-3gpp;prot=esp;mod=trans;spi-c=74618;spi-s=74619;port-c=8001;port-s=8000;alg=hmac-md5-96;ealg=des-ede3-cbc, ipsec-3gpp;prot=esp;',
      ['hmac-md5-96/des-ede3-cbc 74618 74619 8001 8000', 'null/null null null null null'],
    ],
    [
      'Huawei Nova 7',
      `ipsec-3gpp;alg=hmac-sha-1-96;prot=esp;mod=trans;ealg=des-ede3-cbc;${HUAWEI},ipsec-3gpp;alg=hmac-sha-1-96;prot=esp;mod=trans;ealg=aes-cbc;${HUAWEI}`,
      [
        'hmac-sha-1-96/des-ede3-cbc 46903775 56984977 31422 31892',
        'hmac-sha-1-96/aes-cbc 46903775 56984977 31422 31892',
      ],
    ],
    [
      'Xiaomi Mi 9 Pro 5G',
      `ipsec-3gpp; alg=hmac-md5-96; ealg=des-ede3-cbc; ${XIAOMI},ipsec-3gpp; alg=hmac-md5-96; ealg=aes-cbc; ${XIAOMI},ipsec-3gpp; alg=hmac-sha-1-96; ealg=null; ${XIAOMI}`,
      [
        'hmac-md5-96/des-ede3-cbc 3209021766 1275621893 44596 42306',
        'hmac-md5-96/aes-cbc 3209021766 1275621893 44596 42306',
        'hmac-sha-1-96/null 3209021766 1275621893 44596 42306',
      ],
    ],
    [
      'Nokia TA-1272',
      'ipsec-3gpp;alg=hmac-md5-96;ealg=null;spi-c=1236;spi-s=1237;port-c=7004;port-s=7005,ipsec-3gpp',
      ['hmac-md5-96/null 1236 1237 7004 7005', 'null/null null null null null'],
    ],
    [
      'Android, China Mobile',
      'ipsec-3gpp; alg=hmac-md5-96; ealg=des-ede3-cbc; spi-c=1028536224; spi-s=455113919; port-c=8034; port-s=8904,',
      ['hmac-md5-96/des-ede3-cbc 1028536224 455113919 8034 8904'],
    ],
    [
      'SimAdmin VoWiFi',
      'ipsec-3gpp; alg=hmac-sha-1-96; ealg=aes-cbc; prot=esp; mod=trans; spi-c=1546543; spi-s=1546542; port-c=32773; port-s=6000',
      ['hmac-sha-1-96/aes-cbc 1546543 1546542 32773 6000'],
    ],
  ])('%s', (_, value, expected) => {
    const mechanisms = parseSecurityMechanisms([value]);
    expect(mechanisms.map(brief)).toEqual(expected);
    for (const mechanism of mechanisms) {
      expect(mechanism.problems).toEqual([]);
      expect([mechanism.name, mechanism.prot, mechanism.mod]).toEqual(['ipsec-3gpp', 'esp', 'trans']);
    }
  });

  test('without keys (494 of Vi India)', () => {
    const mechanism = one('ipsec-3gpp ; q=0.1');
    expect([mechanism.name, mechanism.q, mechanism.alg, mechanism.algText]).toEqual([
      'ipsec-3gpp',
      0.1,
      null,
      null,
    ]);
    expect(mechanism.problems).toEqual([]);
  });

  test('prot=ah of a soft client', () => {
    expect(ipsec('prot=AH;mod=UDP-enc-tun').prot).toBe('ah');
    expect(ipsec('prot=AH;mod=UDP-enc-tun').mod).toBe('udp-enc-tun');
  });
});

describe('lists', () => {
  test('several fields, commas, empty elements', () => {
    const names = parseSecurityMechanisms([
      'tls;q=0.2, IPSEC-3GPP;alg=hmac-md5-96,,',
      '',
      'sdes-srtp;mediasec',
    ]).map(mechanism => mechanism.name);
    expect(names).toEqual(['tls', 'ipsec-3gpp', 'sdes-srtp']);
  });

  test('every mechanism keeps its own text and its unknown parameters', () => {
    const mechanism = one(' ipsec-3gpp ;protocol=udp; Mediasec ;alg="hmac-md5-96" ');
    expect(mechanism.text).toBe('ipsec-3gpp ;protocol=udp; Mediasec ;alg="hmac-md5-96"');
    expect([...mechanism.parameters]).toEqual([
      ['protocol', 'udp'],
      ['mediasec', null],
      ['alg', 'hmac-md5-96'],
    ]);
  });
});

describe('algorithms', () => {
  test('absent, empty, known and unknown ealg', () => {
    const read = (text: string) => [ipsec(text).ealg, ipsec(text).ealgText];
    expect(read('alg=hmac-sha-1-96')).toEqual(['null', null]);
    expect(read('ealg=')).toEqual(['null', '']);
    expect(read('ealg')).toEqual(['null', null]);
    expect(read('ealg = NULL')).toEqual(['null', 'NULL']);
    expect(read('EALG=AES-CBC')).toEqual(['aes-cbc', 'AES-CBC']);
    expect(read('ealg=aes-ctr')).toEqual([null, 'aes-ctr']);
    expect(one('tls').ealg).toBeNull();
  });

  test('alg has no default', () => {
    const read = (text: string) => [ipsec(text).alg, ipsec(text).algText];
    expect(read('ealg=null')).toEqual([null, null]);
    expect(read('alg=Hmac-Sha-1-96')).toEqual(['hmac-sha-1-96', 'Hmac-Sha-1-96']);
    expect(read('alg=null;ealg=aes-gcm')).toEqual(['null', 'null']);
    expect(read('alg=aes-gmac')).toEqual(['aes-gmac', 'aes-gmac']);
    expect(read('alg=hmac-sha-256-128')).toEqual([null, 'hmac-sha-256-128']);
    expect(read('alg=')).toEqual([null, '']);
  });
});

describe('numbers', () => {
  test.each([
    ['0000001236', 1236, 0],
    ['0', 0, 0],
    ['4294967295', 4294967295, 0],
    ['2147483648', 2147483648, 0],
    ['"77"', 77, 0],
    ['-1', 4294967295, 1],
    ['-2117892601', 2177074695, 1],
    ['0xBEEF', 0xbeef, 1],
    ['4294967296', null, 1],
    ['-2147483649', null, 1],
    ['-2147483648', 2147483648, 1],
    ['0x123456789', null, 1],
    ['10x10', null, 1],
    ['1.5', null, 1],
    ['', null, 1],
    ['9'.repeat(500), null, 1],
  ])('spi-c=%s', (text, spi, problems) => {
    const mechanism = ipsec(`spi-c=${text}`);
    expect(mechanism.spiC).toBe(spi);
    expect(mechanism.spiS).toBeNull();
    expect(mechanism.problems.length).toBe(problems);
  });

  test.each([
    ['5062', 5062],
    [' 65535 ', 65535],
    ['05062', 5062],
    ['1', 1],
    ['0', null],
    ['5060x', null],
    ['65536', null],
    ['-1', null],
    ['sip', null],
    ['', null],
  ])('port-s=%s', (text, port) => {
    const mechanism = ipsec(`port-s=${text}`);
    expect(mechanism.portS).toBe(port);
    expect(mechanism.problems.length).toBe(port === null ? 1 : 0);
  });

  test.each([
    ['0.1', 0.1],
    ['1', 1],
    ['1.000', 1],
    ['.5', 0.5],
    ['0.', 0],
    ['1.1', null],
    ['', null],
    ['.', null],
    ['0.1.1', null],
    ['high', null],
  ])('q=%s', (text, q) => {
    const mechanism = ipsec(`q=${text}`);
    expect(mechanism.q).toBe(q);
    expect(mechanism.problems.length).toBe(q === null ? 1 : 0);
  });

  test('the first of two parameters of a name counts', () => {
    expect(ipsec('spi-c=1;SPI-C=2').spiC).toBe(1);
    expect(ipsec('spi-c=1;SPI-C=2').problems).toEqual(['spi-c: expected once, found again']);
  });

  test('a parameter without value', () => {
    expect(ipsec('spi-c;port-c;q').problems).toEqual([
      'spi-c: expected a number from 0 to 4294967295, found no value',
      'port-c: expected a number from 1 to 65535, found no value',
      'q: expected a number from 0 to 1, found no value',
    ]);
  });

  test('what was found instead is quoted, a long one by its beginning', () => {
    expect(ipsec(`spi-c=0xbeef;port-c=5060x;port-s=${'7'.repeat(50)}`).problems).toEqual([
      'spi-c: expected decimal digits, found 0xbeef; read as 48879',
      'port-c: expected a number from 1 to 65535, found 5060x',
      `port-s: expected a number from 1 to 65535, found ${'7'.repeat(40)}`,
    ]);
  });
});

describe('compareSecurityMechanisms', () => {
  const SERVER =
    'ipsec-3gpp;q=0.1;prot=esp;mod=trans;spi-c=100;spi-s=101;port-c=5100;port-s=6100;alg=hmac-md5-96;ealg=null';

  function differences(expected: readonly string[], found: readonly string[]) {
    return compareSecurityMechanisms(parseSecurityMechanisms(expected), parseSecurityMechanisms(found));
  }

  test('order, case, blanks, quotes and zeros make no difference', () => {
    const verify =
      'IPSEC-3GPP ; ealg=NULL; alg = "hmac-md5-96";port-s=6100;port-c=05100;spi-s=0000000101;spi-c=100;Mod=trans;prot=ESP;q=0.100';
    expect(differences([SERVER], [verify])).toEqual([]);
    expect(differences([`${SERVER}, tls;q=0.2`], ['tls;q=0.2', verify])).toEqual([]);
  });

  test.each([
    ['.50', '0.5', true],
    ['.55', '0.5', false],
    ['0x10', '0X10', true],
    ['010x', '10x', false],
    ['1.x', '1.y', false],
    ['.x', '.y', false],
  ])('x=%s and x=%s', (one, other, same) => {
    expect(differences([`${SERVER};x=${one}`], [`${SERVER};x=${other}`])).toHaveLength(same ? 0 : 1);
  });

  test('which of several was changed shows in spite of another order of parameters', () => {
    const turned = 'ipsec-3gpp;ealg=null;alg=aes-gmac;spi-c=1';
    expect(
      differences(['tls', 'ipsec-3gpp;spi-c=1;alg=aes-gmac;ealg=null', 'digest'], [turned, 'digest', 'tls']),
    ).toEqual([]);
  });

  test('each parameter that differs is named', () => {
    const verify = SERVER.replace('mod=trans;', '').replace('spi-c=100', 'spi-c=102').concat(';extra');
    expect(differences([SERVER], [verify])).toEqual([
      { mechanism: 0, parameter: 'mod', expected: 'trans', found: null },
      { mechanism: 0, parameter: 'spi-c', expected: '100', found: '102' },
      { mechanism: 0, parameter: 'extra', expected: null, found: '' },
    ]);
  });

  test('a mechanism that only one list has', () => {
    expect(differences([SERVER, 'tls'], [SERVER])).toEqual([
      { mechanism: 1, parameter: '', expected: 'tls', found: null },
    ]);
    expect(differences([SERVER], [SERVER, SERVER])).toEqual([
      { mechanism: 1, parameter: '', expected: null, found: SERVER },
    ]);
    expect(differences(['tls', SERVER], [SERVER, 'digest'])).toEqual([
      { mechanism: 0, parameter: '', expected: 'tls', found: 'digest' },
    ]);
    expect(differences([], [])).toEqual([]);
  });
});

describe('properties', () => {
  const text = fc.string({
    unit: fc.constantFrom(
      'ipsec-3gpp',
      'alg',
      'ealg',
      'spi-c',
      'q',
      ';',
      '=',
      ',',
      ' ',
      '"',
      '\\',
      '-',
      '0x',
      '7',
      'null',
    ),
    maxLength: 40,
  });

  test('any text is read without throwing, and agrees with itself', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 3 }), values => {
        const mechanisms = parseSecurityMechanisms(values);
        expect(compareSecurityMechanisms(mechanisms, mechanisms)).toEqual([]);
        for (const { spiC } of mechanisms) expect(spiC === null || spiC >>> 0 === spiC).toBe(true);
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  test('every SPI is read however it is printed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffffff }), spi => {
        for (const printed of [`${spi}`, `${spi}`.padStart(10, '0'), `${spi | 0}`, `0x${spi.toString(16)}`])
          expect(ipsec(`spi-s= ${printed}`).spiS).toBe(spi);
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  test('long values and many mechanisms take no time to speak of', () => {
    const long = '1'.repeat(200_000);
    const value = `a;spi-c=${long}x;port-c=${long}x;q=${long}x;x=${long}x${',a'.repeat(50_000)}`;
    const mechanisms = parseSecurityMechanisms([value]);
    expect(mechanisms.length).toBe(50_001);
    expect(compareSecurityMechanisms(mechanisms, mechanisms.slice(1)).length).toBe(1);
  });
});

describe('mechanisms that are not ipsec-3gpp', () => {
  test.each([
    ['sdes-srtp;mediasec', true],
    ['DTLS-SRTP;MediaSec', true],
    ['udptl-dtls', true],
    ['tls;q=0.1', false],
    ['ipsec-3gpp;alg=hmac-sha-1-96', false],
  ])('%s protects media: %s', (value, expected) => {
    expect(isMediaMechanism(one(value))).toBe(expected);
  });

  test('those that make SAs', () => {
    const all = parseSecurityMechanisms(['tls, IPSEC-3GPP;alg=a', 'sdes-srtp;mediasec, ipsec-3gpp;alg=b']);
    expect(ipsecMechanisms(all).map(({ algText }) => algText)).toEqual(['a', 'b']);
  });

  test.each([
    ['tls', 'tls, TLS', ['TLS']],
    ['tls;q=0.1, digest', 'digest, tls;q=0.10, digest', ['digest']],
    ['tls', 'tls', []],
    ['tls, tls', 'tls', []],
    ['tls', 'tls, digest, tls', []],
    ['tls, digest', 'tls, tls', []],
  ])('%s repeated in %s', (expected, found, texts) => {
    const repeated = repeatedMechanisms(
      parseSecurityMechanisms([expected]),
      parseSecurityMechanisms([found]),
    );
    expect(repeated.map(({ text }) => text)).toEqual(texts);
  });
});
