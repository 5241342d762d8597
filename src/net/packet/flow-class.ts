import type { Protection } from '../../model/protection.ts';

/**
 * 0: unprotected, 1: in ESP, 2: in ESP with a bad ICV. Packets of different classes are never joined: data from an
 * attacker or a wrong key must not get into a verified stream.
 */
export function flowClass(protection: Protection | null): 0 | 1 | 2 {
  if (protection === null) return 0;
  return protection.icv === 'bad' ? 2 : 1;
}
