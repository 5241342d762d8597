/** Every bound of the analysis in one place. Each table that reaches its bound counts what it gave up. */
export const LIMITS = {
  /** Bytes of ESP held for a key that has not come yet. About a minute of one busy cell. */
  heldEspBytes: 32 * 1024 * 1024,
  /** Bytes of frames that wait to be written until ESP before them has its key. */
  queuedFrameBytes: 64 * 1024 * 1024,
  /** Challenges kept by nonce; each is some hundred bytes. */
  challenges: 100_000,
  /** Keys tried on ESP without an agreement; the bound of trials on ICVs is reached with as many and one packet. */
  knownKeys: 50_000,
  /** Seconds that ESP without an agreement waits, once a key has come, for an agreement to come as well. */
  agreementWait: 2,
  /** Packets of one SPI without an agreement with which a key that came later is tried. */
  searchedPackets: 4,
  /** Registrations kept by Call-ID; each is one to three kilobytes. */
  registrations: 50_000,
  /** Octets of REGISTERs and their responses kept for a diagnosis: some 30,000 registrations. */
  journalRegisterBytes: 128 * 1024 * 1024,
  /** Octets of other SIP messages kept for it, without their bodies. */
  journalOtherBytes: 64 * 1024 * 1024,
  /** TCP openings, Cx messages, SA sets and SPIs kept for it, each. */
  journalEntries: 50_000,
  /** Messages remembered to fold duplicate observations; they matter for a quarter of a second only. */
  foldedMessages: 2048,
  /** Issues given out for one code; further ones are only counted. */
  issuesPerCode: 20,
} as const;
