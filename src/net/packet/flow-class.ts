import type { Protection } from '../../model/protection.ts';

/**
 * 0 in the clear, 1 under ESP, 2 under ESP whose ICV was bad. Packets of different classes are never put
 * together: what an attacker or a wrong key made must not get into a stream that was verified.
 */
export function flowClass(protection: Protection | null): 0 | 1 | 2 {
  if (protection === null) return 0;
  return protection.icv === 'bad' ? 2 : 1;
}
