/** Longest captured frame that is believed, in bytes: the largest snap length of libpcap and tshark. */
export const MAX_CAPTURED_LENGTH = 262_144;

/** Longest pcapng block that is buffered, in bytes, as in tshark. */
export const MAX_BLOCK_LENGTH = 16 * 1024 * 1024;

/** Interfaces kept for one pcapng section. */
export const MAX_INTERFACES = 65_536;
