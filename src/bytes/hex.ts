/** Lower-case hex of `bytes`, two digits a byte, no separators. */
export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');
}

/** Bytes of a hex text in any case, with or without a leading `0x`; null for other texts or half a byte. */
export function fromHex(text: string): Uint8Array | null {
  const digits = text.startsWith('0x') || text.startsWith('0X') ? text.slice(2) : text;
  if (digits.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(digits)) return null;
  const bytes = new Uint8Array(digits.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

/** An SPI as tshark prints it: `0x` and eight lower-case hex digits. */
export function spiText(spi: number): string {
  return `0x${spi.toString(16).padStart(8, '0')}`;
}
