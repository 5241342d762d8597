/** Bytes of a captured frame that is believed: the largest snap length of libpcap and tshark. */
export const MAX_CAPTURED_LENGTH = 262_144;

/** Bytes of a pcapng block that is buffered: as in tshark. */
export const MAX_BLOCK_LENGTH = 16 * 1024 * 1024;

/** Interfaces kept for one pcapng section: more than any machine has, and their options are kept. */
export const MAX_INTERFACES = 65_536;

/**
 * Times that a reader searches on after damage in one file: each search costs time, and a file with more is
 * hopeless.
 */
export const MAX_RESYNCHRONISATIONS = 1000;

/** Bytes of section and interface options kept for one file: as many as a block may have. Further ones are left out. */
export const MAX_KEPT_OPTIONS = 16 * 1024 * 1024;
