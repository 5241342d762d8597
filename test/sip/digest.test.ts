import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toHex } from '../../src/bytes/hex.ts';
import { fromLatin1 } from '../../src/bytes/latin1.ts';
import { parseSipDatagram } from '../../src/sip/datagram.ts';
import {
  answersIn,
  challengesIn,
  mainAnswer,
  parseAuthorization,
  parseChallenge,
  parseChallenges,
  takenChallenge,
} from '../../src/sip/digest.ts';
import type { SipMessage } from '../../src/sip/message.ts';

const CK = 'd53c02758b376066fad0af7daa6df765';
const IK = 'e1763cf28cc2e584588800193137ec92';

describe('challenges seen in captures and logs', () => {
  test.each([
    [
      `Digest realm="ims.mnc001.mcc001.3gppnetwork.org", nonce="oJRMdf88TwhTovkQqh8QT8bi9GyPQoAAfzu5uEt8P/Y=", algorithm=AKAv1-MD5, ck="${CK}", ik="${IK}", qop="auth,auth-int"`,
      'oJRMdf88TwhTovkQqh8QT8bi9GyPQoAAfzu5uEt8P/Y=',
      CK,
      IK,
      'auth,auth-int',
    ],
    [
      'Digest realm="ims.mnc001.mcc460.3gppnetwork.org", nonce="v1gaO1E9k4Rs9dYfnHf3dESL7b3uBYAA/tS1e+ra6jg=", algorithm=AKAv1-MD5, ck="67d4cb8376a467db6bd71d17a323e1e2", ik="b3163aa954da7d82544a1ea1b1d2ee73", qop="auth,auth-int"',
      'v1gaO1E9k4Rs9dYfnHf3dESL7b3uBYAA/tS1e+ra6jg=',
      '67d4cb8376a467db6bd71d17a323e1e2',
      'b3163aa954da7d82544a1ea1b1d2ee73',
      'auth,auth-int',
    ],
    [
      'Digest realm="ims.mnc001.mcc001.3gppnetwork.org", nonce="I1U8vpY3qJ0hiuZNrke/NVXzKLQ1d7m5Sp/6w1Tfr7M=", algorithm=AKAv1-MD5, qop="auth"',
      'I1U8vpY3qJ0hiuZNrke/NVXzKLQ1d7m5Sp/6w1Tfr7M=',
      null,
      null,
      'auth',
    ],
  ])('%s', (value, nonce, ck, ik, qop) => {
    const challenge = parseChallenge(value);
    expect(challenge.scheme).toBe('Digest');
    expect(challenge.nonce).toBe(nonce);
    expect(challenge.realm).toMatch(/^ims\.mnc001\.mcc\d+\.3gppnetwork\.org$/);
    expect(challenge.algorithm).toBe('AKAv1-MD5');
    expect(challenge.ck && toHex(challenge.ck)).toBe(ck);
    expect(challenge.ik && toHex(challenge.ik)).toBe(ik);
    expect(challenge.qop).toBe(qop);
    expect(challenge.problems).toEqual([]);
  });
});

describe('answers seen in captures and logs', () => {
  test('a first REGISTER without blanks', () => {
    const answer = parseAuthorization(
      'Digest username="001011234567893@ims.mnc001.mcc001.3gppnetwork.org",realm="ims.mnc001.mcc001.3gppnetwork.org",uri="sip:ims.mnc001.mcc001.3gppnetwork.org",nonce="",response="",algorithm=AKAv1-MD5',
    );
    expect(answer.username).toBe('001011234567893@ims.mnc001.mcc001.3gppnetwork.org');
    expect(answer.uri).toBe('sip:ims.mnc001.mcc001.3gppnetwork.org');
    expect([answer.nonce, answer.response, answer.algorithm, answer.auts]).toEqual([
      '',
      '',
      'AKAv1-MD5',
      null,
    ]);
  });

  test('integrity-protected without quotes', () => {
    const answer = parseAuthorization(
      'Digest username="alice@open-ims.test",realm="sip:192.168.100.50:5060",nonce="BVIdbm8dNALdnvgik8oLJ930otiGxgAAMcKkECwT18o=",uri="sip:open-ims.test",response="7d2e48a390553e9e05916489f8fad19f",algorithm=AKAv1-MD5,cnonce="73290aaecda7fd255d8b49f06cd33e2e",qop=auth,nc=00000001, integrity-protected=yes',
    );
    expect(answer.parameters.get('integrity-protected')).toBe('yes');
    expect([answer.qop, answer.nc, answer.cnonce]).toEqual([
      'auth',
      '00000001',
      '73290aaecda7fd255d8b49f06cd33e2e',
    ]);
    expect([answer.realm, answer.response]).toEqual([
      'sip:192.168.100.50:5060',
      '7d2e48a390553e9e05916489f8fad19f',
    ]);
    expect(answer.problems).toEqual([]);
  });

  test('no algorithm', () => {
    const answer = parseAuthorization(
      'Digest username="prakash@open-ims.test",realm="open-ims.test",nonce="",uri="sip:open-ims.test",response=""',
    );
    expect([answer.algorithm, answer.realm, answer.nonce]).toEqual([null, 'open-ims.test', '']);
  });

  test('another order', () => {
    const answer = parseAuthorization(
      'Digest uri="sip:ims",username="u@ims",response="",realm="ims",nonce=""',
    );
    expect([answer.uri, answer.username, answer.response, answer.realm, answer.nonce]).toEqual([
      'sip:ims',
      'u@ims',
      '',
      'ims',
      '',
    ]);
  });

  test('resynchronisation', () => {
    expect(parseAuthorization('Digest nonce="x", auts="uoU/PBI8z0TpNZbjVcY=", response=""').auts).toBe(
      'uoU/PBI8z0TpNZbjVcY=',
    );
  });
});

