/** Counts of ESP packets. Each packet, except duplicates, is in exactly one of the counts marked (*). */
export interface EspStatistics {
  /** All packets, with duplicates; retries do not count. */
  packets: number;
  /** Copies of a packet that is already counted. */
  duplicates: number;
  /** (*) Read with a key: decrypted, or NULL encryption with a checked ICV. */
  decrypted: number;
  /** (*) Read without a key: NULL encryption, ICV not checked. */
  nullDecoded: number;
  /** (*) Decrypted with a key from the user, but without a key for the ICV, which was not checked. */
  decryptedUnchecked: number;
  /** (*) Of SAs from the user with an unsupported algorithm, and their number by Wireshark's name of it. */
  unsupported: number;
  unsupportedByName: Readonly<Record<string, number>>;
  /** (*) Dummies. */
  dummies: number;
  /** (*) Good ICV, but no plausible plaintext. */
  implausible: number;
  /** (*) No key verifies the ICV, and not read. */
  unopened: number;
  /** (*) No agreement for the SPI. */
  unknownSpi: number;
  /** (*) An agreement, but no key. */
  noKey: number;
  /** (*) Cut by the snap length. */
  truncated: number;
  /** Truncated packets with a readable beginning. */
  truncatedRead: number;
  /** (*) Too short for ESP. */
  malformed: number;
  /** Packets with a good ICV. */
  icvGood: number;
  /** Packets with a bad ICV, read or not. */
  icvBad: number;
  /** SPIs without an agreement that were dropped because there were too many. */
  evictedSpis: number;
  /** SA sets dropped because there were too many. */
  evictedSets: number;
  /** Older SAs of one destination and SPI that were dropped because there were too many. */
  evictedGenerations: number;
  /** Packets without a trial of every key, because too many of their SPI were bad before. */
  untried: number;
  /** Keys ignored because a set had too many. */
  ignoredKeys: number;
}

/** Where counts begin. */
export const NO_PACKETS: Readonly<EspStatistics> = {
  packets: 0,
  duplicates: 0,
  decrypted: 0,
  nullDecoded: 0,
  decryptedUnchecked: 0,
  unsupported: 0,
  unsupportedByName: {},
  dummies: 0,
  implausible: 0,
  unopened: 0,
  unknownSpi: 0,
  noKey: 0,
  truncated: 0,
  truncatedRead: 0,
  malformed: 0,
  icvGood: 0,
  icvBad: 0,
  evictedSpis: 0,
  evictedSets: 0,
  evictedGenerations: 0,
  untried: 0,
  ignoredKeys: 0,
};
