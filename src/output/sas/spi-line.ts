import { spiText } from '../../bytes/hex.ts';
import { jsonLine } from '../json/json-lines.ts';
import type { SpiLine } from '../json/line-types.ts';
import type { UnagreedSpi } from './unagreed-spis.ts';

/** ESP under an SPI without an agreement. */
export function spiLine(unagreed: UnagreedSpi): string {
  return jsonLine({ type: 'spi', ...spiObject(unagreed) });
}

/** The members of such a line. */
export function spiObject({ source, destination, spi, ...counts }: UnagreedSpi): Omit<SpiLine, 'type'> {
  return { src: source, dst: destination, spi: spiText(spi), ...counts, noKey: counts.packets };
}