describe('keys', () => {
  test.each([`ck=${CK}`, `CK="${CK.toUpperCase()}"`, `ck = "${CK}"`, `ck="0x${CK}"`, `ck=" ${CK} "`])(
    '%s',
    text => {
      const challenge = parseChallenge(`Digest nonce="n", ${text}`);
      expect(challenge.ck && toHex(challenge.ck)).toBe(CK);
      expect(challenge.ik).toBeNull();
      expect(challenge.problems).toEqual([]);
    },
  );

  test.each(['', CK.slice(2), `${CK}00`, `${CK.slice(1)}g`])('ik="%s" is no key', text => {
    const challenge = parseChallenge(`Digest ck="${CK}",ik="${text}"`);
    expect(challenge.ik).toBeNull();
    expect(challenge.problems).toEqual([`ik: expected 32 hex digits, found ${text.length} characters`]);
  });
});

describe('odd writing', () => {
  test('stray commas and blanks', () => {
    const challenge = parseChallenge('  digest ,, realm = "a, \\"b\\\\" ,\tNONCE=n , , ');
    expect(challenge.scheme).toBe('digest');
    expect([...challenge.parameters]).toEqual([
      ['realm', 'a, "b\\'],
      ['nonce', 'n'],
    ]);
    expect(challenge.problems).toEqual([]);
  });

  test('the first of two parameters of a name counts', () => {
    const challenge = parseChallenge('Digest nonce="a", Nonce="b"');
    expect([challenge.nonce, challenge.problems]).toEqual(['a', ['nonce: expected once, found again']]);
  });

  test('text behind a closing quote, and no closing quote', () => {
    const challenge = parseChallenge('Digest realm="a"b, nonce="c, qop=auth');
    expect([challenge.realm, challenge.nonce]).toEqual(['a', 'c, qop=auth']);
    expect(challenge.problems).toEqual([
      'realm: expected the value to end with its closing quote, found text after it',
      'nonce: expected a closing quote, found none',
    ]);
  });

  test('elements without a name or value', () => {
    const challenge = parseChallenge('Digest nonce="a", stray, =x');
    expect(challenge.nonce).toBe('a');
    expect(challenge.problems).toEqual(['expected name=value, found stray', 'expected name=value, found =x']);
  });

  test('a second challenge in the same field', () => {
    const challenge = parseChallenge('Digest realm="a", nonce="n", Basic realm="b", nonce="m"');
    expect([challenge.realm, challenge.nonce]).toEqual(['a', 'n']);
    expect(challenge.problems).toEqual([]);
  });

  test('no scheme, no parameters, another scheme', () => {
    expect(parseChallenge('realm="a", nonce=b').scheme).toBe('');
    expect(parseChallenge('realm="a", nonce=b').realm).toBe('a');
    expect([parseChallenge('Digest').scheme, parseChallenge('Digest').parameters.size]).toEqual([
      'Digest',
      0,
    ]);
    expect(parseChallenge('').scheme).toBe('');
    expect(parseChallenge('NoOneKnows opaque-data=here').parameters.get('opaque-data')).toBe('here');
  });

  test('names of object members are ordinary names', () => {
    expect(parseChallenge('Digest constructor=x').parameters.get('constructor')).toBe('x');
    expect(parseChallenge('Digest a=b').parameters.get('constructor')).toBeUndefined();
  });
});

