import type { GivenKey } from '../../src/aka/key-file.ts';
import type { GivenSa } from '../../src/model/security-association.ts';
import { givenSas } from '../support/captures/given-sa.ts';
import type { LaneTape } from './lane-tape.ts';

/** The key of an agreement, by its number. */
export const keyOf = (number: number) => ({
  ck: new Uint8Array(16).fill(0x40 + number),
  ik: new Uint8Array(16).fill(0x20 + number),
});

/** A key of one of the agreements, for all packets or for one SPI. */
export function keyGiven(tape: LaneTape): GivenKey {
  return { ...keyOf(tape.below(4)), source: 'file', spi: tape.pick([null, 4098, 4102]) };
}

/** SAs with the key of one of the agreements. */
export function sasGiven(tape: LaneTape): readonly GivenSa[] {
  const { ck, ik } = keyOf(tape.below(4));
  const [cipherKey, hashKey] = [ck, ik].map(octets => `0x${Buffer.from(octets).toString('hex')}`);
  const spi = tape.pick(['*', '0x00001002', '0x00001006']);
  const columns = `"*","*","${spi}","AES-CBC [RFC3602]","${cipherKey}","HMAC-SHA-1-96 [RFC2404]","${hashKey}00000000"`;
  return givenSas(`"IPv4",${columns}\n"IPv6",${columns}\n`);
}
