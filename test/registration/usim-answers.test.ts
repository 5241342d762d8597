import { describe, expect, test } from 'vitest';
import { toHex } from '../../src/bytes/hex.ts';
import { UsimAnswers } from '../../src/registration/usim-answers.ts';
import { usimsOf, WORKED } from '../support/events/worked-example.ts';

const { k, opc, nonce, username } = WORKED;
const OTHER = { k: k.replace('4', '5'), opc };

describe('search', () => {
  test('the USIM of the user answers: keys, RES, SQN', () => {
    const { found } = new UsimAnswers(usimsOf({ impi: username, k, opc }), 4).search(nonce, username);
    expect(
      [found?.key.ck, found?.key.ik, found?.answer.res, found?.answer.sqn].map(one => one && toHex(one)),
    ).toEqual([WORKED.ck, WORKED.ik, WORKED.res, WORKED.sqn]);
    expect(found?.key.source).toBe('usim');
  });

  test('AUTN tells which of several is right where no username is known', () => {
    const answers = new UsimAnswers(
      usimsOf({ imsi: '001010000000009', ...OTHER }, { imsi: '001010000000001', k, opc }),
      4,
    );
    expect(answers.search(nonce, null)).toMatchObject({ refused: 1, found: { key: { source: 'usim' } } });
    expect(answers.search(nonce, '001010000000009@ims').found).not.toBeNull();
  });

  test('another K gives nothing, a USIM of somebody else is not asked', () => {
    const answers = new UsimAnswers(usimsOf({ impi: username, ...OTHER }), 4);
    expect(answers.search(nonce, username)).toMatchObject({ found: null, refused: 1 });
    expect(answers.search(nonce, 'bob@ims')).toMatchObject({ found: null, refused: 0 });
    expect(answers.search('no challenge', username)).toMatchObject({ found: null, refused: 0 });
  });

  test('a challenge is computed once', () => {
    let computed = 0;
    const [usim] = usimsOf({ k, opc });
    if (usim === undefined) throw new Error('there is one');
    const { functions } = usim;
    const counting = {
      ...usim,
      functions: {
        ak: functions.ak.bind(functions),
        vector: (input: Parameters<typeof functions.vector>[0]) => {
          computed++;
          return functions.vector(input);
        },
        resynchronisation: functions.resynchronisation.bind(functions),
      },
    };
    const answers = new UsimAnswers([counting], 1);
    const first = answers.search(nonce, null).found;
    expect(answers.search(nonce, username).found).toBe(first);
    expect(first?.derivedKey('md5')).toBe(first?.derivedKey('md5'));
    expect(computed).toBe(1);
    answers.search('W4USYFDfbU1n28laXRZ9ojsSqriByoAAWUrGr6hhhk4=', null);
    answers.search(nonce, username);
    expect(computed).toBe(3);
  });
});

test('AKAv2 derives keys from these', () => {
  const key = new UsimAnswers(usimsOf({ k, opc }), 4).search(nonce, null).found?.derivedKey('md5');
  expect(key === undefined ? null : [toHex(key.ck), toHex(key.ik), key.source]).toEqual([
    WORKED.derivedCk,
    WORKED.derivedIk,
    'usim',
  ]);
});

test('AUTS is read, unless it is that of another USIM or none', () => {
  const { found } = new UsimAnswers(usimsOf({ k, opc }), 4).search(nonce, null);
  expect(toHex(found?.sqnMs(WORKED.auts) as Uint8Array)).toBe(WORKED.sqn);
  for (const auts of ['', '!', 'AAAA', 'uoU/PBI8z0TpNZbjVcc=']) expect(found?.sqnMs(auts)).toBeNull();
});