describe('properties', () => {
  test('what is written is read, quoted and escaped', () => {
    const name = fc.stringMatching(/^[a-z][a-z-]{0,8}$/);
    fc.assert(
      fc.property(fc.dictionary(name, fc.string(), { maxKeys: 6 }), values => {
        const entries = Object.entries(values).filter(([key]) => key !== 'ck' && key !== 'ik');
        const text = entries.map(([key, value]) => `${key}="${value.replace(/["\\]/g, '\\$&')}"`).join(', ');
        const challenge = parseChallenge(`Digest ${text}`);
        expect([...challenge.parameters]).toEqual(entries);
        expect(challenge.problems).toEqual([]);
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});

describe('several in one message', () => {
  const named = (values: readonly string[]) =>
    parseChallenges(values).map(({ scheme, algorithm, nonce }) => [scheme, algorithm, nonce].join(' '));

  test.each([
    [
      'fields',
      ['Digest nonce="a", algorithm=SHA-256', 'Digest nonce="b", algorithm=MD5'],
      ['Digest SHA-256 a', 'Digest MD5 b'],
    ],
    [
      'comma-joined',
      ['Digest nonce="a, Digest nonce=x", algorithm=SHA-256, DIGEST nonce="b",algorithm=MD5'],
      ['Digest SHA-256 a, Digest nonce=x', 'DIGEST MD5 b'],
    ],
    ['without a blank', ['Digest nonce=a,Digest\tnonce=b'], ['Digest  a', 'Digest  b']],
    [
      'another scheme between',
      ['Digest nonce=a, Basic realm="x", Digest nonce=b'],
      ['Digest  a', 'Basic  ', 'Digest  b'],
    ],
    ['none', [], []],
  ])('%s', (_, values, expected) => {
    expect(named(values)).toEqual(expected);
  });

  const message = (...lines: readonly string[]) => {
    const bytes = fromLatin1([...lines, '', ''].join('\r\n'));
    return parseSipDatagram(bytes, 0, bytes.length) as SipMessage;
  };

  test('of a 401 and of a request, those for the registrar before those for a proxy', () => {
    const challenged = message(
      'SIP/2.0 401 Unauthorized',
      'Proxy-Authenticate: Digest nonce=a',
      'WWW-Authenticate: Digest nonce=b, Digest nonce=c',
    );
    expect(challengesIn(challenged).map(({ nonce }) => nonce)).toEqual(['a', 'b', 'c']);
    const request = message(
      'REGISTER sip:ims SIP/2.0',
      'Proxy-Authorization: Digest nonce=a',
      'Authorization: Digest nonce=b',
      'Authorization: Digest nonce=c',
    );
    expect(answersIn(request).map(({ nonce }) => nonce)).toEqual(['b', 'c', 'a']);
  });

  test.each([
    [
      'the one with a response',
      ['Digest nonce=""', 'Digest nonce="a"', 'Digest nonce="b", response="0"'],
      'b',
    ],
    ['the one with auts', ['Digest nonce="a", response=""', 'Digest nonce="b", response="", auts="x"'], 'b'],
    ['the one with a nonce', ['Digest nonce=""', 'Digest nonce="a"'], 'a'],
    ['the first', ['Digest nonce=""', 'Digest nonce=""'], ''],
    ['none', [], undefined],
  ])('the main answer: %s', (_, values, nonce) => {
    expect(mainAnswer(parseChallenges(values))?.nonce).toBe(nonce);
  });

  test.each([
    ['by algorithm in any case', 'Digest realm="x", nonce="n", algorithm=AKAV1-md5', 'AKAv1-MD5 ims'],
    ['by realm', 'Digest realm="other", nonce="n", algorithm=AKAv1-MD5', 'AKAv1-MD5 other'],
    ['by nonce alone', 'Digest realm="ims", nonce="n", algorithm=SHA-512-256', 'AKAv2-SHA-256 ims'],
    ['another nonce', 'Digest realm="ims", nonce="m", algorithm=AKAv1-MD5', undefined],
  ])('the challenge that is taken: %s', (_, answer, expected) => {
    const challenges = parseChallenges([
      'Digest realm="ims", nonce="n", algorithm=AKAv2-SHA-256',
      'Digest realm="ims", nonce="n", algorithm=AKAv1-MD5',
      'Digest realm="other", nonce="n", algorithm=AKAv1-MD5',
    ]);
    const taken = takenChallenge(challenges, parseChallenge(answer));
    expect(taken === null ? undefined : `${taken.algorithm} ${taken.realm}`).toBe(expected);
  });
});
