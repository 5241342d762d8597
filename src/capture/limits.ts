/** Longest captured frame that is believed, in bytes: the largest snap length of libpcap and tshark. */
export const MAX_CAPTURED_LENGTH = 262_144;

/** Longest pcapng block that is buffered, in bytes, as in tshark. */
export const MAX_BLOCK_LENGTH = 16 * 1024 * 1024;

/** Interfaces kept for one pcapng section. */
export const MAX_INTERFACES = 65_536;

/** Times that a reader searches on after damage in one file; a file with more of it is given up. */
export const MAX_RESYNCHRONISATIONS = 1000;

/** Bytes of section and interface options that are kept for one file; further ones are left out. */
export const MAX_KEPT_OPTIONS = 16 * 1024 * 1024;
