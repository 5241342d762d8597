/** Counts of ESP packets. Each packet but duplicates ends in exactly one of the counts so marked (*). */
export interface EspStatistics {
  /** Packets offered, duplicates included; retries are no new packets. */
  packets: number;
  /** Further observations of a packet counted already. */
  duplicates: number;
  /** (*) Read with a key: decrypted, or NULL encryption with an ICV that was judged. */
  decrypted: number;
  /** (*) Read without a key: NULL encryption, ICV not judged. */
  nullDecoded: number;
  /** (*) Decrypted with a key that a user gave without one for the ICV, which was not judged. */
  decryptedUnchecked: number;
  /** (*) Of SAs that a user gave with an algorithm that is not supported, and how many by Wireshark's name of it. */
  unsupported: number;
  unsupportedByName: Readonly<Record<string, number>>;
  /** (*) Dummies. */
  dummies: number;
  /** (*) ICV verified, plaintext without sense. */
  implausible: number;
  /** (*) ICV verified under no key, and not read. */
  unopened: number;
  /** (*) No agreement for the SPI. */
  unknownSpi: number;
  /** (*) An agreement, but no key. */
  noKey: number;
  /** (*) Cut by the snap length. */
  truncated: number;
  /** Of these, those whose beginning was read. */
  truncatedRead: number;
  /** (*) Too short for ESP. */
  malformed: number;
  /** Packets whose ICV verified. */
  icvGood: number;
  /** Packets whose ICV verified under no key, read or not. */
  icvBad: number;
  /** SPIs without an agreement forgotten because there were too many. */
  evictedSpis: number;
  /** SA sets forgotten because there were too many. */
  evictedSets: number;
  /** Older SAs under one destination and SPI forgotten because there were too many. */
  evictedGenerations: number;
  /** Packets with which not every key was tried, because too many of their SPI were bad before. */
  untried: number;
  /** Keys not taken because a set had too many. */
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
