/** Lower-case hex of `bytes`, two digits a byte, no separators. */
export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');
}

/** Bytes of a hex text in any case, with or without a leading `0x`; null for other texts or half a byte. */
export function fromHex(text: string): Uint8Array | null {
  const digits = text.startsWith('0x') || text.startsWith('0X') ? text.slice(2) : text;
  if (digits.length % 2 !== 0) return null;
  const bytes = new Uint8Array(digits.length / 2);
  for (let i = 0; i < digits.length; i++) {
    const value = digitAt(digits, i);
    if (value < 0) return null;
    bytes[i >> 1] = ((bytes[i >> 1] as number) << 4) | value;
  }
  return bytes;
}

/** Value of the hex digit there; negative if it is none. */
function digitAt(text: string, at: number): number {
  const character = text.charCodeAt(at);
  if (character >= 0x30 && character <= 0x39) return character - 0x30;
  const letter = character | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

/** An SPI as tshark prints it: `0x` and eight lower-case hex digits. */
export function spiText(spi: number): string {
  return `0x${spi.toString(16).padStart(8, '0')}`;
}
