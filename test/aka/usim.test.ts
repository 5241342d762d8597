import { describe, expect, test } from 'vitest';
import { Milenage } from '../../src/aka/milenage.ts';
import { isUsimOf, type Usim } from '../../src/aka/usim.ts';

describe('isUsimOf', () => {
  const functions = new Milenage(new Uint8Array(16), new Uint8Array(16));
  const usim = (selector: object): Usim => ({ impi: null, imsi: null, functions, ...selector });
  const ALICE = '001010000000001@ims.mnc001.mcc001.3gppnetwork.org';

  test.each([
    [{ impi: ALICE }, ALICE, true],
    [{ impi: ALICE }, '001010000000001', true],
    [{ impi: '001010000000001' }, ALICE, true],
    [{ impi: ALICE }, '001010000000002@ims.mnc001.mcc001.3gppnetwork.org', false],
    [{ imsi: '001010000000001' }, ALICE, true],
    [{ imsi: '001010000000002' }, ALICE, false],
    [{ imsi: '001010000000002', impi: ALICE }, ALICE, true],
    [{}, ALICE, true],
    [{ impi: ALICE }, null, true],
  ])('%j and %s: %s', (selector, username, expected) => {
    expect(isUsimOf(usim(selector), username)).toBe(expected);
  });
});
