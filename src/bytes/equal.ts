/** Do `length` bytes at the two offsets agree? In constant time, for ICVs and keys. */
export function equalConstantTime(
  a: Uint8Array,
  aOffset: number,
  b: Uint8Array,
  bOffset: number,
  length: number,
): boolean {
  if (aOffset + length > a.length || bOffset + length > b.length) return false;
  let difference = 0;
  for (let i = 0; i < length; i++) difference |= (a[aOffset + i] as number) ^ (b[bOffset + i] as number);
  return difference === 0;
}

/** Do `length` bytes at the two offsets agree? Stops at the first difference (for addresses and fragments). */
export function equalBytes(
  a: Uint8Array,
  aOffset: number,
  b: Uint8Array,
  bOffset: number,
  length: number,
): boolean {
  if (aOffset + length > a.length || bOffset + length > b.length) return false;
  for (let i = 0; i < length; i++) if (a[aOffset + i] !== b[bOffset + i]) return false;
  return true;
}
