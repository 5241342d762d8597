import { describe, expect, test } from 'vitest';
import { BadPackets } from '../../../src/diagnosis/journal/bad-packets.ts';
import type {
  KeyMaterial,
  SaSet,
  SecurityAssociation,
  Suite,
} from '../../../src/model/security-association.ts';
import { packetOf } from '../../support/captures/esp-packets.ts';
import { KEY, SUITE, saSets } from '../../support/captures/sa-set.ts';

const OTHER: KeyMaterial = { ck: KEY.ik, ik: KEY.ck, source: '401' };
const [set] = saSets({}) as [SaSet];
const [first, second] = set.sas as [SecurityAssociation, SecurityAssociation];

describe('keyOf', () => {
  test.each<Suite>([SUITE, { alg: 'hmac-md5-96', ealg: 'null' }, { alg: 'null', ealg: 'aes-gcm' }])(
    'the key that verifies $alg $ealg',
    suite => {
      const packets = new BadPackets(4);
      packets.saw(first, packetOf(first, suite, KEY, 1));
      expect(packets.keyOf(first, [OTHER, KEY])).toBe(KEY);
      expect(packets.keyOf(first, [OTHER])).toBeNull();
    },
  );

  test('of the first packet of an SA only', () => {
    const packets = new BadPackets(4);
    packets.saw(first, packetOf(first, SUITE, KEY, 1));
    packets.saw(first, packetOf(first, SUITE, OTHER, 2));
    expect(packets.keyOf(first, [OTHER])).toBeNull();
    expect(packets.keyOf(second, [KEY])).toBeNull();
  });
});

test('no more SAs than it may hold, and none that is not known', () => {
  const packets = new BadPackets(1);
  packets.saw(null, packetOf(first, SUITE, KEY, 1));
  packets.saw(first, packetOf(first, SUITE, KEY, 1));
  packets.saw(second, packetOf(second, SUITE, KEY, 1));
  expect([first, second].map(sa => packets.keyOf(sa, [KEY]))).toEqual([KEY, null]);
});
