/** Most bytes of a captured frame: the largest snap length of libpcap and tshark. */
export const MAX_CAPTURED_LENGTH = 262_144;

/** Most bytes of a pcapng block, as in tshark. */
export const MAX_BLOCK_LENGTH = 16 * 1024 * 1024;

/** Interfaces of one pcapng section: more than any machine has. Their options stay in memory. */
export const MAX_INTERFACES = 65_536;

/**
 * How often a reader resumes after damage in one file. Each search costs time, and a file with more damage is hopeless.
 */
export const MAX_RESYNCHRONISATIONS = 1000;

/** Bytes of section and interface options kept for one file: as many as one block may have. Later ones are left out. */
export const MAX_KEPT_OPTIONS = 16 * 1024 * 1024;
