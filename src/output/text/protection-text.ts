import { spiText } from '../../bytes/hex.ts';
import { isAgreed } from '../../ipsec/sa/sa-set.ts';
import type { IcvVerdict, Protection } from '../../model/protection.ts';

/** `uc->ps`, or the SPI of an SA without an agreement. */
export function saLabel({ sa, spi }: Pick<Protection, 'sa' | 'spi'>): string {
  return sa !== null && isAgreed(sa) ? sa.name : spiText(spi);
}

/** `good`, `BAD`, `unchecked`. */
export function verdictText(icv: IcvVerdict): string {
  return icv === 'bad' ? 'BAD' : icv;
}
