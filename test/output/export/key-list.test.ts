import { expect, test } from 'vitest';
import { toHex } from '../../../src/bytes/hex.ts';
import type { Challenge, Registration } from '../../../src/model/registration.ts';
import type { SaSet } from '../../../src/model/security-association.ts';
import { keyList } from '../../../src/output/export/key-list.ts';
import { given } from '../../support/captures/given-sa.ts';
import { KEY, saSets } from '../../support/captures/sa-set.ts';

const HEX = { ck: toHex(KEY.ck), ik: toHex(KEY.ik) };

function list(
  sets: readonly SaSet[],
  challenges: readonly Challenge[] = [],
  registrations: readonly Registration[] = [],
) {
  const { text, ...rest } = keyList({ sets, challenges, registrations });
  return { ...rest, entries: JSON.parse(text) };
}

function challenge(nonce: string, key = KEY): Challenge {
  return {
    nonce,
    keys: [key],
    xres: null,
    otherXres: [],
    autn: null,
    realm: null,
    algorithm: 'AKAv1-MD5',
    algorithms: [],
    first: { file: 0, frame: 1 },
  };
}

test('a proved key with its nonce and identity', () => {
  const sets = saSets({});
  (sets[0] as SaSet).key = KEY;
  const registration = { impi: 'a@ims', sets, attempts: [] } as unknown as Registration;
  expect(list(sets, [challenge('N0')], [registration])).toEqual({
    entries: [{ impi: 'a@ims', nonce: 'N0', ...HEX }],
    count: 1,
    left: [],
  });
});

test('a challenge that no packet contradicts, also without a set', () => {
  const registration = {
    impi: 'a@ims',
    sets: [],
    attempts: [{ challengeNonce: 'N1' }],
  } as unknown as Registration;
  expect(list(saSets({}), [challenge('N0'), challenge('N1')], [registration]).entries).toEqual([
    { nonce: 'N0', ...HEX },
    { impi: 'a@ims', nonce: 'N1', ...HEX },
  ]);
});

test('a key that packets contradict is left out', () => {
  const sets = saSets({});
  sets[0]!.sas[0]!.icvBad = 1;
  expect(list(sets, [challenge('N0')])).toEqual({
    entries: [],
    count: 0,
    left: ['set 1: its packets contradict the key'],
  });
});

test('a set without a nonce is named by its SPIs', () => {
  const sets = saSets({ nonce: null });
  (sets[0] as SaSet).key = KEY;
  expect(list(sets).entries.map(({ spi }: { spi: string }) => spi)).toEqual([
    '0x0000115c',
    '0x000008ae',
    '0x00000457',
    '0x00000d05',
  ]);
});

test('keys that were given for an SA are no CK and IK', () => {
  const sets = saSets({ keys: [] });
  sets[0]!.sas[0]!.given = given('"*","*","*","NULL","","NULL",""');
  expect(list(sets).left).toEqual(['set 1: the keys of a given SA do not show CK and IK']);
});
