import { describe, expect, test } from 'vitest';
import type { GivenKey } from '../../src/aka/key-file.ts';
import type { Usim } from '../../src/aka/usim.ts';
import { toHex } from '../../src/bytes/hex.ts';
import type { Issue } from '../../src/model/issue.ts';
import type { Origin } from '../../src/model/origin.ts';
import { KeyBook, type KeyQuestion } from '../../src/registration/key-book.ts';
import { usimsOf, WORKED } from '../support/events/worked-example.ts';

const { k, opc, nonce, username } = WORKED;
const QUESTION: KeyQuestion = { nonce, username, algorithms: ['AKAv1-MD5'], spis: [11, 12, 21, 22] };
const ORIGIN: Origin = { file: 0, frame: 5, frames: null, seconds: 0, nanoseconds: 0, protection: null };

let number = 0;
function given(selector: Partial<GivenKey>): GivenKey {
  return { ck: new Uint8Array(16).fill(++number), ik: new Uint8Array(16), source: 'file', ...selector };
}

function book(usims: readonly Usim[], keys: readonly GivenKey[] = []) {
  const issues: Issue[] = [];
  const made = new KeyBook({ usims, keys }, issue => issues.push(issue), 10);
  const ask = (more: Partial<KeyQuestion> = {}) => made.keysFor({ ...QUESTION, ...more }, ORIGIN);
  return { issues, ask, checkAutn: (whose: string | null) => made.checkAutn(nonce, whose) };
}

describe('given keys', () => {
  const [all, impi, spi, byNonce] = [
    given({}),
    given({ impi: username }),
    given({ spi: 22 }),
    given({ nonce }),
  ];

  test('for the nonce, for an SPI, for the user, for everything', () => {
    expect(book([], [all, impi, spi, byNonce]).ask()).toEqual([byNonce, spi, impi, all]);
  });

  test('what is given for something else is left out', () => {
    const others = [given({ nonce: 'N2' }), given({ spi: 23 }), given({ impi: 'bob@ims' })];
    expect(book([], others).ask()).toEqual([]);
    expect(book([], [given({ nonce: 'N2', impi: username })]).ask()).toEqual([]);
  });

  test('what is not known of the agreement excludes nothing', () => {
    const keys = [given({ nonce: 'N2' }), given({ impi: 'bob@ims' }), all];
    expect(book([], keys).ask({ nonce: null, username: null })).toEqual([all, ...keys.slice(0, 2)]);
    const other = given({ spi: 23 });
    expect(book([], [other]).ask({ spis: [0, 0, 21, 22] })).toEqual([other]);
  });

  test('an entry of an export, with all it says, serves a capture that shows less', () => {
    const whole = given({ nonce, spi: 22, impi: username });
    expect(book([], [whole]).ask()).toEqual([whole]);
    expect(book([], [whole]).ask({ nonce: null, username: null, spis: [0, 0, 21, 22] })).toEqual([whole]);
  });
});

describe('USIMs', () => {
  test('come before given keys', () => {
    const key = given({ nonce });
    const keys = book(usimsOf({ impi: username, k, opc }), [key]).ask();
    expect(keys.map(({ ck, source }) => [toHex(ck), source])).toEqual([
      [WORKED.ck, 'usim'],
      [toHex(key.ck), 'file'],
    ]);
  });

  test('with AKAv2 the derived keys follow the plain ones', () => {
    const keys = book(usimsOf({ k, opc })).ask({ algorithms: ['AKAv2-MD5'] });
    expect(keys.map(({ ck }) => toHex(ck))).toEqual([WORKED.ck, WORKED.derivedCk]);
  });

  test('a MAC that does not verify gives no key and is said once for each challenge', () => {
    const { ask, issues } = book(usimsOf({ impi: username, k: opc, opc: k }));
    expect([ask(), ask(), ask({ nonce: null })]).toEqual([[], [], []]);
    expect(issues.map(({ code, frame, message }) => [code, frame, message])).toEqual([
      [
        'usim-mac',
        5,
        `the MAC in AUTN of this challenge for ${username} does not verify with any given USIM: K, OP or OPc does not match`,
      ],
    ]);
    expect(JSON.stringify(issues)).not.toMatch(new RegExp(`${k}|${opc}`));
  });

  test('a challenge that is none of AKA, or of somebody else, is no reason to complain', () => {
    const { ask, issues } = book(usimsOf({ impi: username, k: opc, opc: k }));
    ask({ algorithms: ['MD5'] });
    ask({ nonce: 'short' });
    ask({ username: 'bob@ims' });
    expect(issues).toEqual([]);
  });

  test('AUTN verifies under the right K and shows SQN; under another it is wrong for its user only', () => {
    const right = book(usimsOf({ impi: username, k, opc }));
    expect(right.checkAutn(username)).toMatchObject({ macGood: true, sqn: expect.any(Uint8Array) });
    const wrong = book(usimsOf({ impi: username, k: opc, opc }));
    expect(wrong.checkAutn(username)).toEqual({ macGood: false, sqn: null });
    expect(wrong.checkAutn(null)).toBeNull();
    expect(wrong.checkAutn('bob@ims')).toBeNull();
  });
});
