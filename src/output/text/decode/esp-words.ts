import type { EspOutcome } from '../../../ipsec/decrypt/esp-result.ts';

/** Why an ESP packet stayed closed, in a few words; null for one that was read, hides traffic or is a copy. */
export function closedWords(outcome: EspOutcome): string | null {
  return WORDS[outcome];
}

const WORDS: Readonly<Record<EspOutcome, string | null>> = {
  decoded: null,
  dummy: null,
  duplicate: null,
  'no-key': 'no key',
  'unknown-spi': 'unknown SPI',
  'bad-icv': 'bad ICV',
  implausible: 'no plaintext',
  unsupported: 'unsupported',
  truncated: 'cut',
  malformed: 'malformed',
};
